"""Asking to be called, and the desk's list of who waits for a call."""

import uuid
from typing import Any

from flask import request
from marshmallow import fields, validate

from backend.api.area import Area, page_of
from backend.api.door import current_caller, language, me, parts, reading, who, writing
from backend.api.schemas import PRINTABLE, ByNumber, Sent, Shown, moment, next_number, plain
from backend.core import clock
from backend.domain.access.rules import CALLING
from backend.domain.callbacks import actions, queries
from backend.domain.callbacks.errors import CallAskedAlready, CallIdTaken, CallOver, WaitToAsk
from backend.domain.callbacks.queries import Call
from backend.domain.callbacks.rules import LONGEST_ABOUT, STATES, TRIES, next_call, until
from backend.domain.catalogue.city import City
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.hours import PARTS
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.rules import Who
from flows.types.contact import LONGEST_PHONE

area = Area("Being called", __name__, "A person asks the city to call them, and may take it back.")

ITEM = "/callbacks/<uuid:callback_id>"


class CallbackBody(Sent):
    """When to call, and about what."""

    phone = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_PHONE), validate.Regexp(PRINTABLE)],
        metadata={
            "description": "as people write it. Who is signed in is called on their own number",
            "example": "07700 900101",
        },
    )
    part = fields.String(
        required=True,
        validate=validate.OneOf(PARTS),
        metadata={"description": "of the next day on which the city calls"},
    )
    about = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_ABOUT), validate.Regexp(PRINTABLE)],
        metadata={"description": "in a few words; sealed, and read by the desk alone", "example": "My heating"},
    )


class CallbackSchema(Shown):
    """One wish to be called."""

    id = fields.UUID(required=True, attribute="public_id", metadata={"description": "made by the device"})
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        metadata={"description": f"not_reached: after {TRIES} tries. Until then it is waiting"},
    )
    part = fields.String(required=True, validate=validate.OneOf(PARTS))
    call_from = moment("when the city begins to call")
    call_until = moment("when it ends to")
    ending = plain("last digits of the number", "0101")
    tries = fields.Integer(required=True, metadata={"description": "calls that reached nobody", "example": 0})
    asked_at = moment("when it was asked for")


class CallTimeSchema(Shown):
    """When a call would come."""

    part = fields.String(required=True, validate=validate.OneOf(PARTS), metadata={"description": "to ask with"})
    call_from = moment("when the city would begin to call")
    call_until = moment("when it would end to")


class CallTimesSchema(Shown):
    """When calls would come, the sooner first."""

    items = fields.List(fields.Nested(CallTimeSchema), required=True)


class CallbacksSchema(Shown):
    """A page of wishes."""

    items = fields.List(fields.Nested(CallbackSchema), required=True)
    next = next_number()


class DeskCallbackSchema(CallbackSchema):
    """One wish as the desk sees it."""

    phone = plain("to call, E.164", "+447700900101")
    language = plain("in which the person reads: a BCP 47 tag", "zh-Hans")
    about = plain("what the person said; empty for nothing", "My heating")


class DeskCallbacksSchema(Shown):
    """A page of who waits."""

    items = fields.List(fields.Nested(DeskCallbackSchema), required=True)
    next = next_number()


class CallNotedSchema(Sent):
    """How a call went."""

    outcome = fields.String(required=True, validate=validate.OneOf(["called", "not_reached"]))


def _city() -> City:
    return parts().content.city


def _shown(call: Call) -> dict[str, Any]:
    more = {"call_until": until(call.part, call.call_from, _city()), "ending": call.phone[-4:]}
    return {name: getattr(call, name) for name in call.__slots__} | more


@area.get("/callback-times")
@who(Who.ANYONE)
@area.gives(200, CallTimesSchema)
def callback_times() -> dict[str, Any]:
    """When the city would call who asks now: in the morning, and in the afternoon, on days on which it calls."""
    begins = {part: next_call(part, clock.now(), _city()) for part in PARTS}
    return {
        "items": [
            {"part": part, "call_from": begins[part], "call_until": until(part, begins[part], _city())}
            for part in sorted(PARTS, key=lambda part: begins[part])
        ]
    }


