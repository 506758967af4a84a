"""Appointments in the shapes of their schemas."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from backend.api.door import parts, reading
from backend.core import clock
from backend.domain.appointments import counter, office_day, queries
from backend.domain.appointments.models import Appointment, Slot
from backend.domain.appointments.rules import can_change
from backend.domain.catalogue.bookables import Bookable
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import queries as identity

SAME = ("public_id", "kind", "office", "staff", "starts_at", "ends_at", "state", "reference", "ticket", "counter")
MOMENTS = ("change_until", "created_at", "arrived_at", "called_at", "ended_at")


def known_office(office_id: str) -> str:
    """The id of an office that there is; raises `NotFound`."""
    if office_id not in parts().content.offices:
        raise NotFound
    return office_id


def kind_as_data(kind: Bookable) -> dict[str, Any]:
    """A kind as `AppointmentKindSchema` shows it."""
    names = ("id", "name", "summary", "minutes", "longer_minutes", "bring", "offices", "at_home", "change_until_hours")
    needs = parts().content.bookables.needs_for(kind)
    staff = sorted({each.staff for each in parts().content.bookables.schedules if each.kind == kind.id} - {""})
    more = {"days_ahead": kind.days_ahead, "needs": needs, "staff": staff}
    return {name: getattr(kind, name) for name in names} | more


def free_times(query: Mapping[str, Any], *, counter: bool = False) -> dict[str, Any]:
    """The page of free times that a `SlotsQuery` asks for; `counter` also finds those kept for staff."""
    if query["kind"] not in parts().content.bookables.kinds:
        raise NotFound
    wishes = {name: query[name] for name in ("staff", "part", "after") if name in query}
    offices = [query["office"]] if "office" in query else None
    most = query["limit"] + 1
    in_a_row = parts().diary.in_a_row(query["kind"], longer=query["longer"])
    with reading() as session:
        found = queries.soonest(
            session,
            query["kind"],
            clock.now(),
            offices=offices,
            limit=most,
            counter=counter,
            in_a_row=in_a_row,
            **wishes,
        )
    return _page_of_times(found, query["limit"])


def _page_of_times(found: Sequence[queries.Free], limit: int) -> dict[str, Any]:
    """One page; times that begin together stay together, where there is room, so that `after` passes over none."""
    if len(found) <= limit:
        return {"items": found, "next": None}
    whole_moments = [free for free in found if free.starts_at < found[limit].starts_at]
    shown = whole_moments or found[:limit]
    return {"items": shown, "next": shown[-1].starts_at}


def slot_as_data(slot: Slot) -> dict[str, Any]:
    """A time as `SlotSchema` shows it, without how many places are left."""
    names = ("kind", "office", "staff", "starts_at", "ends_at")
    return {name: getattr(slot, name) for name in names} | {"slot_id": slot.id}


def card(found: Appointment) -> dict[str, Any]:
    """An appointment in a list; `number` orders it."""
    diary = parts().diary
    names = {"name": diary.kind_name(found.kind), "office_name": diary.office_name(found.office)}
    return {name: getattr(found, name) for name in (*SAME, *MOMENTS)} | names | {"number": found.id}


def whole(session: Session, found: Appointment) -> dict[str, Any]:
    """One appointment as `AppointmentSchema` shows it."""
    now = clock.now()
    kind = parts().content.bookables.kinds.get(found.kind)
    return card(found) | {
        "needs": queries.needs_of(session, found),
        "bring": kind.bring if kind else (),
        "can_change": can_change(found, now),
        "helper": queries.helper_of(session, found),
        "waiting": queries.is_waiting(session, found),
        "queue": office_day.queue_position(session, found, now) if found.state == "arrived" else None,
    }


def row_at_desk(row: office_day.DayRow) -> dict[str, Any]:
    """One appointment of a day as `DeskRowSchema` shows it."""
    return card(row.appointment) | {
        "phone": row.phone,
        "needs": row.needs,
        "note": row.note,
        "by_staff": row.appointment.booked_by not in {None, row.appointment.account_id},
    }


def cells_of(row: office_day.DayRow) -> list[Any]:
    """One appointment as a row of `DAY_COLUMNS`."""
    told = office_day.for_programs(row)
    told["needs"] = " ".join(told["needs"])
    return [told[name] for name in office_day.DAY_COLUMNS]


def at_desk(session: Session, found: Appointment) -> dict[str, Any]:
    """One appointment as `DeskAppointmentSchema` shows it."""
    phone = identity.phone_of(session, found.account_id)
    row = office_day.DayRow(found, queries.needs_of(session, found), queries.note_of(session, found), phone)
    return row_at_desk(row) | {
        "language": parts().spoken_to(identity.language_of(session, found.account_id)),
        "hand_on_to": counter.others(parts().diary, found),
    }
