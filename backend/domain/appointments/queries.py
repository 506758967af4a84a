"""Free times to find, and appointments as their person sees them; the office's day is in `office_day`."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased, defer

from backend.core.reading import Matter, open_sealed, open_within
from backend.domain.appointments.models import Appointment, Seat, Slot, Waiting
from backend.domain.appointments.rules import AHEAD, LONGEST_HOLD, hold_runs
from backend.domain.catalogue.bookables import LONGER
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import queries as identity
from backend.domain.identity.actions import hash_token

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""
MOST_FREE = 100
OFFICES_WALKED = 8
"""Up to so many offices are each searched by themselves."""
LARGEST_ID = 2**31 - 1

_narrow = (defer(Appointment.needs_sealed), defer(Appointment.note_sealed))


@dataclass(frozen=True, slots=True)
class Free:
    """A time with room: how many places are `left` in it. `staff` is empty where it is with nobody in particular."""

    slot_id: int
    kind: str
    office: str
    staff: str
    starts_at: datetime
    ends_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class DaySpace:
    """A day with room, by the city's calendar."""

    day: date
    left: int


def is_free(now: datetime, *, counter: bool = False) -> ColumnElement[bool]:
    """Whether a seat may be taken: nobody has it, and no hold on it runs. `counter` for staff, who may take them all.

    A hold that ends further away than any hold lasts was made by a clock that was wrong, and counts as over.
    """
    return is_free_between(now, now + LONGEST_HOLD, counter=counter)


def is_free_between(now: Any, latest: Any, *, counter: bool, seat: type[Seat] = Seat) -> ColumnElement[bool]:
    """The same for moments, or for places in a statement where they are put in: now, and when the last hold ends."""
    unheld = or_(seat.held_until.is_(None), seat.held_until <= now, seat.held_until > latest)
    opened = or_(seat.class_ == "open", and_(seat.class_ == "same_day", seat.opens_at <= now))
    return and_(seat.appointment_id.is_(None), unheld, *([] if counter else [opened]))


def _room_after(slot: type[Slot], more: int, now: datetime, *, counter: bool) -> list[ColumnElement[bool]]:
    """That so many times right after one, with the same person, have room too."""
    if not more:
        return []
    later, seat = aliased(Slot), aliased(Seat)
    free = is_free_between(now, now + LONGEST_HOLD, counter=counter, seat=seat)
    follows = (getattr(later, name) == getattr(slot, name) for name in ("kind", "office", "staff"))
    return [
        exists().where(
            *follows,
            later.starts_at == slot.ends_at,
            later.closed_at.is_(None),
            exists().where(seat.slot_id == later.id, free),
            *_room_after(later, more - 1, now, counter=counter),
        )
    ]


def soonest(
    session: Session,
    kind: str,
    now: datetime,
    *,
    offices: Collection[str] | None = None,
    staff: str | None = None,
    part: str | None = None,
    after: datetime | None = None,
    limit: int = 10,
    counter: bool = False,
    in_a_row: int = 1,
) -> list[Free]:
    """The next times with room, soonest first: at some offices, with somebody, in the 'morning' or 'afternoon'.

    Only times that begin later than `after` (or than now) are found. `counter` also finds the places kept for staff.
    `in_a_row` is how many times a visit takes, one right after the other.
    """
    begins = max(now, after) if after else now
    where = [Seat.kind == kind, Seat.starts_at > begins, is_free(now, counter=counter), Slot.closed_at.is_(None)]
    where += _room_after(Slot, in_a_row - 1, now, counter=counter)
    where += [Slot.part == part] if part is not None else []
    most = min(limit, MOST_FREE)
    if staff is None:
        found = _first(where, offices, most).subquery()
    else:  # one of hundreds, so the walk is along this person's own times
        where += [Slot.kind == kind, Slot.staff == staff, Slot.starts_at > begins]
        where += [Slot.office.in_(offices)] if offices is not None else []
        found = _walk(where, most, Slot.starts_at, Slot.id).subquery()
    query = select(Slot, found.c.left).join(found, found.c.slot_id == Slot.id).order_by(Slot.starts_at, Slot.id)
    return [
        Free(slot.id, kind, slot.office, slot.staff, slot.starts_at, slot.ends_at, left)
        for slot, left in session.execute(query.limit(most))
    ]


