"""Taking a time: kept for a while, what is needed, checked, and booked or changed."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.appointments import actions, queries
from backend.domain.appointments.actions import Hold
from backend.domain.appointments.errors import (
    HoldForeign,
    HoldOver,
    LongerNotFree,
    NotBooked,
    SlotClosed,
    SlotPast,
    SlotTaken,
    SlotUnknown,
    TooLateToChange,
    TooManyAppointments,
)
from backend.domain.appointments.models import Slot
from backend.domain.appointments.queries import Free
from backend.domain.identity.actions import hash_token
from backend.domain.identity.rules import Who
from backend.domain.mandates.rules import APPOINTMENTS
from backend.web.appointment_search import (
    Search,
    on_both,
    on_top,
    search_for,
    search_to_change,
    shown,
    slot_number,
    too_late,
)
from backend.web.door import caller, go, me, parts, reading, say, translator, who, writing
from backend.web.visits import (
    clock_time,
    days_of,
    held_time,
    moment_at,
    need_in_words,
    needs_to_choose,
    office_of,
    place_in_words,
)

pages = Blueprint("appointment_booking", __name__, url_prefix="/appointments")
pages.register_error_handler(TooLateToChange, too_late)
pages.register_error_handler(NotBooked, too_late)

GONE: dict[type[DomainError], str] = {
    SlotTaken: N_("This time is taken now"),
    SlotClosed: N_("This time is not free any more"),
    SlotPast: N_("This time has passed"),
    SlotUnknown: N_("We do not know this time"),
    HoldOver: N_("Please choose a time again"),
    HoldForeign: N_("Please choose a time again"),
    LongerNotFree: N_("A longer time does not fit here"),
}


@on_both(pages, "/hold", "POST")
def hold(search: Search) -> Response:
    """Keep a time for a while. Who has not signed in does so first, and finds the time again on top."""
    slot_id = slot_number(request.form.get("slot", ""))
    if caller() is None:
        return go("/sign-in?" + urlencode({"next": f"{on_top(search, slot_id)}&signed_in=1"}))
    with writing() as session:
        slot = queries.slot(session, slot_id)
        if slot is None or slot.kind != search.kind.id:
            raise SlotUnknown
        held = actions.hold(session, slot_id, me().account_id, clock.now())
    last = "/check" if search.visit else ""
    return go(f"{search.base}/held/{held.token}{last}?{search.wish.address()}".rstrip("?"))


@pages.get("/new/<kind_id>/held/<token>")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def needs(kind_id: str, token: str) -> Response:
    """Ask what a person needs, while the time is kept."""
    search = search_for(kind_id)
    held = _held(search, token)
    return shown(
        search,
        "appointment_needs.html",
        back=f"{search.base}/times?{search.wish.address()}",
        wish=search.wish.pairs(),
        address=f"{search.base}/held/{token}",
        moment=moment_at(held.slot.office, held.slot.starts_at),
        until=clock_time(held.until),
        needs=needs_to_choose(search.kind),
        chosen=search.wish.needs,
    )


@on_both(pages, "/held/<token>/check", new=Who.SIGNED_IN)
def check(search: Search, token: str) -> Response:
    """Everything once more before it is booked or changed; a longer visit that does not fit is said before it."""
    held = _held(search, token)
    if search.visit is None:
        with reading() as session:
            actions.hold_to_room(session, parts().diary, held.slot, clock.now(), search.wish.needs)
    here, wish = f"{search.base}/held/{token}", search.wish.address()
    return shown(
        search,
        "appointment_check.html",
        rows=_rows(search, held.slot, f"{here}?{wish}"),
        back=f"{search.base}/times?{wish}" if search.visit else f"{here}?{wish}",
        action=f"{here}?{replace(search.wish, needs=()).address()}",
        id=appointment_id(token),
        until=clock_time(held.until),
        needs=search.wish.needs,
        changing=search.visit is not None,
        limit=translator().text(
            "You can change or cancel it until %(moment)s.",
            moment=moment_at(held.slot.office, held.slot.change_until),
        ),
    )


def _held(search: Search, token: str) -> Hold:
    """The time that the caller holds, kept again where that is over and it is still free.

    Raises `HoldOver` if it is not, and for a time that is for something else.
    """
    account, now = me().account_id, clock.now()
    try:
        with reading() as session:
            held = held_time(session, token, account, now)
    except HoldOver:
        with writing() as session:
            actions.hold_again(session, account, token, now)
            held = held_time(session, token, account, now)
    if held.slot.kind != search.kind.id:
        raise HoldOver
    return held


def appointment_id(token: str) -> uuid.UUID:
    """The id of the appointment that comes of a hold: always the same, so that pressing twice books once."""
    return uuid.uuid5(uuid.NAMESPACE_OID, token)


def _rows(search: Search, slot: Slot, change: str) -> list[dict[str, Any]]:
    _ = translator().text
    address = () if search.kind.at_home else office_of(slot.office).address
    times = f"{search.base}/times?{search.wish.address()}"
    rows: list[dict[str, Any]] = [
        {"label": _("When"), "value": moment_at(slot.office, slot.starts_at), "href": times},
        {"label": _("Where"), "value": [place_in_words(slot.kind, slot.office), *address]},
    ]
    if slot.staff:
        rows.append({"label": _("With"), "value": slot.staff})
    if search.visit:
        return [{"label": _("Until now"), "value": search.visit.moment}, *rows]
    said = [need_in_words(each, search.kind) for each in search.wish.needs]
    return [*rows, {"label": _("What you need from us"), "value": said or [_("Nothing")], "href": change}]


@pages.post("/new/<kind_id>/held/<token>")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def book(kind_id: str, token: str) -> Response:
    """Book what was kept; pressing twice books once."""
    search = search_for(kind_id)
    public_id = appointment_id(token)
    with writing() as session:
        actions.hold_again(session, me().account_id, token, clock.now())
        actions.book(
            session,
            parts().diary,
            me().account_id,
            public_id,
            token,
            search.wish.needs,
            clock.now(),
            helper=me().helper,
        )
    return go(f"/appointments/{public_id}?done=booked")


@pages.post("/<uuid:public_id>/change/held/<token>")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def change(public_id: uuid.UUID, token: str) -> Response:
    """Move to the time that was kept; the old one is free then."""
    with writing() as session:
        appointment = queries.mine(session, me().account_id, public_id, lock=True)
        actions.hold_again(session, me().account_id, token, clock.now())
        actions.change(session, parts().diary, appointment, token, clock.now(), helper=me().helper)
    return go(f"/appointments/{public_id}?done=changed")


def _became_of(token: str | None, public_id: uuid.UUID | None) -> uuid.UUID | None:
    """The caller's appointment that a hold has become, for who goes back to its page after booking."""
    known = caller()
    if token is None or known is None:
        return None
    with reading() as session:
        found = queries.find(session, public_id or appointment_id(token))
    if found is None or found.account_id != known.account_id or found.hold_hash != hash_token(token):
        return None
    return found.public_id


