"""What happened to an application, in words: a timeline for its citizen, and a fuller one for the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from backend.core.text import N_
from backend.domain.applications import queries
from backend.domain.applications.models import Application, ApplicationEvent
from backend.domain.applications.rules import OPEN
from backend.domain.identity import queries as identity

SENTENCES: Mapping[str, str] = {
    "sent": N_("It was sent"),
    "taken": N_("We began to look at it"),
    "taken_over": N_("Somebody else took it over"),
    "handed_on": N_("It was handed on"),
    "given_back": N_("It was put back"),
    "wrote": N_("A message was written"),
    "noted": N_("A note was written"),
    "asked": N_("We asked for something more"),
    "answered": N_("The answer came"),
    "proposed": N_("A decision was proposed"),
    "sent_back": N_("The proposal was sent back"),
    "escalated": N_("It is late, and the lead was told"),
    "approved": N_("We said yes"),
    "refused": N_("We said no"),
    "withdrawn": N_("It was taken back"),
    "appealed": N_("An appeal was sent"),
}
"""What each kind of event is called, for whoever reads it."""
NOW: Mapping[str, str] = {
    "sent": N_("We have it, and look at it soon"),
    "in_work": N_("We look at it"),
    "more_needed": N_("We wait for your answer"),
    "appealed": N_("Somebody else looks at it again"),
}
"""What is happening while an application is open."""
NEXT = N_("We tell you what we decided")
AT_DESK: Mapping[str, str] = {
    NOW["more_needed"]: N_("We wait for the person"),
    NEXT: N_("The person hears what we decided"),
}
"""What the desk reads where its citizen is spoken to."""
YOU = N_("You")
THE_PERSON = N_("The person")
HELPER = N_("A helper")
PROGRAM = N_("The program")
AT = N_("%(name)s at %(office)s")
AT_THE_OFFICE = "%(office)s"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a timeline. `name` is that of who did it, where they work at the city and have given one."""

    kind: str
    state: Literal["done", "now", "next"]
    text: str
    actor: str | None = None
    name: str | None = None
    office: str | None = None
    at: datetime | None = None
    due_on: date | None = None
    words_id: int | None = None
    questions: tuple[str, ...] = ()


def story(session: Session, application: Application, *, internal: bool) -> list[Entry]:
    """What was done, what is happening and what comes. With `internal`, all that only the desk sees is in it."""
    events = queries.events_of(session, application, internal=internal)
    staff = {each.account_id for each in events if each.actor == "staff" and each.account_id is not None}
    names = {account: each.name for account, each in identity.staff_named(session, staff).items()}
    entries = [*(_done(each, names) for each in events), *_to_come(application)]
    return [replace(each, text=AT_DESK.get(each.text, each.text)) for each in entries] if internal else entries


def _done(event: ApplicationEvent, names: Mapping[int, str]) -> Entry:
    by_staff = event.actor == "staff" and event.account_id is not None
    return Entry(
        event.kind,
        "done",
        SENTENCES.get(event.kind, event.kind),
        event.actor,
        names.get(event.account_id or 0) if by_staff else None,
        event.office,
        event.at,
        words_id=event.words_id,
        questions=tuple(event.about.get("questions", ())),
    )


def _to_come(application: Application) -> Sequence[Entry]:
    """While an application is open: what is happening, with the day its decision is due, and what comes then."""
    if application.state not in OPEN:
        return ()
    due = None if application.state == "more_needed" else application.due_on
    now = Entry(application.state, "now", NOW[application.state], due_on=due)
    return now, Entry("decision", "next", NEXT)


def who_in_words(entry: Entry, *, at_desk: bool) -> str:
    """Who did something, as a text to translate with the places `name` and `office`."""
    if entry.actor == "citizen":
        return THE_PERSON if at_desk else YOU
    if entry.actor == "helper":
        return HELPER
    if entry.actor == "program":
        return PROGRAM
    return AT if entry.name else AT_THE_OFFICE
