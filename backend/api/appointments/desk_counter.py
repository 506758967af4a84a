"""At the counter and on the telephone: booking and changing for a person, and who came without an appointment."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from backend.api.appointments.desk_schemas import BookForBody, DeskAppointmentSchema, SlotBody, WalkInBody
from backend.api.appointments.schemas import SlotsQuery, SlotsSchema
from backend.api.appointments.shown import at_desk, free_times, known_office
from backend.api.area import Area
from backend.api.door import me, parts, who, writing
from backend.core import clock
from backend.domain.access.rules import VISIT
from backend.domain.appointments import counter, queries
from backend.domain.appointments.errors import (
    AppointmentIdTaken,
    AtHome,
    LongerNotFree,
    NeedUnknown,
    NoRoomToday,
    NotBooked,
    OtherKind,
    SlotClosed,
    SlotPast,
    SlotTaken,
    SlotUnknown,
    TooManyAppointments,
)
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import actions as identity
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.rules import Who

area = Area("Appointments at the counter", __name__, "For caseworkers: booking and changing for a person.")

ITEM = "/desk/appointments/<uuid:appointment_id>"


@area.get("/desk/appointment-slots")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(SlotsQuery, where="query")
@area.gives(200, SlotsSchema)
@area.may_fail(NotFound)
def slots_at_desk(query: dict[str, Any]) -> dict[str, Any]:
    """The next free times for a kind, soonest first, with the places that are kept for staff."""
    return free_times(query, counter=True)


@area.put(ITEM)
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(BookForBody)
@area.gives(200, DeskAppointmentSchema, "It was booked before")
@area.also_gives(201, DeskAppointmentSchema, "It is booked")
@area.may_fail(
    *(NotFound, PhoneNumberWrong, SlotUnknown, SlotTaken, SlotClosed, SlotPast),
    *(TooManyAppointments, LongerNotFree, NeedUnknown, AppointmentIdTaken),
)
def book_for_person(body: dict[str, Any], appointment_id: uuid.UUID) -> tuple[dict[str, Any], int]:
    """Book for a person on the telephone or at the counter, under an id that the device makes; they are told.

    The same id for the same person again changes nothing, and gives what it booked before. `slot-taken`, `slot-closed`
    and `longer-not-free` come with `alternatives`.
    """
    now = clock.now()
    with writing() as session:
        before, person = queries.find(session, appointment_id), _person(session, body["phone"], appointment_id)
        found = counter.book_for(
            *(session, parts().diary, body["slot"], person, appointment_id, body["needs"], now),
            staff_account=me().account_id,
        )
        return at_desk(session, found), 200 if before else 201


def _person(session: Session, phone: str | None, appointment_id: uuid.UUID) -> int:
    number = None if phone is None else identity.whole_number(phone, parts().content.city.region)
    return counter.person_at_counter(session, number, appointment_id, clock.now())


@area.put("/desk/walk-ins/<uuid:appointment_id>")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(WalkInBody)
@area.gives(200, DeskAppointmentSchema, "They were taken in before")
@area.also_gives(201, DeskAppointmentSchema, "They are here and wait")
@area.may_fail(
    *(NotFound, PhoneNumberWrong, AtHome, NoRoomToday, NotBooked),
    *(TooManyAppointments, LongerNotFree, NeedUnknown, AppointmentIdTaken),
)
def walk_in(body: dict[str, Any], appointment_id: uuid.UUID) -> tuple[dict[str, Any], int]:
    """Take in somebody who came without an appointment: the next free time of today, and a number.

    The id is made by the device; the same id for the same person again takes nobody in twice. `no-room-today` and
    `longer-not-free` come with `alternatives`.
    """
    office, kind, now = known_office(body["office"]), body["kind"], clock.now()
    known = parts().content.bookables.kinds.get(kind)
    if known is None or office not in known.offices:
        raise NotFound
    with writing() as session:
        before, person = queries.find(session, appointment_id), _person(session, body["phone"], appointment_id)
        found = counter.walk_in(
            *(session, parts().diary, office, kind, person, appointment_id, body["needs"], now),
            staff_account=me().account_id,
        )
        return at_desk(session, found), 200 if before else 201


@area.put(f"{ITEM}/time")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(SlotBody)
@area.gives(200, DeskAppointmentSchema)
@area.may_fail(NotFound, NotBooked, OtherKind, SlotUnknown, SlotTaken, SlotClosed, SlotPast, LongerNotFree)
def change_for_person(body: dict[str, Any], appointment_id: uuid.UUID) -> dict[str, Any]:
    """Move a person to another time, also past their own limit; they are told, and the reference stays.

    Who has this time already keeps it, so the same again changes nothing. `slot-taken`, `slot-closed` and
    `longer-not-free` come with `alternatives`.
    """
    with writing() as session:
        found = queries.at_desk(session, appointment_id)
        counter.change_for(session, parts().diary, found, body["slot"], clock.now(), staff_account=me().account_id)
        return at_desk(session, found)
