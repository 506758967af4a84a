"""The words of each kind of message. Values named in `TRANSLATED` are themselves texts of the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.core.text import N_

TRANSLATED = frozenset({"service", "text"})


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
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words."""

    title: str
    body: tuple[str, ...]
    push: str


def write(kind: str, values: Mapping[str, Any], text: Callable[..., str]) -> Letter:
    """Return a message in the language of `text`, a translator's `text(msgid, **values)`; empty parts fall away."""
    said = {key: text(value) if key in TRANSLATED and value else value for key, value in values.items()}
    if said.get("reference"):
        said["reference"] = in_groups(said["reference"])
    words = KINDS[kind]
    paragraphs = (part for part in words.body if said.get("reason") or "%(reason)s" not in part)
    body = tuple(text(part, **said) if part in _MARKED else part % said for part in paragraphs)
    return Letter(text(words.title, **said), body, text(words.push, **said))


def in_groups(reference: str) -> str:
    """A reference as it is read and said, in two groups of four."""
    return f"{reference[:4]} {reference[4:]}"


_MARKED = frozenset(part for kind in KINDS.values() for part in kind.body if part not in {"%(text)s", "%(reason)s"})
