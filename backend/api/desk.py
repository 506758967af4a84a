"""The city's desk: what waits, one application to read, and the decision."""

import uuid
from typing import Any

from marshmallow import fields, validate

from backend.api.applications.schemas import (
    AnsweredSchema,
    ApplicationCardSchema,
    ApplicationsSchema,
    ContactSchema,
    GivenSchema,
    PaperSchema,
)
from backend.api.applications.shown import answered, as_sent, card, given_as_data
from backend.api.area import Area, page_of
from backend.api.door import language, me, parts, reading, who, writing
from backend.api.schemas import PRINTABLE, ByNumber, Sent, plain
from backend.api.uploads import EnclosureSchema, enclosures_as_data
from backend.core import clock
from backend.domain.access.rules import DECIDING
from backend.domain.applications import deciding, queries
from backend.domain.applications.attribution import given_by, paper_form
from backend.domain.applications.errors import AlreadyDecided, ReasonMissing, TakenBack
from backend.domain.applications.events import Text, staff
from backend.domain.applications.rules import LONGEST_REASON, OUTCOMES
from backend.domain.catalogue.errors import NotFound
from backend.domain.desk.queue import TO_DO, VIEWS, Wanted
from backend.domain.desk.queue import page as list_page
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.intake.files import named

area = Area("Desk", __name__, "For caseworkers: what was sent, and deciding it.")


class QueueQuery(ByNumber):
    """Which applications to list."""

    view = fields.String(
        load_default=TO_DO,
        validate=validate.OneOf(list(VIEWS)),
        metadata={"description": "to_do: the city's move, oldest first; what has ended comes newest first"},
    )


class CaseSchema(ApplicationCardSchema):
    """One application as the desk reads it."""

    phone = plain("of the person, E.164; null for who has none", "+447700900101", allow_none=True)
    answers = fields.List(fields.Nested(AnsweredSchema), required=True)
    files = fields.List(
        fields.Nested(EnclosureSchema),
        required=True,
        metadata={"description": "open them at `/desk/applications/{application_id}/uploads/{upload_id}/file`"},
    )
    contact = fields.Nested(
        ContactSchema, required=True, allow_none=True, metadata={"description": "of a person without a phone"}
    )
    paper = fields.Nested(PaperSchema, required=True, allow_none=True)
    given_by = fields.List(fields.Nested(GivenSchema), required=True, metadata={"description": "by somebody else"})
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
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(QueueQuery, where="query")
@area.gives(200, ApplicationsSchema)
def queue(query: dict[str, Any]) -> dict[str, Any]:
    """What waits for a decision, or what was decided. Drafts are nobody's business and not in it."""
    with reading() as session:
        wanted = Wanted(query["view"], offices=me().offices)
        found = list_page(session, wanted, after=query["after"], limit=query["limit"] + 1)
        rows = [card(each, parts().service_of(session, each)) for each in found]
    return page_of(rows, lambda row: row["number"], query["limit"])


@area.get(ITEM)
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives(200, CaseSchema)
@area.may_fail(NotFound)
def case(application_id: uuid.UUID) -> dict[str, Any]:
    """One application with its answers in words, in the reader's language."""
    return _case(application_id)


@area.put(f"{ITEM}/decision")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(DecisionSchema)
@area.gives(200, CaseSchema)
@area.may_fail(NotFound, AlreadyDecided, ReasonMissing, TakenBack)
def decide(body: dict[str, Any], application_id: uuid.UUID) -> dict[str, Any]:
    """Approve or refuse, and tell the person. The same decision again changes nothing."""
    with writing() as session:
        found = queries.at_desk(session, application_id, me().offices, lock=True)
        service = parts().service_of(session, found)
        reason = Text(uuid.uuid4(), body["reason"], language().tag)
        deciding.decide(session, found, service, body["outcome"], reason, staff(me().account_id), clock.now())
    return _case(application_id)


def _case(application_id: uuid.UUID) -> dict[str, Any]:
    with reading() as session:
        found = queries.at_desk(session, application_id, me().offices)
        service = parts().service_of(session, found)
        answers = queries.submitted(session, found)
        return card(found, service) | {
            "phone": identity.phone_of(session, found.account_id),
            "answers": answered(service, as_sent(service, answers)),
            "files": enclosures_as_data(each for files in named(session, found, answers).values() for each in files),
            "reason": queries.reason(session, found),
            "contact": identity.contact_of(session, found.account_id),
            "paper": paper_form(session, found),
            "given_by": given_as_data(given_by(session, found)),
        }
