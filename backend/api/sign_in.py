"""Signing in with a phone number and a code."""

import uuid
from typing import Any

from flask import request
from marshmallow import fields, validate

from backend.api.area import Area
from backend.api.door import language, parts, signed_in, who, writing
from backend.api.schemas import PRINTABLE, Sent, Shown, moment, plain
from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import actions
from backend.domain.identity.actions import SignedIn
from backend.domain.identity.errors import (
    CodeOver,
    CodeWrong,
    PhoneNumberWrong,
    SignInForAnother,
    SignInUnknown,
    WaitForCode,
)
from backend.domain.identity.rules import CODE_DIGITS, CODE_LIFETIME, Who
from flows.types.contact import LONGEST_PHONE

area = Area("Signing in", __name__, "A phone number, a code, and a token. There is no password.")

LONGEST_CODE = 20


class PhoneSchema(Sent):
    """The phone that the code goes to."""

    phone = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_PHONE), validate.Regexp(PRINTABLE)],
        metadata={"description": "as people write it", "example": "07700 900101"},
    )


class CodeSentSchema(Shown):
    """A code is on its way."""

    digits = fields.Integer(required=True, metadata={"description": "how long the code is", "example": CODE_DIGITS})
    minutes = fields.Integer(required=True, metadata={"description": "how long it can be used", "example": 15})


class CodeSchema(Sent):
    """The code, as it was typed."""

    code = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_CODE), validate.Regexp(PRINTABLE)],
        metadata={"description": "spaces do not matter", "example": "482 913"},
    )


class SignedInSchema(Shown):
    """This device is signed in."""

    token = plain("send it as `Authorization: Bearer …`; it is told once", "kq3…")
    expires_at = moment("when the person has to sign in again")


@area.put("/sign-ins/<uuid:sign_in_id>")
@who(Who.ANYONE)
@area.takes(PhoneSchema)
@area.gives(202, CodeSentSchema, "A code is on its way, or was sent for this id before")
@area.may_fail(PhoneNumberWrong, SignInForAnother, WaitForCode, NotFound)
def ask_for_code(body: dict[str, Any], sign_in_id: uuid.UUID) -> dict[str, int]:
    """Send a code to a phone.

    Make a new id for each code that the person asks for. The same id again sends nothing more.
    """
    with writing() as session:
        actions.ask_for_code(
            session,
            sign_in_id,
            body["phone"],
            region=parts().content.city.region,
            language=language().tag,
            caller=request.remote_addr or "",
            now=clock.now(),
        )
    return {"digits": CODE_DIGITS, "minutes": int(CODE_LIFETIME.total_seconds()) // 60}


@area.put("/sign-ins/<uuid:sign_in_id>/code")
@who(Who.ANYONE)
@area.takes(CodeSchema)
@area.gives(200, SignedInSchema)
@area.may_fail(CodeWrong, CodeOver, SignInUnknown)
def enter_code(body: dict[str, Any], sign_in_id: uuid.UUID) -> SignedIn:
    """Enter the code and get a token.

    The right code again, after a line dropped, gives a new token and ends the one before.
    """
    with writing() as session:
        outcome = actions.enter_code(session, sign_in_id, body["code"], clock.now())
    if not isinstance(outcome, SignedIn):
        raise outcome
    return outcome


@area.delete("/session")
@who(Who.ANYONE)
@area.gives(204, description="This token opens nothing any more")
def sign_out() -> None:
    """Sign this device out. A token that has ended already is signed out too."""
    caller = signed_in()
    if caller is not None:
        with writing() as session:
            actions.sign_out(session, caller.session_id)
