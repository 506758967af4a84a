"""Letting somebody help, and helping: mandates, their codes, and what helpers did."""

import uuid
from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area, page_of
from backend.api.door import me, parts, reading, who, writing
from backend.api.schemas import PRINTABLE, ByNumber, Sent, Shown, YesOrNo, moment, next_number, plain
from backend.api.sign_in import LONGEST_CODE
from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.rules import CODE_DIGITS, Who
from backend.domain.mandates import actions, queries
from backend.domain.mandates.errors import (
    MandateCodeWrong,
    MandateIdTaken,
    MandateTaken,
    MandateTooLong,
    OwnCode,
    ScopeEmpty,
    TooManyMandates,
    WaitToTry,
)
from backend.domain.mandates.rules import (
    APPOINTMENTS,
    DEEDS,
    KINDS,
    LONGEST_NAME,
    MOST_SCOPES,
    SERVICE,
    STATES,
    in_order,
)
from flows.types.contact import LONGEST_PHONE

area = Area("Helping", __name__, "A person lets a relative or a trainer act for them, until a day, and can stop it.")

ITEM = "/mandates/<uuid:mandate_id>"
SCOPE = rf"^({APPOINTMENTS}|{SERVICE}[a-z][a-z0-9-]{{0,59}})$"
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"


def _name(whose: str, example: str) -> fields.String:
    return fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_NAME), validate.Regexp(ONE_LINE)],
        metadata={"description": f"what {whose}; only they see it", "example": example},
    )


class MandateBody(Sent):
    """What somebody may do for the person, and until when."""

    scope = fields.List(
        fields.String(validate=validate.Regexp(SCOPE)),
        required=True,
        validate=validate.Length(1, MOST_SCOPES),
        metadata={
            "description": "what for: appointments, and service: with a service's id. What the city does not have "
            "falls away",
            "example": ["appointments", "service:senior-travel-card"],
        },
    )
    may_send = YesOrNo(
        load_default=False,
        metadata={"description": "whether the helper may also send what they filled in", "example": False},
    )
    until = fields.Date(
        required=True, metadata={"description": "the last day, at most a year ahead", "example": "2027-03-01"}
    )
    name = _name("the person calls their helper", "My daughter")


class MandateSchema(Shown):
    """One mandate, as one of its two people sees it."""

    id = fields.UUID(required=True, attribute="public_id", metadata={"description": "made by the giver's device"})
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS),
        metadata={"description": "help: by somebody one knows. counter, paper: by staff, once"},
    )
    scope = fields.List(fields.String(), required=True, metadata={"example": ["appointments"]})
    may_send = fields.Boolean(required=True, metadata={"description": "whether services may be sent too"})
    staff = plain("how the staff member is called, at a counter", "Grace Bell", attribute="staff_name", allow_none=True)
    until = fields.Date(required=True, attribute="ends_on", metadata={"description": "the last day"})
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        metadata={"description": "waiting: nobody has typed the code yet"},
    )
    ending = plain(
        "last digits of the other one's number; null while nobody has typed the code", "0102", allow_none=True
    )
    name = plain("what the reader calls the other one", "My daughter", allow_none=True)
    created_at = moment("when it was given")
    taken_at = moment("when the code was typed", allow_none=True)
    ended_at = moment("when it was stopped; null also for one that ended with its last day", allow_none=True)
    ended_by = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["giver", "helper", None]),
        metadata={"example": "giver"},
    )


class DeedSchema(Shown):
    """One thing that a helper did."""

    what = fields.String(required=True, validate=validate.OneOf(DEEDS))
    link = plain("what it was done with, as a path of the web pages", "/appointments/0d9c6a0e-…")
    done_at = moment("when")


class MandateWholeSchema(MandateSchema):
    """One mandate with what was done by it."""

    deeds = fields.List(fields.Nested(DeedSchema), required=True, metadata={"description": "the last 20, newest first"})


class MandatesSchema(Shown):
    """A page of mandates."""

    items = fields.List(fields.Nested(MandateSchema), required=True)
    next = next_number()


class SpokenCodeSchema(Shown):
    """A code to say to the helper."""

    code = plain(f"{CODE_DIGITS} digits; told once", "482913")
    until = moment("until when it can be typed, once")


class TakeBody(Sent):
    """Whom to help, and the code they said."""

    phone = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_PHONE), validate.Regexp(PRINTABLE)],
        metadata={"description": "of the person to help, as people write it", "example": "07700 900101"},
    )
    code = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_CODE), validate.Regexp(PRINTABLE)],
        metadata={"description": "spaces do not matter", "example": "482 913"},
    )
    name = _name("the helper calls the person", "Mum")


