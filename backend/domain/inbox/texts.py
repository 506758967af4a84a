"""The words of each kind of message.

Values named in `TRANSLATED` are themselves texts of the city's content; those in `MOMENTS` are moments in ISO 8601,
told by the reader's calendar and the city's clock; or by that of a place elsewhere, whose time zone is in `zone`, and
for one value alone in `was_zone` and the like.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.core.text import N_

TRANSLATED = frozenset({"service", "text", "what", "place", "why", "counter", "reason"})
MOMENTS = frozenset({"when", "until", "was", "visit"})
OPTIONAL = ("reason", "counter", "helper", "appeal_days", "place", "visit")
"""A paragraph about one of these falls away where there is nothing to say."""


COME = (
    N_("Please come on %(when)s to %(place)s."),
    N_("We come to your home on %(visit)s. We ring you before."),
)
"""Only one of them is said: a time is at a place, or it is a visit."""
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
        (
            "%(text)s",
            N_("Why: %(reason)s"),
            N_("You do not agree? You can say so within %(appeal_days)s days. Open what you sent to do it."),
            N_("Your reference is %(reference)s."),
        ),
        N_("We have decided. Open the app to read our answer."),
    ),
    "file-harmful": Kind(
        N_("We could not keep a file: %(service)s"),
        (
            N_("Our virus check found something harmful in a file that you sent. So we did not keep it."),
            N_("You have done nothing wrong. Such things get into files without anybody noticing."),
            N_("Please send another file, or a photo of the paper. If you have sent your answers already, call us."),
        ),
        N_("We could not keep one of your files. Open the app to read more."),
    ),
    "asked": Kind(
        N_("We need something more from you: %(service)s"),
        (
            N_("We cannot go on without it. Open what you sent to see what we need, and to answer."),
            N_("Take your time. The days until you answer do not count for us."),
            N_("Your reference is %(reference)s."),
        ),
        N_("We need something more from you. Open the app to answer."),
    ),
    "wrote": Kind(
        N_("We wrote to you: %(service)s"),
        (N_("Open what you sent to read it, and to write back."), N_("Your reference is %(reference)s.")),
        N_("We wrote to you. Open the app to read it."),
    ),
    "withdrawn": Kind(
        N_("You took it back: %(service)s"),
        (
            N_("We do not decide about it any more. There is nothing more to do."),
            N_("You can ask again at any time."),
            N_("Its reference was %(reference)s."),
        ),
        N_("You took something back. Open the app to read more."),
    ),
    "appeal-received": Kind(
        N_("We have your appeal: %(service)s"),
        (
            N_("Somebody else looks at it again. You hear from us within %(days)s working days."),
            N_("Your reference is still %(reference)s."),
        ),
        N_("We have your appeal. Open the app to read more."),
    ),
    "case-news": Kind(
        N_("The person wrote or answered: %(service)s"),
        (N_("You work on this. The reference is %(reference)s."),),
        N_("Somebody wrote about their application. Open the desk to read it."),
    ),
    "case-withdrawn": Kind(
        N_("Taken back by the person: %(service)s"),
        (N_("You worked on this. Nothing more is to be done. The reference is %(reference)s."),),
        N_("Somebody took their application back. Open the desk to see which."),
    ),
    "case-handed": Kind(
        N_("A colleague handed you something: %(service)s"),
        (N_("You work on this from now on. The reference is %(reference)s."),),
        N_("A colleague handed you an application. Open the desk to see which."),
    ),
    "case-back": Kind(
        N_("Your proposal was sent back: %(service)s"),
        (N_("A colleague wrote why, in the notes. The reference is %(reference)s."),),
        N_("A colleague sent your proposal back. Open the desk to see why."),
    ),
    "case-late": Kind(
        N_("Something is late: %(place)s"),
        (N_("A decision was due and is not made. The list at the desk shows which."),),
        N_("Something is late at your office. Open the desk to see which."),
    ),
    "booked": Kind(
        N_("Your time is booked: %(what)s"),
        (
            *COME,
            N_("Your reference is %(reference)s."),
            N_("You can change or cancel it until %(until)s. After that, please call us."),
            BY_HELPER,
        ),
        N_("Your time is booked. Open the app to see when and where."),
    ),
    "changed": Kind(
        N_("Your new time: %(what)s"),
        (
            *COME,
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
            *COME,
            N_("If it no longer suits you, please tell us. Somebody else can then have your time."),
        ),
        N_("Your time is on %(when)s. Open the app to see where."),
    ),
    "sooner": Kind(
        N_("There is a sooner time: %(what)s"),
        (
            N_("A time is free on %(when)s at %(place)s."),
            N_("We could come to your home on %(visit)s."),
            N_("You can take it if you like. If you do nothing, you keep your time on %(was)s."),
            N_("Somebody else may take it first. We tell you of this once."),
        ),
        N_("A sooner time is free. Open the app to take it."),
    ),
    "moved": Kind(
        N_("We had to move your time: %(what)s"),
        (
            N_("We are sorry. We cannot see you on %(was)s. Why: %(why)s"),
            *COME,
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
            N_("We came to your home on %(visit)s and did not meet you. This can happen to anyone."),
            N_("You can book a new time whenever you like."),
        ),
        N_("We did not see you. Open the app to book a new time."),
    ),
    "called": Kind(
        N_("It is your turn: %(what)s"),
        (N_("Please come in now."), N_("Where: %(counter)s")),
        N_("It is your turn. Please come in."),
    ),
    "not-reached": Kind(
        N_("We could not reach you"),
        (
            N_("You asked us to call you. We tried three times and did not reach you."),
            N_("You can ask again whenever you like. Or call us, and somebody answers."),
        ),
        N_("We tried to call you and did not reach you. Open the app to ask again."),
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
    "practise-again": Kind(
        N_("Would you like to practise again? %(what)s"),
        (
            N_("You can do this on your own. Once more now helps you to remember it."),
            N_("It takes two minutes. If today is not the day, nothing is lost."),
            N_("You asked us to tell you. You can stop this where you practise."),
        ),
        N_("Two minutes of practice help you to remember. Open the app to see what."),
    ),
    "history-answer": Kind(
        N_("You asked who saw your data"),
        (N_("Here is our answer."), "%(reason)s", N_("If this does not help you, please call us.")),
        N_("We have answered your question. Open the app to read it."),
    ),
    "register-mended": Kind(
        N_("We put right what was wrong"),
        (
            N_("You told us that another department had something wrong about you. It is put right there now."),
            "%(reason)s",
        ),
        N_("We looked into what you said is wrong. Open the app to read more."),
    ),
    "register-kept": Kind(
        N_("We looked at what you said is wrong"),
        (
            N_("You told us that another department has something wrong about you. It stays as it is for now. Why:"),
            "%(reason)s",
            N_("You do not agree? Please call us. In your own answers we use your words."),
        ),
        N_("We looked into what you said is wrong. Open the app to read more."),
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
    "counter-begun": Kind(
        N_("Somebody at the city fills in with you"),
        (
            N_("You gave your code at a counter. Somebody there can now fill in services with you, today."),
            N_("You see there who it is and what they do. You can stop it at any time."),
            N_("If you are not at a counter, please stop it now and call us."),
        ),
        N_("Somebody at a counter can now fill in with you. Open the app to see who."),
    ),
    "paper-typed": Kind(
        N_("We type in your paper form: %(service)s"),
        (
            N_("Somebody at the city types in what you wrote and signed, and sends it for you."),
            N_("You see there who it is and what they do."),
            N_("If you did not send us a form, please stop it there and call us."),
        ),
        N_("We type in a paper form that bears your number. Open the app to see it."),
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


Moment = Callable[[datetime, str | None], str]
"""Writes an aware moment by the clock of a time zone; None for the city's."""


