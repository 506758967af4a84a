"""One application at the desk: to read, to work on, to write about, to ask for more, to decide."""

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from backend.api.applications.after import WRITING
from backend.api.applications.shown import after_as_data, answered, as_sent, given_as_data, sources_as_data
from backend.api.area import Area
from backend.api.desk import desk_card
from backend.api.desk_case_schemas import (
    AssignmentBody,
    CaseNoteBody,
    CaseSchema,
    DecisionBody,
    NumberSchema,
    RequestBody,
    TemplatesSchema,
    WordsBody,
)
from backend.api.door import language, me, parts, reading, translator, who, writing
from backend.api.uploads import enclosures_as_data
from backend.core import clock
from backend.domain.access.rules import DECIDING
from backend.domain.applications import asking, conversing, deciding, queries
from backend.domain.applications.after import after_sending
from backend.domain.applications.assigning import assign
from backend.domain.applications.attribution import given_by, paper_form
from backend.domain.applications.errors import (
    AlreadyDecided,
    AskedAlready,
    ChangedMeanwhile,
    IdTaken,
    NotAColleague,
    NothingAsked,
    NothingProposed,
    OwnProposal,
    OwnRefusal,
    ReasonMissing,
    SecondPairNeeded,
    TakenBack,
    TakenMeanwhile,
    TooManyWords,
    WordsTooLong,
    WritingOver,
)
from backend.domain.applications.events import Text, staff
from backend.domain.applications.models import Application
from backend.domain.applications.rules import as_shown
from backend.domain.applications.sources import sources_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.intake.files import named
from flows.service import Service

area = Area("Desk: one application", __name__, "For caseworkers: reading one application, and working on it.")

ITEM = "/desk/applications/<uuid:application_id>"
DECISION_ERRORS = (
    NotFound,
    AlreadyDecided,
    TakenBack,
    ChangedMeanwhile,
    ReasonMissing,
    WordsTooLong,
    TooManyWords,
    OwnRefusal,
    IdTaken,
)


@area.get(ITEM)
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives(200, CaseSchema)
@area.may_fail(NotFound)
def case(application_id: uuid.UUID) -> dict[str, Any]:
    """One application of the caller's offices: answers in words, what was written, notes, history."""
    with reading() as session:
        return _case(session, *_at_desk(session, application_id))


@area.get(f"{ITEM}/numbers/<path:question>")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives(200, NumberSchema)
@area.may_fail(NotFound)
def whole_number(application_id: uuid.UUID, question: str) -> dict[str, Any]:
    """A national number whole. Elsewhere it is told by its end; the person reads that somebody asked for all of it."""
    with reading() as session:
        asked, number = queries.national_number(session, *_at_desk(session, application_id), question)
        return {"question": asked.id, "label": translator().text(asked.label), "number": number}


@area.get(f"{ITEM}/templates")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives(200, TemplatesSchema)
@area.may_fail(NotFound)
def templates(application_id: uuid.UUID) -> dict[str, Any]:
    """The service's words to begin with, for saying yes, saying no and asking for more."""
    with reading() as session:
        _, service = _at_desk(session, application_id)
    text = translator().text
    return {
        "items": [
            {"id": each.id, "outcome": each.outcome, "title": text(each.title), "text": text(each.text)}
            for each in service.reasons
        ]
    }


@area.put(f"{ITEM}/assignment")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(AssignmentBody)
@area.gives(200, CaseSchema)
@area.may_fail(NotFound, NotAColleague, TakenMeanwhile, TakenBack, AlreadyDecided)
def assignment(body: dict[str, Any], application_id: uuid.UUID) -> dict[str, Any]:
    """Take it, hand it on, or put it back. It is so already: nothing changes.

    Send who worked on it when it was read as `instead_of`, so that two do not take it from each other.
    """

    def change(session: Session, found: Application, service: Service) -> None:
        by, instead_of = staff(me().account_id), body["instead_of"]
        assign(session, found, service, body["to"], by, clock.now(), instead_of=instead_of)

    return _do(application_id, change)


@area.put(f"{ITEM}/seen")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives(200, CaseSchema)
@area.may_fail(NotFound)
def seen(application_id: uuid.UUID) -> dict[str, Any]:
    """Note that what the citizen did last was read. It takes no body."""
    return _do(application_id, lambda _, found, __: conversing.mark_seen(found))


