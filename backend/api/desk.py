"""The city's desk: what waits, one application to read, and the decision."""

import uuid
from typing import Any

from marshmallow import fields, validate

from backend.api.applications.schemas import AnsweredSchema, ApplicationCardSchema, ApplicationsSchema
from backend.api.applications.shown import answered, card
from backend.api.area import Area, page_of
from backend.api.door import me, parts, reading, who, writing
from backend.api.schemas import PRINTABLE, ByNumber, Sent, plain
from backend.core import clock
from backend.domain.applications import actions, queries
from backend.domain.applications.errors import AlreadyDecided, ReasonMissing
from backend.domain.applications.rules import LONGEST_REASON, OUTCOMES
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who

area = Area("Desk", __name__, "For caseworkers: what was sent, and deciding it.")


class QueueQuery(ByNumber):
    """Which applications to list."""

    state = fields.String(
        load_default="sent",
        validate=validate.OneOf(["sent", *OUTCOMES]),
        metadata={"description": "sent: what waits, oldest first; the others newest first"},
    )


class CaseSchema(ApplicationCardSchema):
    """One application as the desk reads it."""

    phone = plain("of the person, E.164", "+447700900101")
    answers = fields.List(fields.Nested(AnsweredSchema), required=True)
    reason = plain("what was written to the person", "The card was sent on Monday.", allow_none=True)


class DecisionSchema(Sent):
    """A decision."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    reason = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_REASON), validate.Regexp(PRINTABLE)],
        metadata={"description": "the person reads it; needed for a refusal", "example": "We need your address."},
    )


ITEM = "/desk/applications/<uuid:application_id>"


@area.get("/desk/applications")
@who(Who.CASEWORKER)
@area.takes(QueueQuery, where="query")
@area.gives(200, ApplicationsSchema)
def queue(query: dict[str, Any]) -> dict[str, Any]:
    """What waits for a decision, or what was decided. Drafts are nobody's business and not in it."""
    with reading() as session:
        found = queries.queue(session, state=query["state"], after=query["after"], limit=query["limit"] + 1)
        rows = [card(each, parts().service_of(session, each)) for each in found]
    return page_of(rows, lambda row: row["number"], query["limit"])


@area.get(ITEM)
@who(Who.CASEWORKER)
@area.gives(200, CaseSchema)
@area.may_fail(NotFound)
def case(application_id: uuid.UUID) -> dict[str, Any]:
    """One application with its answers in words, in the reader's language."""
    return _case(application_id)


@area.put(f"{ITEM}/decision")
@who(Who.CASEWORKER)
@area.takes(DecisionSchema)
@area.gives(200, CaseSchema)
@area.may_fail(NotFound, AlreadyDecided, ReasonMissing)
def decide(body: dict[str, Any], application_id: uuid.UUID) -> dict[str, Any]:
    """Approve or refuse, and tell the person. The same decision again changes nothing."""
    with writing() as session:
        found = queries.at_desk(session, application_id, lock=True)
        service = parts().service_of(session, found)
        actions.decide(session, found, service, body["outcome"], body["reason"], me().account_id, clock.now())
    return _case(application_id)


def _case(application_id: uuid.UUID) -> dict[str, Any]:
    with reading() as session:
        found = queries.at_desk(session, application_id)
        service = parts().service_of(session, found)
        answers = queries.submitted(session, found)
        pages = [service.by_id[question] for question in answers if not service.by_id[question].tells]
        return card(found, service) | {
            "phone": identity.phone_of(session, found.account_id),
            "answers": [answered(page, answers) for page in pages],
            "reason": queries.reason(session, found),
        }
