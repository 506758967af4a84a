"""Find a time, keep it for a while, book it; then change it, cancel it, or say 'I am here'."""

import uuid
from typing import Any

from flask import Response

from backend.api.appointments.schemas import (
    AppointmentKindSchema,
    AppointmentKindsSchema,
    AppointmentSchema,
    AppointmentsSchema,
    BookBody,
    DaysQuery,
    DaysSchema,
    HoldBody,
    HoldSchema,
    SlotsQuery,
    SlotsSchema,
    TimeBody,
    WaitBody,
)
from backend.api.appointments.shown import card, free_times, kind_as_data, slot_as_data, whole
from backend.api.area import Area, catalogue_answer, file_answer, page_by_id, page_of
from backend.api.door import me, parts, reading, translator, who, writing
from backend.api.schemas import ById, ByNumber
from backend.core import clock
from backend.domain.appointments import actions, counter, queries, sooner
from backend.domain.appointments.errors import (
    AppointmentIdTaken,
    HoldForeign,
    HoldOver,
    LongerNotFree,
    NeedUnknown,
    NotBooked,
    NotTheDay,
    NotThere,
    OtherKind,
    SlotClosed,
    SlotPast,
    SlotTaken,
    SlotUnknown,
    TooLateToChange,
    TooManyAppointments,
)
from backend.domain.appointments.ics import file_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.mandates.rules import APPOINTMENTS

area = Area("Appointments", __name__, "Times at an office: find one, keep it for a while, book it, change it.")

ITEM = "/appointments/<uuid:appointment_id>"


@area.get("/appointment-kinds")
@who(Who.ANYONE)
@area.takes(ById, where="query")
@area.gives(200, AppointmentKindsSchema, cached=True)
@area.may_fail(NotFound)
def appointment_kinds(query: dict[str, Any]) -> Response:
    """What can be booked, and where."""
    page = page_by_id(parts().content.bookables.kinds, query.get("after"), query["limit"])
    items = [AppointmentKindSchema().dump(kind_as_data(kind)) for _, kind in page["items"]]
    return catalogue_answer({"items": items, "next": page["next"]})


@area.get("/appointment-slots")
@who(Who.ANYONE)
@area.takes(SlotsQuery, where="query")
@area.gives(200, SlotsSchema)
@area.may_fail(NotFound)
def appointment_slots(query: dict[str, Any]) -> dict[str, Any]:
    """The next free times for a kind, soonest first."""
    return free_times(query)


@area.get("/appointment-days")
@who(Who.ANYONE)
@area.takes(DaysQuery, where="query")
@area.gives(200, DaysSchema)
@area.may_fail(NotFound)
def appointment_days(query: dict[str, Any]) -> dict[str, Any]:
    """The days on which an office has room for a kind."""
    content = parts().content
    if query["kind"] not in content.bookables.kinds or query["office"] not in content.offices:
        raise NotFound
    with reading() as session:
        return {"items": queries.days_with_space(session, query["kind"], query["office"], clock.now())}


@area.put("/appointment-holds/<uuid:hold_id>")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.takes(HoldBody)
@area.gives(200, HoldSchema)
@area.may_fail(SlotUnknown, SlotTaken, SlotClosed, SlotPast, HoldForeign)
def hold_time(body: dict[str, Any], hold_id: uuid.UUID) -> dict[str, Any]:
    """Keep a time for a while, under an id that the device makes. A person keeps one: the one before is let go.

    The same again keeps the same place and does not make it longer. When the hold is over, or under the same id with
    another time, it is a new hold. `slot-taken` and `slot-closed` come with `alternatives`: the nearest free times.
    """
    with writing() as session:
        held = actions.hold(session, body["slot"], me().account_id, clock.now(), token=str(hold_id))
    return {"id": hold_id, "slot": slot_as_data(held.slot), "until": held.until}


@area.delete("/appointment-holds/<uuid:hold_id>")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.gives(204, description="The person does not keep it, or did not")
@area.may_fail(NotFound)
def let_time_go(hold_id: uuid.UUID) -> None:
    """Let a time go that was kept. What was booked with it stays booked; doing it twice is the same."""
    with writing() as session:
        actions.let_go(session, me().account_id, str(hold_id))


@area.get("/appointments")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.takes(ByNumber, where="query")
@area.gives(200, AppointmentsSchema)
def my_appointments(query: dict[str, Any]) -> dict[str, Any]:
    """The person's appointments, those booked last first."""
    with reading() as session:
        found = queries.of_account(session, me().account_id, after=query["after"], limit=query["limit"] + 1)
    return page_of([card(each) for each in found], lambda row: row["number"], query["limit"])


