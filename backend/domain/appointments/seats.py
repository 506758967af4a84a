"""Taking a place and giving it back: the few statements that keep the promise of never too many.

Rows are locked in one order by everybody: the account, then slots, then appointments, then seats. Seats are taken past
locked ones (SKIP LOCKED), so nobody waits for a place that another is just taking. SQLite has one writer at a time.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Update, bindparam, case, select, update
from sqlalchemy.orm import Session

from backend.core.database import UtcDateTime, table_of
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.domain.appointments.queries import is_free_between
from backend.domain.appointments.rules import HOLD_REMEMBERED, LONGEST_HOLD
from backend.domain.identity.models import Account

NO_HOLD: dict[str, Any] = {"hold_hash": None, "held_until": None, "held_by": None}


def one_at_a_time(session: Session, account_id: int) -> None:
    """Let what one person does come one after the other, so that their limits hold and a double send finds the first.

    The lock leaves others free to write rows that point to this account (FOR NO KEY UPDATE).
    """
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))


def open_slot(session: Session, slot_id: int, *, wait: bool = True) -> Slot | None:
    """A slot that cannot be closed until this transaction ends; None if there is none, or it is just being closed."""
    query = select(Slot).where(Slot.id == slot_id).with_for_update(read=True, skip_locked=not wait)
    return session.scalar(query.execution_options(populate_existing=True))


def hold_one(session: Session, slot_id: int, hold: dict[str, Any], now: datetime, *, counter: bool) -> bool:
    """Take a free place of a slot for a while; returns whether there was one."""
    return _take(session, slot_id, hold | {"appointment_id": None}, now, counter=counter)


def book_one(session: Session, slot_id: int, appointment: Appointment, now: datetime, *, counter: bool) -> bool:
    """Take a free place of a slot for an appointment; returns whether there was one."""
    return _take(session, slot_id, NO_HOLD | {"appointment_id": appointment.id}, now, counter=counter)


def _take(session: Session, slot_id: int, values: dict[str, Any], now: datetime, *, counter: bool) -> bool:
    told = {"slot": slot_id, "now": now, "latest": now + LONGEST_HOLD}
    told |= {f"new_{name}": value for name, value in values.items()}
    return session.execute(_taking(counter), told).first() is not None


@cache
def _taking(counter: bool) -> Update:  # noqa: FBT001  (the key of the cache)
    """One statement that finds a free seat and takes it, made once: making it anew costs more than running it.

    Staff use the places kept for them before those of the public.
    """
    order = {"counter": 0, "same_day": 1, "open": 2} if counter else {"open": 0, "same_day": 1}
    moment = UtcDateTime()
    free = is_free_between(bindparam("now", type_=moment), bindparam("latest", type_=moment), counter=counter)
    in_slot = Seat.slot_id == bindparam("slot", type_=Integer())
    first = (
        select(Seat.number)
        .where(in_slot, free)
        .order_by(case(order, value=Seat.class_), Seat.number)
        .limit(1)
        .with_for_update(skip_locked=True)
        .correlate(None)
        .scalar_subquery()
    )
    names = ("hold_hash", "held_until", "held_by", "appointment_id")
    table = table_of(Seat)
    new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    return update(table).where(in_slot, Seat.number == first, free).values(new).returning(table.c.number)


def turn_into_booking(session: Session, hold_hash: bytes, appointment: Appointment, now: datetime) -> bool:
    """Make a hold that runs the place of an appointment; returns whether it still ran."""
    booked = (
        update(Seat)
        .where(Seat.hold_hash == hold_hash, Seat.held_until > now, Seat.appointment_id.is_(None))
        .values(NO_HOLD | {"appointment_id": appointment.id})
        .returning(Seat.number)
        .execution_options(synchronize_session=False)
    )
    return session.execute(booked).first() is not None


def let_go_of(session: Session, account_id: int, *, only: bytes | None = None) -> None:
    """End whatever a person holds: choosing another time lets the first one go. `only` is the hash of one hold."""
    theirs = update(Seat).where(Seat.held_by == account_id)
    session.execute((theirs if only is None else theirs.where(Seat.hold_hash == only)).values(NO_HOLD))


def give_back(session: Session, appointment: Appointment) -> list[int]:
    """Free the places of an appointment; returns the slots they are in."""
    freed = (
        update(Seat)
        .where(Seat.appointment_id == appointment.id)
        .values(appointment_id=None)
        .returning(Seat.slot_id)
        .execution_options(synchronize_session=False)
    )
    return list(session.scalars(freed))


def following(session: Session, slot: Slot, count: int) -> list[int]:
    """The slots right after this one with the same person, up to `count` of them without a gap."""
    found: list[int] = []
    end = slot.ends_at
    query = (
        select(Slot.id, Slot.starts_at, Slot.ends_at)
        .where(
            Slot.kind == slot.kind,
            Slot.office == slot.office,
            Slot.staff == slot.staff,
            Slot.starts_at >= slot.ends_at,
            Slot.closed_at.is_(None),
        )
        .order_by(Slot.starts_at)
        .limit(count)
    )
    for slot_id, starts_at, ends_at in session.execute(query):
        if starts_at != end:
            break
        found.append(slot_id)
        end = ends_at
    return found


def drop_holds(session: Session, slot_ids: Collection[int]) -> None:
    """End all holds in these slots."""
    session.execute(update(Seat).where(Seat.slot_id.in_(slot_ids), Seat.hold_hash.is_not(None)).values(NO_HOLD))


def forget_over(session: Session, now: datetime) -> None:
    """Wipe holds that are over long enough. They count as free before that too; this only tidies up."""
    session.execute(update(Seat).where(Seat.held_until <= now - HOLD_REMEMBERED).values(NO_HOLD))
