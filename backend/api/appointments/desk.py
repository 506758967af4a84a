"""The office's day: who comes, who is here, and what happened."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from backend.api.appointments.schemas import AppointmentSchema, DayQuery, DaySchema, StateBody
from backend.api.appointments.shown import at_desk, whole
from backend.api.area import Area
from backend.api.door import me, parts, reading, who, writing
from backend.core import clock
from backend.domain.appointments import actions, counter, queries
from backend.domain.appointments.errors import NotBooked, NotTheDay, NotThere
from backend.domain.appointments.models import Appointment
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who

area = Area("Appointments at the desk", __name__, "For caseworkers: an office's day, and what happened in it.")


@area.get("/desk/appointments")
@who(Who.CASEWORKER)
@area.takes(DayQuery, where="query")
@area.gives(200, DaySchema)
@area.may_fail(NotFound)
def day_of_office(query: dict[str, Any]) -> dict[str, Any]:
    """All appointments of an office on one day."""
    if query["office"] not in parts().content.offices:
        raise NotFound
    with reading() as session:
        return {"items": [at_desk(row) for row in queries.day_view(session, query["office"], query["day"])]}


@area.put("/desk/appointments/<uuid:appointment_id>/state")
@who(Who.CASEWORKER)
@area.takes(StateBody)
@area.gives(200, AppointmentSchema)
@area.may_fail(NotFound, NotBooked, NotTheDay, NotThere)
def set_state(body: dict[str, Any], appointment_id: uuid.UUID) -> dict[str, Any]:
    """Note what happened: the person is here, is called, was served, was missed; or cancel for them.

    The same again changes nothing, except that somebody may be called once more.
    """
    with writing() as session:
        found = queries.at_desk(session, appointment_id)
        return whole(session, _set(session, found, body["state"], body["counter"]))


def _set(session: Session, found: Appointment, state: str, where: str | None) -> Appointment:
    diary, now, staff = parts().diary, clock.now(), me().account_id
    if state == "arrived":
        return counter.arrive(session, diary, found, now)
    if state == "called":
        return counter.call(session, diary, found, staff, now, counter=where)
    if state == "served":
        return counter.serve(session, found, now)
    if state == "missed":
        return counter.miss(session, diary, found, now)
    return actions.cancel(session, diary, found, now, by=staff)
