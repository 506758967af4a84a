"""The day of an office as its staff see it: who comes, who is next, how long it takes, and how the days went."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment, ClosedDay, Slot
from backend.domain.appointments.queries import needs_of, note_of
from backend.domain.appointments.rules import LONGEST_USE
from backend.domain.catalogue.city import Office
from backend.domain.identity import queries as identity
from backend.domain.identity.models import Account

MOST_OF_A_DAY = 2000
MINUTE = timedelta(minutes=1)
AHEAD_SHOWN = timedelta(days=60)
"""How far ahead people are told of closed days."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One appointment in an office's day."""

    appointment: Appointment
    needs: tuple[str, ...]
    note: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How many people are `before` this one, and roughly how many `minutes` that takes."""

    before: int
    minutes: int


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which an office takes nobody, and why."""

    date: date
    why: str


@dataclass(frozen=True, slots=True)
class DayUse:
    """How one day of an office went. `places` were there; people waited `wait_minutes` on average until called."""

    day: date
    places: int
    booked: int
    served: int
    missed: int
    cancelled: int
    wait_minutes: int | None


USE_COLUMNS = tuple(each.name for each in fields(DayUse))
"""Of a table of such days."""
DAY_COLUMNS = ("starts_at", "kind", "staff", "needs", "reference", "ticket", "state")
"""Of a table of an office's day."""


def for_programs(row: DayRow) -> dict[str, Any]:
    """One appointment as other programs read it, by `DAY_COLUMNS`: in ids and UTC, without number and note.

    It is for planning, and files travel.
    """
    found = row.appointment
    told = {name: getattr(found, name) for name in DAY_COLUMNS if name != "needs"}
    return told | {"starts_at": found.starts_at.isoformat(), "needs": list(row.needs)}


def day_view(session: Session, office: str, day: date) -> list[DayRow]:
    """All appointments of an office on a day in their order, with what staff need to know. Cancelled ones are last."""
    query = (
        select(Appointment, Account.phone_sealed, Account.phone_index)
        .join(Account, Account.id == Appointment.account_id)
        .where(Appointment.office == office, Appointment.day == day)
        .order_by(Appointment.state == "cancelled", Appointment.starts_at, Appointment.id)
        .limit(MOST_OF_A_DAY)
    )
    return [
        DayRow(
            found,
            needs_of(session, found),
            note_of(session, found),
            identity.phone_in(session, found.account_id, sealed, index),
        )
        for found, sealed, index in session.execute(query)
    ]


def why_closed(session: Session, diary: Diary, office: str, day: date) -> str | None:
    """Why an office takes nobody on a day: because staff closed it, or by the city's plan; None if it is open."""
    by_staff = session.get(ClosedDay, (office, day))
    return by_staff.why if by_staff else diary.content.why_closed(office, day)


def days_off(session: Session, diary: Diary, now: datetime, office: str | None = None) -> dict[str, list[DayOff]]:
    """The next days on which offices take nobody, in order; for one `office`, or for all of them by their ids."""
    offices = [office] if office is not None else list(diary.content.offices)
    first = {each: diary.today(now, each) for each in offices}
    by_staff = select(ClosedDay.office, ClosedDay.day, ClosedDay.why).where(
        ClosedDay.office.in_(offices), ClosedDay.day >= min(first.values(), default=now.date())
    )
    found = {
        each: {closed.date: closed.why for closed in diary.content.offices[each].closed if closed.date >= first[each]}
        for each in offices
    }
    for where, day, why in session.execute(by_staff.order_by(ClosedDay.day).limit(MOST_OF_A_DAY)):
        if day >= first[where]:
            found[where][day] = why
    return {
        each: [DayOff(*row) for row in sorted(days.items()) if row[0] - first[each] <= AHEAD_SHOWN]
        for each, days in found.items()
    }


def is_open(diary: Diary, office: Office, off: Iterable[DayOff], now: datetime) -> bool:
    """Whether the doors of an office are open now; `off` are the days on which it takes nobody."""
    today = diary.today(now, office.id)
    return office.is_open(now, diary.content.city.zone) and all(each.date != today for each in off)


