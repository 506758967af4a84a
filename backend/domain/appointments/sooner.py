"""Waiting for a sooner time, and offering one that was freed to whoever has waited longest."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from backend.core.database import insert_once
from backend.domain.appointments import queries
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.errors import NotBooked
from backend.domain.appointments.models import Appointment, Seat, Slot, Waiting
from backend.domain.appointments.rules import LEAST_NOTICE
from backend.domain.appointments.telling import note_help, tell, time_until_now, values_of_time
from backend.domain.identity.rules import Helper

MOST_ASKED = 20
"""So many who wait are looked at for one that a freed time fits."""


def wait_for_sooner(
    session: Session,
    appointment: Appointment,
    now: datetime,
    *,
    anywhere: bool = False,
    helper: Helper | None = None,
) -> None:
    """Ask to be told once when a sooner time is free, at this office or anywhere. Asking twice is the same.

    Raises `NotBooked`.
    """
    if appointment.state != "booked" or appointment.starts_at <= now:
        raise NotBooked
    values = {
        "account_id": appointment.account_id,
        "appointment_id": appointment.id,
        "kind": appointment.kind,
        "office": None if anywhere else appointment.office,
        "before": appointment.starts_at,
        "created_at": now,
    }
    if insert_once(session, Waiting, values):
        note_help(session, helper, "waiting", appointment, now)


def stop_waiting(session: Session, appointment: Appointment, now: datetime, *, helper: Helper | None = None) -> None:
    """Wait no more; doing it twice is the same."""
    gone = delete(Waiting).where(Waiting.appointment_id == appointment.id).returning(Waiting.id)
    if session.scalar(gone) is not None:
        note_help(session, helper, "not_waiting", appointment, now)


def offer(session: Session, diary: Diary, slot_ids: Collection[int], now: datetime) -> None:
    """Tell of each freed time whoever has waited longest for one like it. It is theirs if they take it first."""
    for slot_id in slot_ids:
        slot = session.get(Slot, slot_id)
        if slot is not None and slot.closed_at is None and slot.starts_at > now + LEAST_NOTICE:
            _offer(session, diary, slot, now)


def _offer(session: Session, diary: Diary, slot: Slot, now: datetime) -> None:
    free = select(Seat.number).where(Seat.slot_id == slot.id, queries.is_free(now)).limit(1)
    if session.scalar(free) is None:
        return
    in_turn = (
        select(Waiting.id, Waiting.appointment_id)
        .where(
            Waiting.kind == slot.kind,
            or_(Waiting.office.is_(None), Waiting.office == slot.office),
            Waiting.before > slot.starts_at,
        )
        .order_by(Waiting.id)
        .limit(MOST_ASKED)
    )
    for waiting_id, appointment_id in session.execute(in_turn).all():
        appointment = session.get(Appointment, appointment_id)
        if appointment is not None and _fits(session, diary, appointment, slot, now) and _is_first(session, waiting_id):
            _tell_of(session, diary, appointment, slot, now)
            return


def _is_first(session: Session, waiting_id: int) -> bool:
    """Take somebody off the list, unless another freed time is just being offered to them."""
    mine = select(Waiting).where(Waiting.id == waiting_id).with_for_update(skip_locked=True)
    waiting = session.scalar(mine)
    if waiting is None:
        return False
    session.delete(waiting)
    session.flush()
    return True


def _fits(session: Session, diary: Diary, appointment: Appointment, slot: Slot, now: datetime) -> bool:
    """Whether somebody's visit has room at a time: a longer one needs what comes after it too."""
    in_a_row = diary.in_a_row(slot.kind, longer=queries.takes_longer(session, appointment))
    return queries.has_room_after(session, slot, now, in_a_row)


def _tell_of(session: Session, diary: Diary, appointment: Appointment, slot: Slot, now: datetime) -> None:
    tell(
        session,
        diary,
        appointment,
        "sooner",
        now,
        once_per=str(slot.id),
        link=f"/appointments/{appointment.public_id}/change?slot={slot.id}",
        **values_of_time(diary, slot.kind, slot.office, slot.starts_at),
        **time_until_now(diary, appointment),
    )
