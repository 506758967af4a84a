"""After sending: how it stands, messages both ways, answering the desk, taking back, appeal, receipt."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from backend.api.applications.after_schemas import AfterSchema, AnswerBody, AppealBody, MessageBody, ReceiptSchema
from backend.api.applications.shown import after_as_data, answered, as_sent, card
from backend.api.area import Area
from backend.api.door import language, me, parts, reading, who, writing
from backend.core import clock
from backend.domain.applications import conversing, ending, queries
from backend.domain.applications.after import after_sending
from backend.domain.applications.errors import (
    AnswerNotTaken,
    AppealOver,
    DecidedMeanwhile,
    IdTaken,
    NotAsked,
    NotComplete,
    NotForYou,
    TooManyWords,
    WordsMissing,
    WordsTooLong,
    WritingOver,
    WroteOften,
)
from backend.domain.applications.events import Text, acting, citizen
from backend.domain.applications.models import Application
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.mandates.rules import SEND, SERVICES
from flows.service import Service

area = Area("After sending", __name__, "What was sent: how it stands, writing both ways, taking it back.")

ITEM = "/applications/<uuid:application_id>"
WRITING = (NotFound, IdTaken, WordsMissing, WordsTooLong, TooManyWords)
"""How writing down words may fail, for citizens and at the desk alike."""


@area.get(f"{ITEM}/after")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, AfterSchema)
@area.may_fail(NotFound)
def how_it_stands(application_id: uuid.UUID) -> dict[str, Any]:
    """What was done and written since it was sent, and what can be done now. A draft is not found."""
    with reading() as session:
        found, service = _mine(session, application_id)
        return _after(session, found, service)


@area.put(f"{ITEM}/messages/<uuid:words_id>")
@who(Who.SIGNED_IN, mandate=SEND)
@area.takes(MessageBody)
@area.gives(200, AfterSchema)
@area.may_fail(*WRITING, WritingOver, WroteOften)
def write_to_desk(body: dict[str, Any], application_id: uuid.UUID, words_id: uuid.UUID) -> dict[str, Any]:
    """Write to whoever works on it, under an id that the device makes. The same id again writes nothing."""
    with writing() as session:
        found, service = _mine(session, application_id, lock=True)
        text = Text(words_id, body["words"], language().tag)
        conversing.write_to_desk(session, found, service, text, acting(session, found), clock.now())
        return _after(session, found, service)


@area.put(f"{ITEM}/requests/<uuid:request_id>/answer")
@who(Who.SIGNED_IN, mandate=SEND)
@area.takes(AnswerBody)
@area.gives(200, AfterSchema)
@area.may_fail(*WRITING, NotAsked, NotComplete, NotForYou, AnswerNotTaken)
def answer_request(body: dict[str, Any], application_id: uuid.UUID, request_id: uuid.UUID) -> dict[str, Any]:
    """Send the answer to what the desk asked for. Sent again, it changes nothing.

    Questions of the service that were asked again are kept first, as those of a draft are: `left` says which. What was
    answered then counts from here on; until then the desk sees the answers as they were.
    """
    with writing() as session:
        found, service = _mine(session, application_id, lock=True)
        # One answer to a request: its words have an id that is always the same, however often it is sent.
        words = Text(uuid.uuid5(request_id, "answer"), body["words"], language().tag) if body["words"] else None
        sent = (request_id, words, acting(session, found), parts().context(), clock.now())
        intake.answer_request(session, parts().diary, found, service, *sent)
        return _after(session, found, service)


@area.put(f"{ITEM}/withdrawal")
@who(Who.SIGNED_IN)
@area.gives(200, AfterSchema)
@area.may_fail(NotFound, DecidedMeanwhile)
def withdraw(application_id: uuid.UUID) -> dict[str, Any]:
    """Take it back before it is decided. It takes no body; twice is the same, and it cannot be undone.

    An appointment that came of it is cancelled, if it is not too late for that.
    """
    with writing() as session:
        found, service = _mine(session, application_id, lock=True)
        intake.withdraw(session, parts().diary, found, service, citizen(me().account_id), clock.now())
        return _after(session, found, service)


@area.put(f"{ITEM}/appeals/<uuid:words_id>")
@who(Who.SIGNED_IN, mandate=SEND)
@area.takes(AppealBody)
@area.gives(200, AfterSchema)
@area.may_fail(*WRITING, AppealOver)
def appeal(body: dict[str, Any], application_id: uuid.UUID, words_id: uuid.UUID) -> dict[str, Any]:
    """Appeal against a refusal, once, under an id that the device makes. The same id again changes nothing."""
    with writing() as session:
        found, service = _mine(session, application_id, lock=True)
        text, days = Text(words_id, body["words"], language().tag), parts().content.work_days
        ending.appeal(session, found, service, text, acting(session, found), days, clock.now())
        return _after(session, found, service)


@area.get(f"{ITEM}/receipt")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, ReceiptSchema)
@area.may_fail(NotFound)
def receipt(application_id: uuid.UUID) -> dict[str, Any]:
    """What was sent and when, to keep. A draft is not found."""
    with reading() as session:
        found, service = _mine(session, application_id)
        answers = queries.submitted(session, found)
    return card(found, service) | {
        "answers": answered(service, as_sent(service, answers)),
        "declaration": service.declaration,
        "office": found.office,
    }


def _mine(session: Session, application_id: uuid.UUID, *, lock: bool = False) -> tuple[Application, Service]:
    found = queries.mine(session, me().account_id, application_id, lock=lock)
    if found.state == "draft":
        raise NotFound
    return found, parts().service_of(session, found)


def _after(session: Session, found: Application, service: Service) -> dict[str, Any]:
    session.flush()
    days = parts().content.work_days
    state = after_sending(session, found, service, parts().context(), days, clock.now())
    return after_as_data(state, found, service)
