"""How times come into the calendar, and how a day is closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, select, text, update
from sqlalchemy.orm import Session

from backend.core.clock import months_later
from backend.core.database import fill_in, insert_once
from backend.domain.appointments import actions, queries, seats
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.errors import DayIsOver
from backend.domain.appointments.models import Appointment, ClosedDay, Seat, Slot
from backend.domain.appointments.rules import LONGEST_WHY, class_of, part_of, slot_times, start_of
from backend.domain.appointments.sooner import stop_waiting
from backend.domain.appointments.telling import plan_reminders, tell, time_until_now
from backend.domain.catalogue.bookables import Schedule
from backend.domain.catalogue.city import Content
from backend.domain.inbox import actions as inbox

AT_ONCE = 500
"""Ids in one statement: SQLite takes 32,766 values."""
KEPT = timedelta(days=400)
"""Times that are over are kept this long, to compare a month with the year before."""
CHOICES = 20
"""Among so many free times another is looked for when a day is closed."""

PLANNED = ("day", "part", "ends_at", "change_until", "capacity")
"""What of a slot may change with the plan; when it begins, where and with whom is what it is."""

Key = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class Closed:
    """How many people were moved to another time when a day was closed, and for how many there was none."""

    moved: int
    cancelled: int


def open_slots(session: Session, content: Content, today: date, *, office: str | None = None) -> int:
    """Make the calendar what the city's plan says, from `today` on; returns how many times are new.

    Doing it again changes nothing. What the plan no longer has is taken out if nobody has it; a time that somebody
    booked stays theirs, and no more is booked there. `office` limits it to one office, so that others need not wait.
    """
    offices = {each.office for each in content.bookables.schedules} if office is None else {office}
    return sum(_open_office(session, content, today, each) for each in sorted(offices))


def tell_planner(session: Session) -> None:
    """Let PostgreSQL count what is in the calendar, after many times came in at once.

    Until it has counted by itself, some minutes later, it walks the calendar of a whole city for one doctor's times.
    SQLite plans this well without.
    """
    if session.get_bind().dialect.name == "postgresql":
        for table in (Slot, Seat):
            session.execute(text(f"ANALYZE {table.__tablename__}"))


def _open_office(session: Session, content: Content, today: date, office: str) -> int:
    zone = content.zone_of(office)
    planned = _plan(session, content, today, office)
    there = _slots(session, office, today)
    new = [row for key, (row, _) in planned.items() if key not in there]
    if new:
        fill_in(session, Slot, new)
        there = _slots(session, office, today)
    _take_out(session, [slot_id for key, slot_id in there.items() if key not in planned], start_of(today, zone))
    stay = {there[key]: found for key, found in planned.items()}
    _fit_slots(session, office, today, stay)
    _fit_seats(
        session, office, today, [row for slot_id, found in stay.items() for row in _seats(slot_id, *found, zone)]
    )
    return len(new)


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield list(ids[start : start + AT_ONCE])


def _slots(session: Session, office: str, today: date) -> dict[Key, int]:
    query = select(Slot.kind, Slot.staff, Slot.starts_at, Slot.id).where(Slot.office == office, Slot.day >= today)
    return {(kind, staff, starts_at): slot_id for kind, staff, starts_at, slot_id in session.execute(query)}


def _plan(session: Session, content: Content, today: date, office: str) -> dict[Key, tuple[dict[str, Any], Schedule]]:
    """The times that an office should have: the row of each, and the schedule it comes from."""
    closed = set(session.scalars(select(ClosedDay.day).where(ClosedDay.office == office, ClosedDay.day >= today)))
    zone = content.zone_of(office)
    planned: dict[Key, tuple[dict[str, Any], Schedule]] = {}
    for schedule in content.bookables.schedules:
        if schedule.office != office:
            continue
        for ahead in range(content.bookables.kinds[schedule.kind].days_ahead + 1):
            day = today + timedelta(days=ahead)
            if schedule.on(day) and day not in closed and content.why_closed(office, day) is None:
                for row in _rows(content, schedule, day, zone):
                    planned[row["kind"], row["staff"], row["starts_at"]] = row, schedule
    return planned


def _rows(content: Content, schedule: Schedule, day: date, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    kind = content.bookables.kinds[schedule.kind]
    for starts_at, ends_at in slot_times(day, schedule.opens, schedule.closes, kind.minutes, zone):
        yield {
            "kind": schedule.kind,
            "office": schedule.office,
            "staff": schedule.staff,
            "day": day,
            "part": part_of(starts_at, zone),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "change_until": starts_at - timedelta(hours=kind.change_until_hours),
            "capacity": schedule.capacity,
        }


def _seats(slot_id: int, slot: dict[str, Any], schedule: Schedule, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    for number in range(1, schedule.capacity + 1):
        class_ = class_of(number, schedule.capacity, schedule.counter_only, schedule.same_day)
        yield {
            "slot_id": slot_id,
            "number": number,
            "class": class_,
            "kind": slot["kind"],
            "office": slot["office"],
            "starts_at": slot["starts_at"],
            "opens_at": start_of(slot["day"], zone) if class_ == "same_day" else None,
        }


def _fit_slots(session: Session, office: str, today: date, stay: dict[int, tuple[dict[str, Any], Schedule]]) -> None:
    """Let slots that are there be as the plan says now, and open again what is in the plan once more.

    Who has booked keeps the end and the limit that they were told.
    """
    columns = [getattr(Slot, name) for name in PLANNED]
    query = select(Slot.id, Slot.closed_at, *columns).where(Slot.office == office, Slot.day >= today)
    for slot_id, closed_at, *facts in session.execute(query).all():
        if slot_id in stay:
            wanted = {name: stay[slot_id][0][name] for name in PLANNED}
            if closed_at is not None or facts != list(wanted.values()):
                session.execute(update(Slot).where(Slot.id == slot_id).values(wanted | {"closed_at": None}))


def _fit_seats(session: Session, office: str, today: date, wanted: list[dict[str, Any]]) -> None:
    """Let the seats be those of the plan, except where somebody has one that is no longer in it."""
    query = (
        select(Seat.slot_id, Seat.number, Seat.class_)
        .join(Slot, Slot.id == Seat.slot_id)
        .where(Slot.office == office, Slot.day >= today, Slot.closed_at.is_(None))
    )
    there = {(slot_id, number): class_ for slot_id, number, class_ in session.execute(query)}
    classes = {(row["slot_id"], row["number"]): row["class"] for row in wanted}
    for slot_id, number in (key for key, class_ in there.items() if classes.get(key) != class_):
        session.execute(delete(Seat).where(Seat.slot_id == slot_id, Seat.number == number, *_NOBODY_HAS_IT))
    fill_in(session, Seat, [row for row in wanted if there.get((row["slot_id"], row["number"])) != row["class"]])


_NOBODY_HAS_IT = (Seat.appointment_id.is_(None), Seat.hold_hash.is_(None))


def _take_out(session: Session, slot_ids: Sequence[int], now: datetime) -> None:
    """Remove slots that nobody has; of the others only what is free."""
    for ids in _batches(slot_ids):
        session.execute(delete(Seat).where(Seat.slot_id.in_(ids), *_NOBODY_HAS_IT))
        session.execute(delete(Slot).where(Slot.id.in_(ids), ~exists().where(Seat.slot_id == Slot.id)))
        session.execute(update(Slot).where(Slot.id.in_(ids), Slot.closed_at.is_(None)).values(closed_at=now))


def close_day(
    session: Session,
    diary: Diary,
    office: str,
    day: date,
    why: str,
    now: datetime,
    *,
    by: int | None = None,
) -> Closed:
    """Close an office for a day: nobody can book there, and everybody who did is moved to the next free time.

    Each is told, and may choose another time or cancel. Those for whom there is no other time are cancelled, told, and
    asked to call. Who is at the office already is left in peace. Doing it again moves nobody twice, and what was first
    written as `why` stays. Raises `DayIsOver`.
    """
    if day < diary.today(now, office):
        raise DayIsOver
    values = {"office": office, "day": day, "why": why[:LONGEST_WHY], "closed_at": now, "closed_by": by}
    insert_once(session, ClosedDay, values)
    shut = update(Slot).where(Slot.office == office, Slot.day == day, Slot.closed_at.is_(None)).values(closed_at=now)
    session.execute(shut.execution_options(synchronize_session=False))
    slot_ids = list(session.scalars(select(Slot.id).where(Slot.office == office, Slot.day == day)))
    booked = (
        select(Appointment)
        .where(
            Appointment.office == office,
            Appointment.day == day,
            Appointment.state == "booked",
            Appointment.starts_at > now,
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    people = session.scalars(booked).all()
    for ids in _batches(slot_ids):
        seats.drop_holds(session, ids)
    moved = sum(_move(session, diary, appointment, why, now) for appointment in people)
    return Closed(moved, len(people) - moved)


def _move(session: Session, diary: Diary, appointment: Appointment, why: str, now: datetime) -> bool:
    """Move one person to the next free time, or cancel if there is none; returns whether there was."""
    was, longer = time_until_now(diary, appointment), queries.takes_longer(session, appointment)
    stop_waiting(session, appointment, now)
    seats.give_back(session, appointment)
    for free in _choices(session, appointment, now, diary.in_a_row(appointment.kind, longer=longer)):
        if _move_to(session, diary, appointment, free.slot_id, now, longer=longer):
            tell(session, diary, appointment, "moved", now, why=why, **was)
            plan_reminders(session, diary, appointment, now)
            return True
    appointment.state, appointment.changed_at = "cancelled", now
    session.flush()
    tell(session, diary, appointment, "closed", now, why=why)
    return False


def _choices(session: Session, appointment: Appointment, now: datetime, in_a_row: int) -> list[queries.Free]:
    """Free times after the old one, best first: at the same office with the same person, at the same office, any."""
    find = partial(
        queries.soonest,
        session,
        appointment.kind,
        now,
        after=max(now, appointment.starts_at),
        limit=CHOICES,
        in_a_row=in_a_row,
    )
    here = [appointment.office]
    same_person = find(offices=here, staff=appointment.staff) if appointment.staff else []
    return [*same_person, *find(offices=here), *find()]


def _move_to(
    session: Session, diary: Diary, appointment: Appointment, slot_id: int, now: datetime, *, longer: bool
) -> bool:
    """Give an appointment a place in a slot; returns whether there still was one. All of it, or nothing."""
    place = session.begin_nested()
    slot = seats.open_slot(session, slot_id, wait=False)
    if slot is not None and slot.closed_at is None:
        actions.move_to(appointment, slot)
        appointment.version += 1
        appointment.changed_at = now
        session.flush()
        if seats.book_one(session, slot.id, appointment, now, counter=False) and actions.take_longer(
            session, diary, appointment, slot, now, longer=longer
        ):
            place.commit()
            return True
    place.rollback()
    session.refresh(appointment)
    return False


def closures_to_make(session: Session, diary: Diary, now: datetime) -> list[tuple[str, date, str]]:
    """Days that the city's folder closes and on which people are booked: (office, day, why)."""
    closed = {
        (office.id, each.date): each.why
        for office in diary.content.offices.values()
        for each in office.closed
        if each.date >= diary.today(now, office.id)
    }
    query = (
        select(Appointment.office, Appointment.day)
        .where(Appointment.state == "booked", Appointment.day.in_({day for _, day in closed}))
        .distinct()
        .order_by(Appointment.day, Appointment.office)
    )
    return [(office, day, closed[office, day]) for office, day in session.execute(query) if (office, day) in closed]


