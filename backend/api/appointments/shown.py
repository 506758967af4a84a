"""Appointments in the shapes of their schemas."""

from typing import Any

from sqlalchemy.orm import Session

from backend.api.door import parts, translator
from backend.core import clock
from backend.domain.appointments import queries
from backend.domain.appointments.ics import calendar_file
from backend.domain.appointments.models import Appointment, Slot
from backend.domain.appointments.rules import can_change
from backend.domain.catalogue.bookables import Bookable
from backend.domain.inbox.texts import in_groups

SAME = ("public_id", "kind", "office", "staff", "starts_at", "ends_at", "state", "reference", "ticket", "counter")
MOMENTS = ("change_until", "arrived_at", "called_at", "ended_at")


def kind_as_data(kind: Bookable) -> dict[str, Any]:
    """A kind as `AppointmentKindSchema` shows it."""
    names = ("id", "name", "summary", "minutes", "longer_minutes", "bring", "offices", "change_until_hours")
    needs = [each for each in parts().content.bookables.needs if each != "longer" or kind.longer_minutes]
    return {name: getattr(kind, name) for name in names} | {"days_ahead": kind.days_ahead, "needs": needs}


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
        "queue": queries.queue_position(session, found, now) if found.state == "arrived" else None,
    }


def at_desk(row: queries.DayRow) -> dict[str, Any]:
    """One appointment as `DeskAppointmentSchema` shows it."""
    return card(row.appointment) | {"phone": row.phone, "needs": row.needs, "note": row.note}


def as_calendar_file(found: Appointment) -> bytes:
    """An appointment for the person's own calendar, in the reader's language."""
    _ = translator().text
    content, diary = parts().content, parts().diary
    kind, office = content.bookables.kinds.get(found.kind), content.offices.get(found.office)
    notes = [_(office.getting_there)] if office else []
    if kind and kind.bring:
        notes.append(_("What to bring: %(things)s", things="; ".join(_(each) for each in kind.bring)))
    notes.append(_("Your reference is %(reference)s.", reference=in_groups(found.reference)))
    place = [_(diary.office_name(found.office)), *(office.address if office else ())]
    return calendar_file(found, title=_(diary.kind_name(found.kind)), place=", ".join(place), notes=notes)