@area.put(ITEM)
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.takes(BookBody)
@area.gives(200, AppointmentSchema, "It was booked before")
@area.also_gives(201, AppointmentSchema, "It is booked")
@area.may_fail(
    *(NotFound, HoldOver, HoldForeign, SlotPast, SlotClosed),
    *(TooManyAppointments, LongerNotFree, NeedUnknown, AppointmentIdTaken),
)
def book_appointment(body: dict[str, Any], appointment_id: uuid.UUID) -> tuple[dict[str, Any], int]:
    """Book a time that is kept, under an id that the device makes.

    The same id again changes nothing, and gives what it booked before. `longer-not-free` and `slot-closed` come with
    `alternatives`; the hold runs on after `longer-not-free`.
    """
    by, diary = me(), parts().diary
    hold, needs = str(body["hold"]), body["needs"]
    with writing() as session:
        before = queries.find(session, appointment_id)
        found = actions.book(session, diary, by.account_id, appointment_id, hold, needs, clock.now(), helper=by.helper)
        return whole(session, found), 200 if before else 201


@area.get(ITEM)
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.gives(200, AppointmentSchema)
@area.may_fail(NotFound)
def my_appointment(appointment_id: uuid.UUID) -> dict[str, Any]:
    """One appointment; and, for somebody who is here, roughly how long it takes."""
    with reading() as session:
        return whole(session, queries.mine(session, me().account_id, appointment_id))


@area.get(f"{ITEM}.ics")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.gives_file("text/calendar", "A file for the person's own calendar: iCalendar (RFC 5545)")
@area.may_fail(NotFound)
def appointment_as_calendar_file(appointment_id: uuid.UUID) -> Response:
    """The appointment for the person's own calendar. A changed one takes the place of the one before it there."""
    with reading() as session:
        found = queries.mine(session, me().account_id, appointment_id)
    return file_answer(file_of(found, parts().diary, translator().text), "text/calendar", f"{found.reference}.ics")


@area.put(f"{ITEM}/time")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.takes(TimeBody)
@area.gives(200, AppointmentSchema)
@area.may_fail(
    NotFound, TooLateToChange, NotBooked, OtherKind, HoldOver, HoldForeign, SlotPast, SlotClosed, LongerNotFree
)
def change_appointment(body: dict[str, Any], appointment_id: uuid.UUID) -> dict[str, Any]:
    """Move it to another time that is kept; the old time is free again. The reference stays.

    The same hold again changes nothing.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, appointment_id)
        hold, helper = str(body["hold"]), me().helper
        return whole(session, actions.change(session, parts().diary, found, hold, clock.now(), helper=helper))


@area.put(f"{ITEM}/cancellation")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.gives(200, AppointmentSchema)
@area.may_fail(NotFound, TooLateToChange, NotBooked)
def cancel_appointment(appointment_id: uuid.UUID) -> dict[str, Any]:
    """Cancel it. It takes no body; cancelling twice is the same."""
    with writing() as session:
        found = queries.mine(session, me().account_id, appointment_id)
        return whole(session, actions.cancel(session, parts().diary, found, clock.now(), helper=me().helper))


@area.put(f"{ITEM}/arrival")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.gives(200, AppointmentSchema)
@area.may_fail(NotFound, NotBooked, NotTheDay, NotThere)
def arrive(appointment_id: uuid.UUID) -> dict[str, Any]:
    """Say 'I am here', on the day. It takes no body and gives a number; saying it twice is the same.

    Where the office comes to the person (`at_home`), there is nothing to say.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, appointment_id)
        return whole(session, counter.arrive(session, parts().diary, found, clock.now(), helper=me().helper))


@area.put(f"{ITEM}/waiting")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.takes(WaitBody)
@area.gives(200, AppointmentSchema)
@area.may_fail(NotFound, NotBooked)
def wait_for_sooner(body: dict[str, Any], appointment_id: uuid.UUID) -> dict[str, Any]:
    """Be told once, in the inbox, when a sooner time is free. The appointment is kept meanwhile.

    Asking twice is the same; who has been told may ask again.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, appointment_id)
        sooner.wait_for_sooner(session, found, clock.now(), anywhere=body["anywhere"], helper=me().helper)
        return whole(session, found)


@area.delete(f"{ITEM}/waiting")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
@area.gives(204, description="The person does not wait, or did not")
@area.may_fail(NotFound)
def stop_waiting(appointment_id: uuid.UUID) -> None:
    """Wait no more for a sooner time. Doing it twice is the same."""
    with writing() as session:
        found = queries.mine(session, me().account_id, appointment_id)
        sooner.stop_waiting(session, found, clock.now(), helper=me().helper)