def forget_old(session: Session, now: datetime, keep_months: int) -> None:
    """Remove times that were over long ago, wipe what people needed then, and tidy up holds that are over.

    The appointments themselves go, with the messages about them, `keep_months` after they were; some at a time.
    """
    seats.forget_over(session, now)
    old = select(Slot.id).where(Slot.ends_at < now - KEPT)
    session.execute(delete(Seat).where(Seat.slot_id.in_(old)))
    session.execute(delete(Slot).where(Slot.ends_at < now - KEPT))
    session.execute(
        update(Appointment)
        .where(Appointment.ends_at < now - KEPT, Appointment.needs_sealed.is_not(None))
        .values(needs_sealed=None)
    )
    session.execute(
        update(Appointment)
        .where(Appointment.ends_at < now - KEPT, Appointment.note_sealed.is_not(None))
        .values(note_sealed=None)
    )
    gone = months_later(now, -keep_months)
    long_ago = select(Appointment.id, Appointment.account_id, Appointment.public_id).where(Appointment.ends_at < gone)
    rows = session.execute(long_ago.order_by(Appointment.ends_at, Appointment.id).limit(AT_ONCE)).all()
    for _, account_id, public_id in rows:
        inbox.forget_about(session, account_id, f"/appointments/{public_id}")
    ids = [row.id for row in rows]
    session.execute(update(Seat).where(Seat.appointment_id.in_(ids)).values(appointment_id=None))
    session.execute(delete(Appointment).where(Appointment.id.in_(ids)))