def _first(
    where: list[ColumnElement[bool]], offices: Collection[str] | None, most: int
) -> Select[int, int] | CompoundSelect[int, int]:
    """The first slots that fit. Both ways walk along an index in the order of time and stop when there are enough.

    A few offices have a walk each, so that a full one among two hundred is not looked for in all the others.
    """
    if offices is None:
        return _walk(where, most)
    if not 0 < len(offices) <= OFFICES_WALKED:
        return _walk([*where, Seat.office.in_(offices)], most)
    walks = [_walk([*where, Seat.office == office], most).subquery() for office in offices]
    return union_all(*(select(walk.c.slot_id, walk.c.left) for walk in walks))


def _walk(where: list[ColumnElement[bool]], most: int, *by: Any) -> Select[int, int]:
    order = by or (Seat.starts_at, Seat.slot_id)
    return (
        select(Seat.slot_id, func.count().label("left"))
        .join(Slot, Slot.id == Seat.slot_id)
        .where(*where)
        .group_by(*order, *([Seat.slot_id] if by else []))
        .order_by(*order)
        .limit(most)
    )


def days_with_space(session: Session, kind: str, office: str, now: datetime) -> list[DaySpace]:
    """The days on which an office still has room, and how much."""
    query = (
        select(Slot.day, func.count())
        .select_from(Seat)
        .join(Slot, Slot.id == Seat.slot_id)
        .where(Seat.kind == kind, Seat.office == office, Seat.starts_at > now, is_free(now), Slot.closed_at.is_(None))
    )
    return [DaySpace(*row) for row in session.execute(query.group_by(Slot.day).order_by(Slot.day))]


def near(
    session: Session, slot: Slot, now: datetime, *, limit: int = 5, counter: bool = False, in_a_row: int = 1
) -> list[Free]:
    """Free times nearest to one that was wished for: those around it at the same office, then the soonest anywhere."""
    around = soonest(
        session,
        slot.kind,
        now,
        offices=[slot.office],
        after=slot.starts_at - timedelta(days=1),
        limit=limit * 4,
        counter=counter,
        in_a_row=in_a_row,
    )
    around.sort(key=lambda free: (abs(free.starts_at - slot.starts_at), free.staff != slot.staff))
    found = [free for free in around if free.slot_id != slot.id][:limit]
    if len(found) < limit:
        known = {free.slot_id for free in found} | {slot.id}
        anywhere = soonest(session, slot.kind, now, limit=limit * 2, counter=counter, in_a_row=in_a_row)
        found += [free for free in anywhere if free.slot_id not in known][: limit - len(found)]
    return found


def slot(session: Session, slot_id: int) -> Slot | None:
    """One time, or None; numbers that no database holds are nobody's."""
    return session.get(Slot, slot_id) if 0 < slot_id <= LARGEST_ID else None


def has_room_after(session: Session, slot: Slot, now: datetime, in_a_row: int) -> bool:
    """Whether the times after one are free too that a visit of so many needs."""
    room = _room_after(Slot, in_a_row - 1, now, counter=False)
    return not room or session.scalar(select(Slot.id).where(Slot.id == slot.id, *room)) is not None


def room_in(session: Session, slot_id: int, now: datetime) -> Free | None:
    """One time with how many places are left in it; None if there is none, it has begun, is closed or is full."""
    found = slot(session, slot_id)
    if found is None or found.starts_at <= now or found.closed_at is not None:
        return None
    left = session.scalar(select(func.count()).where(Seat.slot_id == slot_id, is_free(now))) or 0
    facts = (found.id, found.kind, found.office, found.staff, found.starts_at, found.ends_at)
    return Free(*facts, left) if left else None