def called_by(session: Session, office: str, day: date, staff_account: int) -> Appointment | None:
    """Whom a member of staff has called and not yet served or missed; the last one, if there are several."""
    query = select(Appointment).where(
        Appointment.office == office,
        Appointment.day == day,
        Appointment.state == "called",
        Appointment.called_by == staff_account,
    )
    return session.scalar(query.order_by(Appointment.called_at.desc(), Appointment.id.desc()).limit(1))


def queue_position(session: Session, appointment: Appointment, now: datetime) -> Queue:
    """How many who are here come before this person, and roughly how long that is.

    Those with the same person are counted, or with nobody in particular; they are served in the order of their times.
    The minutes count each visit whole, shared by as many as the office sees at once; who is early waits for their time.
    """
    before = and_(
        Appointment.office == appointment.office,
        Appointment.kind == appointment.kind,
        Appointment.staff == appointment.staff,
        Appointment.day == appointment.day,
        Appointment.state == "arrived",
        or_(
            Appointment.starts_at < appointment.starts_at,
            and_(Appointment.starts_at == appointment.starts_at, Appointment.id < appointment.id),
        ),
    )
    count = session.scalar(select(func.count()).where(before)) or 0
    at_once = session.scalar(
        select(func.max(Slot.capacity)).where(
            Slot.office == appointment.office,
            Slot.kind == appointment.kind,
            Slot.staff == appointment.staff,
            Slot.day == appointment.day,
        )
    )
    work = count * (appointment.ends_at - appointment.starts_at) / (at_once or 1)
    return Queue(count, max(0, ceil(max(work, appointment.starts_at - now) / MINUTE)))


def utilisation(session: Session, office: str, since: date, until: date) -> list[DayUse]:
    """How the days of an office went, from `since` to `until`, both included: at most 366 of them."""
    days = until if until - since <= LONGEST_USE else since + LONGEST_USE
    there = session.execute(
        select(Slot.day, func.sum(Slot.capacity))
        .where(Slot.office == office, Slot.day.between(since, days), Slot.closed_at.is_(None))
        .group_by(Slot.day)
    )
    places: dict[date, int] = {day: int(count) for day, count in there}
    states = {state: func.count(case((Appointment.state == state, 1))) for state in ("served", "missed", "cancelled")}
    counted = (
        select(Appointment.day, func.count(), *states.values())
        .where(Appointment.office == office, Appointment.day.between(since, days))
        .group_by(Appointment.day)
    )
    rows: dict[date, Any] = {row[0]: row[1:] for row in session.execute(counted)}
    waits = _waits(session, office, since, days)
    used = sorted(places.keys() | rows.keys())
    return [_day_use(day, places.get(day, 0), rows.get(day, (0, 0, 0, 0)), waits.get(day, [])) for day in used]


def _waits(session: Session, office: str, since: date, until: date) -> dict[date, list[timedelta]]:
    """How long each person who was called had waited: from their time, or from their coming if they came later."""
    query = select(Appointment.day, Appointment.starts_at, Appointment.arrived_at, Appointment.called_at).where(
        Appointment.office == office,
        Appointment.day.between(since, until),
        Appointment.called_at.is_not(None),
        Appointment.arrived_at.is_not(None),
    )
    waits: dict[date, list[timedelta]] = {}
    for day, starts_at, arrived_at, called_at in session.execute(query):
        if arrived_at and called_at:
            waits.setdefault(day, []).append(max(called_at - max(starts_at, arrived_at), timedelta(0)))
    return waits


def _day_use(day: date, places: int, counts: Any, waits: list[timedelta]) -> DayUse:
    total, served, missed, cancelled = counts
    average = round(sum(waits, timedelta(0)) / len(waits) / MINUTE) if waits else None
    return DayUse(day, places, total - cancelled, served, missed, cancelled, average)
