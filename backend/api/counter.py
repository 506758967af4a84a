"""The counter: filling in with a person who is here, and typing in a form on paper."""

import uuid
from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area
from backend.api.door import language, me, parts, who, writing
from backend.api.mandates import MandateSchema, SpokenCodeSchema, TakeBody
from backend.api.schemas import PRINTABLE, SLUG, Sent, Shown
from backend.api.sign_in import PhoneSchema
from backend.core import clock
from backend.domain.access.rules import COUNTER
from backend.domain.applications.errors import IdTaken
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.errors import PhoneNumberWrong, WaitForCode
from backend.domain.identity.rules import Contact, Who
from backend.domain.intake import paper
from backend.domain.intake.errors import ContactMissing, OwnForm, SignedWrong
from backend.domain.intake.paper import LONGEST_LINE, LONGEST_NAME, MOST_LINES, Form
from backend.domain.mandates import actions, counter, queries
from backend.domain.mandates.errors import MandateCodeWrong, MandateIdTaken, MandateTaken, OwnCode, WaitToTry
from backend.domain.mandates.rules import COUNTER as BY_COUNTER
from flows.types.contact import LONGEST_PHONE

area = Area("Counter", __name__, "Staff fill in with a person who is here, or type in a form that was signed on paper.")


class ContactBody(Sent):
    """How somebody without a phone is reached."""

    name = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_NAME), validate.Regexp(PRINTABLE)],
        metadata={"example": "Edith Stone"},
    )
    lines = fields.List(
        fields.String(validate=[validate.Length(1, LONGEST_LINE), validate.Regexp(PRINTABLE)]),
        required=True,
        validate=validate.Length(1, MOST_LINES),
        metadata={"description": "of the address", "example": ["2 Quay Street", "Harbour City"]},
    )


class PaperBody(Sent):
    """What stands on a form beside its answers."""

    service = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "senior-travel-card"})
    signed_on = fields.Date(required=True, metadata={"description": "within the last year", "example": "2026-11-20"})
    phone = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_PHONE), validate.Regexp(PRINTABLE)],
        metadata={"description": "of the person; empty for who has none", "example": "07700 900101"},
    )
    contact = fields.Nested(ContactBody, load_default=None, allow_none=True)


class TypedSchema(Shown):
    """A form that is being typed in, and what allows it: send the mandate's id as `Handrail-For`."""

    application = fields.UUID(required=True)
    mandate = fields.Nested(MandateSchema, required=True)


@area.put("/counter-codes/<uuid:mandate_id>")
@who(Who.SIGNED_IN)
@area.gives(200, SpokenCodeSchema)
@area.may_fail(NotFound, MandateIdTaken, MandateTaken)
def code_for_the_counter(mandate_id: uuid.UUID) -> dict[str, Any]:
    """Make a code to read out at a counter, under an id that the device makes. It takes no body.

    Whoever types it there may fill in services with the person and send them, today. Each call makes a new code, and
    only the newest counts. `DELETE /mandates/{id}` stops it.
    """
    account, today, now = me().account_id, parts().today(), clock.now()
    with writing() as session:
        mandate = counter.let_in(session, account, mandate_id, today=today, now=now)
        code = actions.new_code(session, mandate, today=today, now=now)
        return {"code": code, "until": mandate.code_until}


@area.put("/desk/counter-codes/<uuid:mandate_id>")
@who(Who.COUNTER, purpose=COUNTER)
@area.takes(PhoneSchema)
@area.gives(204, description="A code is on its way to this phone")
@area.may_fail(NotFound, PhoneNumberWrong, WaitForCode, MandateIdTaken)
def send_code_to_visitor(body: dict[str, Any], mandate_id: uuid.UUID) -> None:
    """Send a code to the phone of a person who is here. The same id again sends nothing."""
    region, today = parts().content.city.region, parts().today()
    with writing() as session:
        counter.send_code(
            session,
            mandate_id,
            body["phone"],
            region=region,
            language=language().tag,
            today=today,
            now=clock.now(),
        )


@area.post("/desk/counter-visits")
@who(Who.COUNTER, purpose=COUNTER)
@area.takes(TakeBody)
@area.gives(200, MandateSchema)
@area.may_fail(PhoneNumberWrong, MandateCodeWrong, OwnCode, WaitToTry)
def begin_visit(body: dict[str, Any]) -> Any:
    """Type the number and the code of a person who is here. Send the `id` as `Handrail-For`, and end it when done.

    `DELETE /helping/{id}` ends it; it ends by itself after two hours.
    """
    account, today = me().account_id, parts().today()
    with writing() as session:
        outcome = actions.take(
            session,
            account,
            body["phone"],
            body["code"],
            region=parts().content.city.region,
            today=today,
            now=clock.now(),
            kind=BY_COUNTER,
        )
        taken = None if isinstance(outcome, MandateCodeWrong) else outcome.public_id
        found = queries.one_helped(session, account, taken, today) if taken else None
    if isinstance(outcome, MandateCodeWrong):
        raise outcome
    return found


@area.put("/desk/paper-forms/<uuid:application_id>")
@who(Who.COUNTER, purpose=COUNTER)
@area.takes(PaperBody)
@area.gives(200, TypedSchema)
@area.may_fail(NotFound, SignedWrong, ContactMissing, PhoneNumberWrong, OwnForm, IdTaken)
def type_in_form(body: dict[str, Any], application_id: uuid.UUID) -> dict[str, Any]:
    """Begin to type in a form on paper, under an id that the device makes; then answer its questions and send it.

    The mandate that comes back allows this one application. Who has a phone finds it among their own; who has none is
    known by name and address, and gets letters.
    """
    service = parts().content.services.get(body["service"])
    if service is None:
        raise NotFound
    contact = body["contact"] or {"name": "", "lines": ()}
    form = Form(body["signed_on"], body["phone"], Contact(contact["name"], tuple(contact["lines"])))
    account, today = me().account_id, parts().today()
    with writing() as session:
        mandate = paper.begin(
            session,
            application_id,
            account,
            service,
            parts().versions[service.id],
            form,
            region=parts().content.city.region,
            today=today,
            now=clock.now(),
        )
        found = queries.one_helped(session, account, mandate.public_id, today)
    return {"application": application_id, "mandate": found}