def kept_until(session: Session, token: str, account_id: int, now: datetime) -> datetime | None:
    """Until when a person's hold runs; None if it is over, or is not theirs."""
    query = select(Seat.held_until).where(Seat.hold_hash == hash_token(token), Seat.held_by == account_id)
    until = session.scalar(query)
    return until if until is not None and hold_runs(until, now) else None


def staff_of(session: Session, kind: str, now: datetime) -> list[str]:
    """Whom one can see for a kind, by name."""
    query = select(Slot.staff).where(Slot.kind == kind, Slot.starts_at > now, Slot.staff != "").distinct()
    return list(session.scalars(query.order_by(Slot.staff).limit(MOST)))


def mine(session: Session, account_id: int, public_id: uuid.UUID, *, lock: bool = False) -> Appointment:
    """Return a person's own appointment; raises `NotFound`, also for somebody else's."""
    found = find(session, public_id, lock=lock)
    if found is None or found.account_id != account_id:
        raise NotFound
    return found


def at_desk(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Appointment:
    """Anybody's appointment, for staff; raises `NotFound`."""
    found = find(session, public_id, lock=lock)
    if found is None:
        raise NotFound
    return found


def find(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Appointment | None:
    """The appointment with this id, or None."""
    query = select(Appointment).where(Appointment.public_id == public_id)
    return session.scalar(query.with_for_update() if lock else query)


def by_reference(session: Session, reference: str) -> Appointment | None:
    """The appointment a person names on the telephone."""
    return session.scalar(select(Appointment).options(*_narrow).where(Appointment.reference == reference))


def of_account(
    session: Session, account_id: int, *, after: int | None = None, limit: int = PAGE
) -> Sequence[Appointment]:
    """A person's appointments, newest first; `after` is the `id` of the last one seen."""
    query = select(Appointment).options(*_narrow).where(Appointment.account_id == account_id)
    if after is not None:
        query = query.where(Appointment.id < after)
    return session.scalars(query.order_by(Appointment.id.desc()).limit(min(limit, MOST))).all()


def upcoming(session: Session, account_id: int, now: datetime) -> Sequence[Appointment]:
    """What a person has ahead, soonest first. They may be in the middle of it."""
    query = (
        select(Appointment)
        .options(*_narrow)
        .where(Appointment.account_id == account_id, Appointment.state.in_(AHEAD), Appointment.ends_at > now)
    )
    return session.scalars(query.order_by(Appointment.starts_at, Appointment.id).limit(MOST)).all()


def needs_of(session: Session, appointment: Appointment) -> tuple[str, ...]:
    """What a person needs for the visit, ids of the city's `needs`."""
    if appointment.needs_sealed is None:
        return ()
    return tuple(_open(session, appointment, appointment.needs_sealed, "needs"))


def takes_longer(session: Session, appointment: Appointment) -> bool:
    """Whether the person needs two times in a row: for finding them, and for nobody to read."""
    sealed = appointment.needs_sealed
    return sealed is not None and LONGER in open_within(session, sealed, f"needs:{appointment.id}")


def note_of(session: Session, appointment: Appointment) -> str | None:
    """What staff wrote down about the visit."""
    if appointment.note_sealed is None:
        return None
    text: str = _open(session, appointment, appointment.note_sealed, "note")
    return text


def _open(session: Session, appointment: Appointment, sealed: bytes, name: str) -> Any:
    about, of = Matter("appointment", appointment.public_id), appointment.account_id
    return open_sealed(session, sealed, f"{name}:{appointment.id}", of=of, about=about, name=f"appointment.{name}")


def helper_of(session: Session, appointment: Appointment) -> str | None:
    """The last digits of the number of the helper who booked it; None if the person or the city did."""
    if appointment.booked_by is None or not appointment.by_helper:
        return None
    return identity.ending_of_account(session, appointment.booked_by)


def is_waiting(session: Session, appointment: Appointment) -> bool:
    """Whether the person waits for a sooner time."""
    return session.scalar(select(Waiting.id).where(Waiting.appointment_id == appointment.id)) is not None