@area.put(f"{ITEM}/messages/<uuid:words_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(WordsBody)
@area.gives(200, CaseSchema)
@area.may_fail(*WRITING, WritingOver)
def write_to_citizen(body: dict[str, Any], application_id: uuid.UUID, words_id: uuid.UUID) -> dict[str, Any]:
    """Write to the citizen, who finds it in their inbox. The same id again writes nothing."""

    def write(session: Session, found: Application, service: Service) -> None:
        text = Text(words_id, body["words"], language().tag)
        conversing.write_to_citizen(session, found, service, text, staff(me().account_id), clock.now())

    return _do(application_id, write)


@area.put(f"{ITEM}/notes/<uuid:words_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(CaseNoteBody)
@area.gives(200, CaseSchema)
@area.may_fail(*WRITING)
def note(body: dict[str, Any], application_id: uuid.UUID, words_id: uuid.UUID) -> dict[str, Any]:
    """Write something down that only the desk reads. The same id again writes nothing."""

    def write(session: Session, found: Application, _: Service) -> None:
        text = Text(words_id, body["words"], language().tag)
        conversing.note(session, found, text, staff(me().account_id), clock.now())

    return _do(application_id, write)


@area.put(f"{ITEM}/requests/<uuid:request_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(RequestBody)
@area.gives(200, CaseSchema)
@area.may_fail(*WRITING, NothingAsked, AskedAlready, TakenBack, AlreadyDecided)
def ask(body: dict[str, Any], application_id: uuid.UUID, request_id: uuid.UUID) -> dict[str, Any]:
    """Ask the citizen for more: in words, by questions to answer again, or both. The same id again asks nothing.

    The days until the answer do not count for the day on which a decision is due.
    """

    def wish(session: Session, found: Application, service: Service) -> None:
        text = _text(service, "more_needed", body["words"], body["template"], uuid.uuid5(request_id, "words"))
        by, days = staff(me().account_id), parts().content.work_days
        asking.ask(session, found, service, request_id, text, body["questions"], by, days, clock.now())

    return _do(application_id, wish)


@area.put(f"{ITEM}/proposal")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(DecisionBody)
@area.gives(200, CaseSchema)
@area.may_fail(*DECISION_ERRORS)
def propose_decision(body: dict[str, Any], application_id: uuid.UUID) -> dict[str, Any]:
    """Propose a decision for somebody else to make. The same again changes nothing; another takes its place."""

    def wish(session: Session, found: Application, service: Service) -> None:
        text = _text(service, body["outcome"], body["reason"], body["template"], uuid.uuid4())
        by = staff(me().account_id)
        deciding.propose(session, found, body["outcome"], text, by, clock.now(), seen=body["seen"])

    return _do(application_id, wish)


@area.put(f"{ITEM}/returns/<uuid:words_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(CaseNoteBody)
@area.gives(200, CaseSchema)
@area.may_fail(*WRITING, NothingProposed, OwnProposal, TakenBack)
def send_back(body: dict[str, Any], application_id: uuid.UUID, words_id: uuid.UUID) -> dict[str, Any]:
    """Do not follow a proposal, with a note for whoever made it. The same id again changes nothing."""

    def wish(session: Session, found: Application, service: Service) -> None:
        text = Text(words_id, body["words"], language().tag)
        deciding.send_back(session, found, service, text, staff(me().account_id), clock.now())

    return _do(application_id, wish)


@area.put(f"{ITEM}/decision")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(DecisionBody)
@area.gives(200, CaseSchema)
@area.may_fail(*DECISION_ERRORS, SecondPairNeeded, OwnProposal)
def decide(body: dict[str, Any], application_id: uuid.UUID) -> dict[str, Any]:
    """Approve or refuse, and tell the person. The same decision again changes nothing.

    Where the service wants a second pair of eyes, the outcome is one that somebody else has proposed.
    """

    def wish(session: Session, found: Application, service: Service) -> None:
        text = _text(service, body["outcome"], body["reason"], body["template"], uuid.uuid4())
        by = staff(me().account_id)
        deciding.decide(session, found, service, body["outcome"], text, by, clock.now(), seen=body["seen"])

    return _do(application_id, wish)


def _text(service: Service, outcome: str, words: str, template: str | None, made: uuid.UUID) -> Text | None:
    """What is written: own words, or a template's, which everybody then reads in their own language."""
    if template is not None:
        found = next((each for each in service.reasons_for(outcome) if each.id == template), None)
        if found is None:
            raise NotFound
        return Text(made, found.text, "en", found.id)
    return Text(made, words, language().tag) if words.strip() else None


def _at_desk(session: Session, application_id: uuid.UUID, *, lock: bool = False) -> tuple[Application, Service]:
    found = queries.at_desk(session, application_id, me().offices, lock=lock)
    return found, parts().service_of(session, found)


def _do(application_id: uuid.UUID, what: Callable[[Session, Application, Service], object]) -> dict[str, Any]:
    with writing() as session:
        found, service = _at_desk(session, application_id, lock=True)
        what(session, found, service)
        session.flush()
        return _case(session, found, service)


def _case(session: Session, found: Application, service: Service) -> dict[str, Any]:
    answers = queries.submitted(session, found, told_as=as_shown(service))
    days = parts().content.work_days
    state = after_sending(session, found, service, parts().context(), days, clock.now(), internal=True)
    return (
        desk_card(found, service)
        | after_as_data(state, found, service, at_desk=True)
        | {
            "phone": identity.phone_of(session, found.account_id),
            "language": parts().spoken_to(identity.language_of(session, found.account_id)),
            "files": enclosures_as_data(each for files in named(session, found, answers).values() for each in files),
            "contact": identity.contact_of(session, found.account_id),
            "paper": paper_form(session, found),
            "given_by": given_as_data(given_by(session, found)),
            "sources": sources_as_data(sources_of(session, found, answers)),
            "answers": _answers(service, answers),
            "earlier": _earlier(session, found, service, answers),
            "reason": queries.reason(session, found),
            "second_pair": found.second_pair,
            "proposed_by": found.proposed_by,
            "seen": queries.last_event(session, found),
        }
    )


def _answers(service: Service, answers: dict[str, Any]) -> list[dict[str, Any]]:
    return answered(service, as_sent(service, answers))


def _earlier(session: Session, found: Application, service: Service, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """What was answered differently, each with until when it stood so."""
    before = queries.earlier(session, found, as_shown(service))
    every = [*(each for _, each in before), answers]
    told = []
    for (until, old), new in zip(before, every[1:], strict=True):
        gone = asking.replaced(old, new)
        told.append({"until": until, "answers": _answers(service, gone)})
    return told