@area.get("/callbacks")
@who(Who.SIGNED_IN)
@area.takes(ByNumber, where="query")
@area.gives(200, CallbacksSchema)
def my_callbacks(query: dict[str, Any]) -> dict[str, Any]:
    """What the person asked for while signed in, newest first."""
    with reading() as session:
        found = queries.mine(session, me().account_id, after=query["after"], limit=query["limit"] + 1)
    return page_of([_shown(each) for each in found], lambda each: each["id"], query["limit"])


@area.put(ITEM)
@who(Who.ANYONE)
@area.takes(CallbackBody)
@area.gives(200, CallbackSchema, "It was asked for before")
@area.also_gives(201, CallbackSchema, "The city will call")
@area.may_fail(PhoneNumberWrong, CallAskedAlready, CallIdTaken, WaitToAsk, NotFound)
def ask_to_be_called(body: dict[str, Any], callback_id: uuid.UUID) -> tuple[Any, int]:
    """Ask to be called, under an id that the device makes. The same again changes nothing.

    No code is needed. A number waits for one call at a time, and asks at most 5 times a day.
    """
    caller = current_caller()
    known = caller.account_id if caller else None
    asking = actions.Asking(known, body["phone"], request.remote_addr or "", language().tag)
    with writing() as session:
        before = queries.found(session, callback_id) is not None
        row = actions.ask(
            session,
            callback_id,
            asking,
            part=body["part"],
            about=body["about"],
            city=_city(),
            now=clock.now(),
        )
        return _shown(queries.opened(session, row)), 200 if before else 201


@area.get(ITEM)
@who(Who.ANYONE)
@area.gives(200, CallbackSchema)
@area.may_fail(NotFound)
def callback(callback_id: uuid.UUID) -> dict[str, Any]:
    """When the city calls. What was asked for without signing in is shown to whoever knows its id."""
    with reading() as session:
        return _shown(queries.opened(session, queries.of(session, _me(), callback_id)))


@area.delete(ITEM)
@who(Who.ANYONE)
@area.gives(204, description="The city will not call")
@area.may_fail(NotFound)
def take_callback_back(callback_id: uuid.UUID) -> None:
    """Need no call any more; twice is the same."""
    with writing() as session:
        actions.take_back(queries.of(session, _me(), callback_id, lock=True), clock.now())


def _me() -> int | None:
    caller = current_caller()
    return caller.account_id if caller else None


@area.get("/desk/callbacks")
@who(Who.CASEWORKER, purpose=CALLING)
@area.takes(ByNumber, where="query")
@area.gives(200, DeskCallbacksSchema)
def who_waits_for_a_call(query: dict[str, Any]) -> dict[str, Any]:
    """Who waits for a call, those whose time comes first."""
    with reading() as session:
        found = queries.waiting(session, after=query["after"], limit=query["limit"] + 1)
    page = page_of(found, lambda each: each.id, query["limit"])
    return page | {"items": [_shown(each) for each in page["items"]]}


@area.put("/desk/callbacks/<uuid:callback_id>/calls/<int:number>")
@who(Who.CASEWORKER, purpose=CALLING)
@area.takes(CallNotedSchema)
@area.gives(200, DeskCallbackSchema)
@area.may_fail(NotFound, CallOver)
def note_call(body: dict[str, Any], callback_id: uuid.UUID, number: int) -> dict[str, Any]:
    """Note how the first, second or third call went. The same again changes nothing.

    Who is not reached is called again on the next day on which the city calls, three times in all, and then told so.
    `number` is `tries` + 1.
    """
    with writing() as session:
        row = queries.at_desk(session, callback_id)
        actions.note_call(session, row, number, body["outcome"], me().account_id, city=_city(), now=clock.now())
        return _shown(queries.opened(session, row))