@area.get("/mandates")
@who(Who.SIGNED_IN)
@area.takes(ByNumber, where="query")
@area.gives(200, MandatesSchema)
def my_mandates(query: dict[str, Any]) -> dict[str, Any]:
    """Whom the person lets help them, and let before, newest first."""
    with reading() as session:
        found = queries.given(session, me().account_id, parts().today(), after=query["after"], limit=query["limit"] + 1)
    return page_of(found, lambda each: each.id, query["limit"])


@area.put(ITEM)
@who(Who.SIGNED_IN)
@area.takes(MandateBody)
@area.gives(200, MandateSchema, "It was given before")
@area.also_gives(201, MandateSchema, "It is given; ask for its code next")
@area.may_fail(NotFound, MandateTooLong, TooManyMandates, MandateIdTaken, ScopeEmpty)
def give_mandate(body: dict[str, Any], mandate_id: uuid.UUID) -> tuple[Any, int]:
    """Let somebody help, under an id that the device makes. The same again changes nothing.

    Who it is shows when they type the code.
    """
    account, today = me().account_id, parts().today()
    with writing() as session:
        before = queries.exists(session, mandate_id)
        actions.give(
            session,
            account,
            mandate_id,
            scope=in_order(body["scope"], parts().content.services),
            may_send=body["may_send"],
            ends_on=body["until"],
            name=body["name"].strip(),
            today=today,
            now=clock.now(),
        )
        return queries.one_given(session, account, mandate_id, today), 200 if before else 201


@area.get(ITEM)
@who(Who.SIGNED_IN)
@area.gives(200, MandateWholeSchema)
@area.may_fail(NotFound)
def my_mandate(mandate_id: uuid.UUID) -> dict[str, Any]:
    """One that the person gave, and what their helper did."""
    with reading() as session:
        found = queries.one_given(session, me().account_id, mandate_id, parts().today())
        deeds = queries.deeds(session, found.id)
    return {name: getattr(found, name) for name in (*found.__slots__, "staff_name")} | {"deeds": deeds}


@area.put(f"{ITEM}/code")
@who(Who.SIGNED_IN)
@area.gives(200, SpokenCodeSchema)
@area.may_fail(NotFound, MandateTaken)
def new_mandate_code(mandate_id: uuid.UUID) -> dict[str, Any]:
    """Make the code to say to the helper. It takes no body; each call makes a new one, and only the newest counts."""
    with writing() as session:
        mandate = queries.own(session, me().account_id, mandate_id)
        code = actions.new_code(session, mandate, today=parts().today(), now=clock.now())
        return {"code": code, "until": mandate.code_until}


@area.delete(ITEM)
@who(Who.SIGNED_IN)
@area.gives(204, description="The helper can do nothing more, from this moment")
@area.may_fail(NotFound)
def stop_mandate(mandate_id: uuid.UUID) -> None:
    """Stop the help at once. The helper is told; stopping twice is the same."""
    account = me().account_id
    with writing() as session:
        actions.end(session, queries.own(session, account, mandate_id), account, clock.now())


@area.get("/helping")
@who(Who.SIGNED_IN)
@area.takes(ByNumber, where="query")
@area.gives(200, MandatesSchema)
def whom_i_help(query: dict[str, Any]) -> dict[str, Any]:
    """The people for whom one may act now, newest first. Send the `id` of one as `Handrail-For`."""
    with reading() as session:
        found = queries.helped(
            session, me().account_id, parts().today(), after=query["after"], limit=query["limit"] + 1
        )
    return page_of(found, lambda each: each.id, query["limit"])


@area.post("/helping")
@who(Who.SIGNED_IN)
@area.takes(TakeBody)
@area.gives(200, MandateSchema)
@area.may_fail(PhoneNumberWrong, MandateCodeWrong, OwnCode, WaitToTry, TooManyMandates)
def begin_to_help(body: dict[str, Any]) -> Any:
    """Type the code that a person says. The same again by the same helper gives the same mandate.

    A code counts once, for 15 minutes, and may be tried 5 times; a helper may type 10 wrong ones in an hour.
    """
    account, today = me().account_id, parts().today()
    with writing() as session:
        outcome = actions.take(
            session,
            account,
            body["phone"],
            body["code"],
            region=parts().content.city.region,
            name=body["name"].strip(),
            today=today,
            now=clock.now(),
        )
        taken = None if isinstance(outcome, MandateCodeWrong) else outcome.public_id
        found = queries.one_helped(session, account, taken, today) if taken else None
    if isinstance(outcome, MandateCodeWrong):
        raise outcome
    return found


@area.delete("/helping/<uuid:mandate_id>")
@who(Who.SIGNED_IN)
@area.gives(204, description="One can do nothing more for this person")
@area.may_fail(NotFound)
def stop_helping(mandate_id: uuid.UUID) -> None:
    """Help a person no more. They are told; stopping twice is the same."""
    account = me().account_id
    with writing() as session:
        actions.end(session, queries.of_helper(session, account, mandate_id), account, clock.now())