class Letter:
    """A message in words. Each part is written when it is asked for: a list shows titles alone.

    `text` is a translator's `text(msgid, **values)`, in whose language it is written; `moment` writes an aware moment
    in the same language, by the clock of a time zone.
    """

    def __init__(self, kind: str, values: Mapping[str, Any], text: Callable[..., str], moment: Moment) -> None:
        self._words, self._text = KINDS[kind], text
        self._said = {key: _said(key, values, text, moment) if value else value for key, value in values.items()}

    @property
    def title(self) -> str:
        """What it is about, in a line."""
        return self._text(self._words.title, **self._said)

    @property
    def body(self) -> tuple[str, ...]:
        """Its paragraphs; empty parts fall away."""
        empty = [f"%({key})s" for key in OPTIONAL if not self._said.get(key)]
        paragraphs = (part for part in self._words.body if not any(each in part for each in empty))
        return tuple(self._text(part, **self._said) if part in _MARKED else part % self._said for part in paragraphs)

    @property
    def push(self) -> str:
        """What a locked screen may show of it."""
        return self._text(self._words.push, **self._said)


def _said(key: str, values: Mapping[str, Any], text: Callable[..., str], moment: Moment) -> Any:
    value = values[key]
    if key in TRANSLATED:
        return text(value)
    if key in MOMENTS:
        return moment(datetime.fromisoformat(value), values.get(f"{key}_zone", values.get("zone")))
    return in_groups(value) if key == "reference" else value


def in_groups(reference: str) -> str:
    """A reference as it is read and said, in two groups of four."""
    return f"{reference[:4]} {reference[4:]}"


_MARKED = frozenset(part for kind in KINDS.values() for part in kind.body if part not in {"%(text)s", "%(reason)s"})
