"""The words of the access history: who read what of somebody, why and when, in sentences to translate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.core.reading import ENDING, HELPER, STAFF, SYSTEM
from backend.core.text import N_
from backend.domain.access.queries import Seen
from backend.domain.access.rules import (
    ANSWERING,
    CALLING,
    COUNTER,
    DECIDING,
    EXPORT,
    FETCHING,
    HELPING,
    MENDING,
    PAPER,
    TELLING,
    VISIT,
    WEBHOOK,
)
from flows.service import Service

Text = Callable[..., str]

SENTENCES: Mapping[str, tuple[str | None, str]] = {
    DECIDING: (
        N_("%(who)s read your answers to decide about “%(service)s”, on %(when)s."),
        N_("%(who)s read what you sent to decide about it, on %(when)s."),
    ),
    CALLING: (
        None,
        N_("%(who)s read your wish to be called, to call you, on %(when)s."),
    ),
    VISIT: (
        None,
        N_("%(who)s looked at your appointment to be ready for you, on %(when)s."),
    ),
    HELPING: (
        N_("%(who)s read your answers to help you with “%(service)s”, on %(when)s."),
        N_("%(who)s looked at your appointments to help you, on %(when)s."),
    ),
    COUNTER: (
        N_("%(who)s read your answers while filling in “%(service)s” with you at the counter, on %(when)s."),
        N_("%(who)s looked at what you began, with you at the counter, on %(when)s."),
    ),
    PAPER: (
        N_("%(who)s typed in your paper form for “%(service)s”, on %(when)s."),
        N_("%(who)s typed in your paper form, on %(when)s."),
    ),
    TELLING: (
        None,
        N_("%(who)s used this to send you a message, on %(when)s."),
    ),
    ANSWERING: (
        None,
        N_("%(who)s read a question of yours to answer it, on %(when)s."),
    ),
    EXPORT: (
        N_("%(who)s saved your answers for “%(service)s” into a file for the city’s work, on %(when)s."),
        N_("%(who)s saved this into a file for the city’s work, on %(when)s."),
    ),
    WEBHOOK: (
        N_("%(who)s passed your answers for “%(service)s” on to the city’s own system, on %(when)s."),
        N_("%(who)s passed this on to the city’s own system, on %(when)s."),
    ),
    FETCHING: (
        N_("%(who)s asked another department about you, as you allowed, to fill in “%(service)s”, on %(when)s."),
        N_("%(who)s asked another department about you, as you allowed, on %(when)s."),
    ),
    MENDING: (
        N_("%(who)s read what you say is wrong, to put it right, on %(when)s."),
        N_("%(who)s read what you say is wrong, to put it right, on %(when)s."),
    ),
}
"""For each purpose, what was done: with the service it was about, and without one."""

FIELDS: Mapping[str, str] = {
    "account.phone": N_("Your phone number"),
    "account.contact": N_("Your name and address"),
    "account.device": N_("Where your app gets messages"),
    "application.words": N_("What was written about it"),
    "appointment.needs": N_("What you need for your visit"),
    "appointment.note": N_("Our note about your visit"),
    "call.phone": N_("Your phone number"),
    "call.about": N_("What you want to talk about"),
    "correction.reason": N_("What we answered when you said that something is wrong"),
    "message.text": N_("A message to you"),
    "question.text": N_("A question of yours"),
}
"""What is no answer to a question of a service."""
OTHER = N_("Something else that you told us")
ONLY_ITS_END = N_("%(label)s, only its end")
KINDS = {STAFF: N_("Staff of the city"), HELPER: N_("People who help me"), SYSTEM: N_("The city’s computer")}


@dataclass(frozen=True, slots=True)
class Told:
    """One reading in words: who it was, one sentence, and what was read."""

    who: str
    sentence: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """How things are called in the reader's language.

    `text` is a translator's, `moment` writes a moment, `office` names an office by its id, and `service` finds one in
    a version. `helpers` are (what their person calls them, last digits) by mandate.
    """

    text: Text
    moment: Callable[[datetime], str]
    office: Callable[[str], str]
    service: Callable[[str, int], Service]
    helpers: Mapping[int, tuple[str | None, str | None]]


def tell(seen: Seen, names: Names) -> Told:
    """A reading in words; its fields are called as the service called them in the version that was read."""
    text, service = names.text, None
    if seen.service is not None and seen.version_id is not None:
        service = names.service(seen.service, seen.version_id)
    with_service, without = SENTENCES[seen.purpose]
    by, title = _who(seen, names), text(service.title) if service else ""
    sentence = text((with_service if service else None) or without, who=by, service=title, when=names.moment(seen.at))
    return Told(by, sentence, tuple(_field(each, service, text) for each in seen.fields))


COLUMNS = ("number", "at", "kind", "who", "purpose", "sentence", "service", "about", "about_id", "read")
"""Of the history as a file."""


def as_row(seen: Seen, told: Told) -> dict[str, Any]:
    """A reading as files and the API tell it, by `COLUMNS`; `read` are fields, each with its id and its label."""
    labels = [{"id": name, "label": label} for name, label in zip(seen.fields, told.fields, strict=True)]
    said = {"who": told.who, "sentence": told.sentence, "read": labels}
    return {name: said[name] if name in said else getattr(seen, name) for name in COLUMNS}


def _who(seen: Seen, names: Names) -> str:
    """'Amir Khan (Travel desk)', what the person calls their helper, or the city's computer."""
    text = names.text
    if seen.kind == SYSTEM:
        return text(KINDS[SYSTEM])
    if seen.kind == HELPER:
        name, ending = names.helpers.get(seen.mandate_id or 0, (None, None))
        unnamed = text(N_("The person whose number ends with %(ending)s"), ending=ending) if ending else None
        return name or unnamed or text(N_("Your helper"))
    if seen.staff is None:
        return text(N_("Somebody at the city"))
    return f"{seen.staff.name} ({names.office(seen.staff.office)})" if seen.staff.office else seen.staff.name


def _field(name: str, service: Service | None, text: Text) -> str:
    if name in FIELDS:
        return text(FIELDS[name])
    if name.endswith(ENDING):
        return text(ONLY_ITS_END, label=_field(name.removesuffix(ENDING), service, text))
    # An entry of a group is told as the group, and what is said in it by the question.
    asked = (service.question(name) or service.by_id.get(name.partition("/")[0])) if service else None
    return text(asked.label if asked else OTHER)