def gone(error: DomainError) -> Response:
    """The time cannot be had: say so kindly, and show times near it."""
    place = request.view_args or {}
    booked = _became_of(place.get("token"), place.get("public_id"))
    if booked:
        return go(f"/appointments/{booked}")
    try:
        search = search_to_change(place["public_id"]) if "public_id" in place else search_for(place["kind_id"])
    except TooLateToChange as late:
        return too_late(late)
    near: Sequence[Free] = error.values.get("alternatives", ())
    if not near:
        with reading() as session:
            near = queries.soonest(session, search.kind.id, clock.now(), limit=5, in_a_row=search.in_a_row)
    return shown(
        search,
        "appointment_gone.html",
        error.status,
        title=say(GONE[type(error)]),
        text=say(error.message),
        days=days_of(near),
        mine=False,
        action=f"{search.base}/hold?{search.wish.address()}",
    )


def too_many(error: TooManyAppointments) -> Response:
    """A person has as many as they may: their list is where to go on."""
    return shown(
        search_for((request.view_args or {})["kind_id"]),
        "appointment_gone.html",
        error.status,
        title=say(N_("You have several appointments already")),
        text=say(error.message, **error.values),
        days=[],
        mine=True,
    )


pages.register_error_handler(TooManyAppointments, too_many)
for each in GONE:
    pages.register_error_handler(each, gone)
