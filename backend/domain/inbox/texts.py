"""The words of each kind of message.

Values named in `TRANSLATED` are themselves texts of the city's content; those in `MOMENTS` are moments in ISO 8601,
told by the reader's calendar and the city's clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.core.text import N_

TRANSLATED = frozenset({"service", "text", "what", "place", "why"})
MOMENTS = frozenset({"when", "until", "was"})
OPTIONAL = ("reason", "counter", "helper")
"""A paragraph about one of these falls away where there is nothing to say."""


BY_HELPER = N_("Your helper did this for you. Their number ends with %(helper)s.")


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of message reads: its title, its paragraphs, and what a locked screen may show of it."""

    title: str
    body: tuple[str, ...]
    push: str


KINDS: Mapping[str, Kind] = {
    "received": Kind(
        N_("We have what you sent: %(service)s"),
        (
            N_("Thank you. Your reference is %(reference)s."),
            N_("We look at it now. You hear from us within %(days)s working days. There is nothing more to do."),
        ),
        N_("We have what you sent. Open the app to see your reference."),
    ),
    "approved": Kind(
        N_("The answer is yes: %(service)s"),
        ("%(text)s", "%(reason)s", N_("Your reference is %(reference)s.")),
        N_("We have decided. Open the app to read our answer."),
    ),
    "refused": Kind(
        N_("We have decided: %(service)s"),
        ("%(text)s", N_("Why: %(reason)s"), N_("Your reference is %(reference)s.")),
        N_("We have decided. Open the app to read our answer."),
    ),
    "booked": Kind(
        N_("Your time is booked: %(what)s"),
        (
            N_("Please come on %(when)s to %(place)s."),
            N_("Your reference is %(reference)s."),
            N_("You can change or cancel it until %(until)s. After that, please call us."),
            BY_HELPER,
        ),
        N_("Your time is booked. Open the app to see when and where."),
    ),
    "changed": Kind(
        N_("Your new time: %(what)s"),
        (
            N_("Please come on %(when)s to %(place)s."),
            N_("You need not come at the old time, %(was)s."),
            N_("Your reference is still %(reference)s."),
            N_("You can change or cancel it until %(until)s. After that, please call us."),
            BY_HELPER,
        ),
        N_("Your time has changed. Open the app to see it."),
    ),
    "cancelled": Kind(
        N_("Cancelled: %(what)s"),
        (
            N_("We no longer expect you on %(when)s. There is nothing more to do."),
            N_("You can book a new time whenever you like."),
            BY_HELPER,
        ),
        N_("Your time is cancelled. Open the app to book a new one."),
    ),
    "reminder": Kind(
        N_("Your time is soon: %(what)s"),
        (
            N_("Please come on %(when)s to %(place)s."),
            N_("If you cannot come, please tell us. Somebody else can then have your time."),
        ),
        N_("Your time is on %(when)s. Open the app to see where."),
    ),
    "sooner": Kind(
        N_("There is a sooner time: %(what)s"),
        (
            N_("A time is free on %(when)s at %(place)s."),
            N_("You can take it if you like. If you do nothing, you keep your time on %(was)s."),
            N_("Somebody else may take it first. We tell you of this once."),
        ),
        N_("A sooner time is free. Open the app to take it."),
    ),
    "moved": Kind(
        N_("We had to move your time: %(what)s"),
        (
            N_("We are sorry. We cannot see you on %(was)s. Why: %(why)s"),
            N_("Please come on %(when)s to %(place)s."),
            N_("If that does not suit you, you can choose another time or cancel until %(until)s."),
            N_("Your reference is still %(reference)s."),
        ),
        N_("We had to move your time. Open the app to see the new one."),
    ),
    "closed": Kind(
        N_("We had to cancel your time: %(what)s"),
        (
            N_("We are sorry. We cannot see you on %(when)s. Why: %(why)s"),
            N_("We have no other free time now. Please look again in a few days, or call us."),
        ),
        N_("We had to cancel your time. Open the app to see what you can do."),
    ),
    "missed": Kind(
        N_("We did not see you: %(what)s"),
        (
            N_("We expected you on %(when)s at %(place)s. This can happen to anyone."),
            N_("You can book a new time whenever you like."),
        ),
        N_("We did not see you. Open the app to book a new time."),
    ),
    "called": Kind(
        N_("It is your turn: %(what)s"),
        (N_("Please come in now."), N_("Where: %(counter)s")),
        N_("It is your turn. Please come in."),
    ),
    "text-ends": Kind(
        N_("A text ends soon: %(what)s"),
        (
            N_("Readers no longer see it after its last day, which is at most two weeks away."),
            N_("If it is still needed, please write a new version at the desk."),
        ),
        N_("A text ends soon. Open the app to see which."),
    ),
    "text-review": Kind(
        N_("Please look at a text again: %(what)s"),
        (
            N_("Somebody promised to read it again about now. Is all of it still right?"),
            N_("If something has changed, please write a new version at the desk."),
        ),
        N_("A text wants to be read again. Open the app to see which."),
    ),
    "help-begun": Kind(
        N_("Somebody can now help you"),
        (
            N_("The person whose number ends with %(ending)s has typed your code. They can now act for you."),
            N_("You see there what they do for you. You can stop this help at any time."),
            N_("If you did not want this, please stop it now and call us."),
        ),
        N_("Somebody can now help you. Open the app to see who."),
    ),
    "help-stopped": Kind(
        N_("You no longer help somebody"),
        (
            N_("The person whose number ends with %(ending)s has stopped your help. You can no longer act for them."),
            N_("You have done nothing wrong. They can let you help again at any time."),
        ),
        N_("Somebody has stopped your help. Open the app to read more."),
    ),
    "help-given-up": Kind(
        N_("Your helper has stopped"),
        (
            N_("The person whose number ends with %(ending)s no longer acts for you."),
            N_("You can let somebody else help you at any time."),
        ),
        N_("Your helper has stopped. Open the app to read more."),
    ),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words."""

    title: str
    body: tuple[str, ...]
    push: str


def write(kind: str, values: Mapping[str, Any], text: Callable[..., str], moment: Callable[[datetime], str]) -> Letter:
    """Return a message in the language of `text`, a translator's `text(msgid, **values)`; empty parts fall away.

    `moment` writes an aware moment in the same language, on the city's clock.
    """
    said = {key: _said(key, value, text, moment) if value else value for key, value in values.items()}
    words = KINDS[kind]
    empty = [f"%({key})s" for key in OPTIONAL if not said.get(key)]
    paragraphs = (part for part in words.body if not any(each in part for each in empty))
    body = tuple(text(part, **said) if part in _MARKED else part % said for part in paragraphs)
    return Letter(text(words.title, **said), body, text(words.push, **said))


def _said(key: str, value: Any, text: Callable[..., str], moment: Callable[[datetime], str]) -> Any:
    if key in TRANSLATED:
        return text(value)
    if key in MOMENTS:
        return moment(datetime.fromisoformat(value))
    return in_groups(value) if key == "reference" else value


def in_groups(reference: str) -> str:
    """A reference as it is read and said, in two groups of four."""
    return f"{reference[:4]} {reference[4:]}"


_MARKED = frozenset(part for kind in KINDS.values() for part in kind.body if part not in {"%(text)s", "%(reason)s"})
