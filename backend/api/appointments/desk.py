"""The office's day: who comes, who is here, calling them, and what happened."""

import uuid
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from backend.api.appointments.desk_schemas import (
    CallBody,
    CallSchema,
    DayQuery,
    DaySchema,
    DeskAppointmentSchema,
    NoteBody,
    StaffBody,
    StateBody,
)
from backend.api.appointments.shown import at_desk, cells_of, known_office, row_at_desk
from backend.api.area import Area, file_answer
from backend.api.door import me, parts, reading, who, writing
from backend.core import clock
from backend.core.reference import tidy_reference
from backend.core.table_file import table_file
from backend.domain.access.rules import VISIT
from backend.domain.appointments import actions, counter, office_day, queries
from backend.domain.appointments.errors import NotBooked, NotTheDay, NotThere, StaffUnknown
from backend.domain.appointments.models import Appointment
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who

area = Area("Appointments at the desk", __name__, "For caseworkers: an office's day, and what happened in it.")

ITEM = "/desk/appointments/<uuid:appointment_id>"


@area.get("/desk/appointments")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(DayQuery, where="query")
@area.gives(200, DaySchema)
@area.may_fail(NotFound)
def day_of_office(query: dict[str, Any]) -> dict[str, Any]:
    """All appointments of an office on one day, and why it is closed if it is."""
    office, day = known_office(query["office"]), query["day"]
    with reading() as session:
        rows = [row_at_desk(row) for row in office_day.day_view(session, office, day)]
        return {"items": rows, "closed": office_day.why_closed(session, parts().diary, office, day)}


@area.get("/desk/appointments.csv")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(DayQuery, where="query")
@area.gives_file("text/csv", "A table, the names of its columns first (RFC 4180)")
@area.may_fail(NotFound)
def day_of_office_as_table(query: dict[str, Any]) -> Response:
    """The same as a table file, without telephone numbers and notes: it is for planning, and files travel."""
    office, day = known_office(query["office"]), query["day"]
    with reading() as session:
        found = office_day.day_view(session, office, day)
    return file_answer(table_file(office_day.DAY_COLUMNS, map(cells_of, found)), "text/csv", f"{office}-{day}.csv")


@area.get(ITEM)
@who(Who.CASEWORKER, purpose=VISIT)
@area.gives(200, DeskAppointmentSchema)
@area.may_fail(NotFound)
def appointment_at_desk(appointment_id: uuid.UUID) -> dict[str, Any]:
    """One appointment, with all that staff need to know for it."""
    with reading() as session:
        return at_desk(session, queries.at_desk(session, appointment_id))


@area.get("/desk/appointment-references/<string(maxlength=40):reference>")
@who(Who.CASEWORKER, purpose=VISIT)
@area.gives(200, DeskAppointmentSchema)
@area.may_fail(NotFound)
def appointment_by_reference(reference: str) -> dict[str, Any]:
    """The appointment whose reference a person names. Spaces and small letters do not matter."""
    with reading() as session:
        found = queries.by_reference(session, tidy_reference(reference))
        if found is None:
            raise NotFound
        return at_desk(session, found)


@area.put("/desk/offices/<string(maxlength=60):office_id>/call")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(CallBody)
@area.gives(200, CallSchema)
@area.may_fail(NotFound)
def call_next(body: dict[str, Any], office_id: str) -> dict[str, Any]:
    """Call whoever is next of those who are here, by their time, to the caller of this.

    Whom the caller has called there today stays called until it is noted that they were served, missed or handed on:
    the same call again gives this person and calls nobody else. To call one person again, or one out of turn, set
    their state.
    """
    office, now = known_office(office_id), clock.now()
    with writing() as session:
        found = counter.call_next_once(session, parts().diary, office, me().account_id, now, **body)
        return {"called": at_desk(session, found) if found else None}


@area.put(f"{ITEM}/state")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(StateBody)
@area.gives(200, DeskAppointmentSchema)
@area.may_fail(NotFound, NotBooked, NotTheDay, NotThere)
def set_state(body: dict[str, Any], appointment_id: uuid.UUID) -> dict[str, Any]:
    """Note what happened: the person is here, is called, was served, was missed; or cancel for them.

    The same again changes nothing. Who is called to another place is told again. Staff may cancel past the person's
    own limit. A visit at home goes from booked to served or missed: nobody comes to the office for it.
    """
    with writing() as session:
        found = queries.at_desk(session, appointment_id)
        return at_desk(session, _set(session, found, body["state"], body["counter"]))


def _set(session: Session, found: Appointment, state: str, where: str | None) -> Appointment:
    diary, now, staff = parts().diary, clock.now(), me().account_id
    if state == "arrived":
        return counter.arrive(session, diary, found, now)
    if state == "called":
        return counter.call(session, diary, found, staff, now, counter=where)
    if state == "served":
        return counter.serve(session, diary, found, now)
    if state == "missed":
        return counter.miss(session, diary, found, now)
    return actions.cancel(session, diary, found, now, by=staff)


@area.put(f"{ITEM}/staff")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(StaffBody)
@area.gives(200, DeskAppointmentSchema)
@area.may_fail(NotFound, NotThere, StaffUnknown)
def hand_on(body: dict[str, Any], appointment_id: uuid.UUID) -> dict[str, Any]:
    """Hand a person who is here on to somebody else at the office. They wait there in the order of their time.

    Handing them on to who has them already changes nothing, so the same again is once.
    """
    with writing() as session:
        found = queries.at_desk(session, appointment_id)
        return at_desk(session, counter.transfer(session, parts().diary, found, body["staff"], clock.now()))


@area.put(f"{ITEM}/note")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(NoteBody)
@area.gives(200, DeskAppointmentSchema)
@area.may_fail(NotFound)
def write_note(body: dict[str, Any], appointment_id: uuid.UUID) -> dict[str, Any]:
    """Keep what staff note about a visit, in place of what was there. The person does not see it."""
    with writing() as session:
        found = queries.at_desk(session, appointment_id, lock=True)
        counter.write_note(session, found, body["note"])
        return at_desk(session, found)
