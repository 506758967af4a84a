"""Holding a time, booking it, changing and cancelling it.

Waiting for a sooner one is in `sooner`, what happens at the office in `counter`, and how times come into the calendar
in `calendar`.
"""

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.core.reference import REFERENCE_TRIES, new_reference
from backend.domain.appointments import queries, seats
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.errors import (
    AppointmentIdTaken,
    HoldForeign,
    HoldOver,
    LongerNotFree,
    NeedUnknown,
    NotBooked,
    OtherKind,
    SlotClosed,
    SlotPast,
    SlotTaken,
    SlotUnknown,
    TooLateToChange,
    TooManyAppointments,
)
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.domain.appointments.rules import (
    AHEAD,
    MOST_AHEAD,
    can_cancel,
    can_change,
    hold_for,
    hold_runs,
)
from backend.domain.appointments.sooner import offer, stop_waiting
from backend.domain.appointments.telling import note_help, plan_reminders, tell, time_until_now
from backend.domain.catalogue.bookables import LONGER
from backend.domain.identity import queries as identity
from backend.domain.identity.actions import TOKEN_BYTES, hash_token
from backend.domain.identity.rules import Helper


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that is kept for somebody until they have answered. Whoever has the token may book it."""

    token: str
    slot: Slot
    until: datetime


def hold(
    session: Session, slot_id: int, account_id: int, now: datetime, *, token: str | None = None, counter: bool = False
) -> Hold:
    """Keep a place for a while (`rules.hold_for`). A person holds one time: another choice lets the first one go.

    A device that makes the token itself may send the same again on a bad line. `counter` is for staff, who may take
    the places kept for them. Raises `SlotUnknown`, `SlotPast`, `SlotClosed`, `SlotTaken` and `HoldForeign`; what the
    person held before is kept then.
    """
    seats.one_at_a_time(session, account_id)
    until = _running(session, hash_token(token), slot_id, account_id, now) if token else None
    token = token or secrets.token_urlsafe(TOKEN_BYTES)
    slot = _bookable(session, queries.slot(session, slot_id), now)
    if until is not None:
        return Hold(token, slot, until)
    seats.let_go_of(session, account_id)
    until = min(now + hold_for(identity.mode_of(session, account_id)), slot.starts_at)
    values = {"hold_hash": hash_token(token), "held_until": until, "held_by": account_id}
    try:
        held = seats.hold_one(session, slot.id, values, now, counter=counter)
    except IntegrityError:  # two people sent the same token in the same moment; the transaction ends here
        raise HoldForeign from None
    if not held:
        raise SlotTaken(alternatives=queries.near(session, slot, now, counter=counter))
    return Hold(token, slot, until)


def hold_again(session: Session, account_id: int, token: str, now: datetime) -> None:
    """Keep a time once more when the hold is over, as long as nobody else took it: who is slow loses nothing.

    A hold that still runs stays as it is, and so does one that is not theirs. Raises `SlotPast` and `SlotClosed`.
    """
    theirs = (Seat.hold_hash == hash_token(token), Seat.held_by == account_id)
    row = session.execute(select(Seat.slot_id, Seat.held_until).where(*theirs)).first()
    if row is not None and not hold_runs(row.held_until, now):
        hold(session, row.slot_id, account_id, now, token=token)


def _running(session: Session, hold_hash: bytes, slot_id: int, account_id: int, now: datetime) -> datetime | None:
    """Until when this very hold runs already, if it does. Raises `HoldForeign` if it is somebody else's."""
    query = select(Seat.slot_id, Seat.held_by, Seat.held_until).where(Seat.hold_hash == hold_hash)
    row = session.execute(query).first()
    if row is None:
        return None
    if row.held_by != account_id:
        raise HoldForeign
    return row.held_until if row.slot_id == slot_id and hold_runs(row.held_until, now) else None


def _bookable(session: Session, slot: Slot | None, now: datetime) -> Slot:
    if slot is None:
        raise SlotUnknown
    if slot.starts_at <= now:
        raise SlotPast
    if slot.closed_at is not None:
        raise SlotClosed(alternatives=queries.near(session, slot, now))
    return slot


def let_go(session: Session, account_id: int, token: str) -> None:
    """End this hold of a person who thought better of it; doing it twice is the same."""
    seats.let_go_of(session, account_id, only=hash_token(token))


def book(
    session: Session,
    diary: Diary,
    account_id: int,
    public_id: uuid.UUID,
    hold_token: str,
    needs: Collection[str],
    now: datetime,
    *,
    booked_by: int | None = None,
    helper: Helper | None = None,
) -> Appointment:
    """Make a held time somebody's appointment; the same id again returns what it booked before.

    `booked_by` is the member of staff who does it for the person, and may hold the time instead of them. `helper` is
    somebody whom the person lets do it, and who has what the person has: no more.
    Raises `HoldOver`, `HoldForeign`, `SlotPast`, `SlotClosed`, `TooManyAppointments`, `NeedUnknown`, `LongerNotFree`
    and `AppointmentIdTaken`.
    """
    seats.one_at_a_time(session, account_id)
    found = queries.find(session, public_id)
    if found is not None:
        if found.account_id != account_id:
            raise AppointmentIdTaken
        return found
    wanted = _known_needs(diary, needs)
    hold_hash = hash_token(hold_token)
    slot = _held_slot(session, hold_hash, {account_id, booked_by}, now)
    if _ahead(session, account_id, now) >= MOST_AHEAD:
        raise TooManyAppointments(most=MOST_AHEAD)
    appointment = _written(session, slot, account_id, public_id, hold_hash, now)
    appointment.booked_by, appointment.by_helper = helper.account_id if helper else booked_by, helper is not None
    if wanted:
        appointment.needs_sealed = vault_of(session).seal(wanted, f"needs:{appointment.id}")
    _take_held(session, diary, appointment, slot, hold_hash, now, longer=LONGER in wanted)
    tell(session, diary, appointment, "booked", now, helper=helper)
    note_help(session, helper, "booked", appointment, now)
    plan_reminders(session, diary, appointment, now)
    return appointment


def _known_needs(diary: Diary, needs: Collection[str]) -> list[str]:
    """The needs in the city's order, each once."""
    if set(needs) - set(diary.bookables.needs):
        raise NeedUnknown
    return [each for each in diary.bookables.needs if each in needs]


def _held_slot(session: Session, hold_hash: bytes, holders: Collection[int | None], now: datetime) -> Slot:
    """The slot of a hold that runs and is one of the holders'; it cannot be closed until this transaction ends."""
    query = select(Seat.slot_id, Seat.held_by, Seat.held_until).where(Seat.hold_hash == hold_hash)
    held = session.execute(query).first()
    if held is not None and held.held_by not in holders:
        raise HoldForeign
    if held is None:
        raise HoldOver
    slot = _bookable(session, seats.open_slot(session, held.slot_id), now)
    if not hold_runs(held.held_until, now):
        raise HoldOver
    return slot


def _ahead(session: Session, account_id: int, now: datetime) -> int:
    query = select(func.count()).where(
        Appointment.account_id == account_id, Appointment.state.in_(AHEAD), Appointment.ends_at > now
    )
    return session.scalar(query) or 0


def _written(
    session: Session,
    slot: Slot,
    account_id: int,
    public_id: uuid.UUID,
    hold_hash: bytes,
    now: datetime,
) -> Appointment:
    """Write the appointment under a reference nobody has; the constraints decide, and another reference is tried."""
    for attempt in range(REFERENCE_TRIES):
        appointment = Appointment(
            public_id=public_id,
            account_id=account_id,
            state="booked",
            reference=new_reference(),
            hold_hash=hold_hash,
            created_at=now,
            changed_at=now,
            version=1,
        )
        move_to(appointment, slot)
        try:
            with session.begin_nested():
                session.add(appointment)
                session.flush()
        except IntegrityError:
            if queries.find(session, public_id) is not None:
                raise AppointmentIdTaken from None
            if attempt == REFERENCE_TRIES - 1:
                raise
        else:
            return appointment
    raise AssertionError("unreachable")


def move_to(appointment: Appointment, slot: Slot) -> None:
    """Write a slot's facts into an appointment."""
    for name in ("kind", "office", "staff", "day", "starts_at", "ends_at", "change_until"):
        setattr(appointment, name, getattr(slot, name))


def _take_held(
    session: Session,
    diary: Diary,
    appointment: Appointment,
    slot: Slot,
    hold_hash: bytes,
    now: datetime,
    *,
    longer: bool,
) -> None:
    """Turn the hold into the appointment's place, with the places after it for a longer visit."""
    if not seats.turn_into_booking(session, hold_hash, appointment, now):
        raise HoldOver
    if not take_longer(session, diary, appointment, slot, now, longer=longer):
        in_a_row, counter = diary.in_a_row(slot.kind, longer=longer), _by_staff(appointment)
        raise LongerNotFree(alternatives=queries.near(session, slot, now, counter=counter, in_a_row=in_a_row))


def take_longer(
    session: Session, diary: Diary, appointment: Appointment, slot: Slot, now: datetime, *, longer: bool
) -> bool:
    """Take the places after the first that a longer visit needs; returns whether all were free."""
    more = diary.in_a_row(slot.kind, longer=longer) - 1
    if not more:
        return True
    after = seats.following(session, slot, more)
    for slot_id in after:
        last = seats.open_slot(session, slot_id)
        if last is None or not seats.book_one(session, slot_id, appointment, now, counter=_by_staff(appointment)):
            return False
        appointment.ends_at = last.ends_at
    session.flush()
    return len(after) == more


def _by_staff(appointment: Appointment) -> bool:
    return appointment.booked_by is not None and not appointment.by_helper


def hold_to_room(session: Session, diary: Diary, slot: Slot, now: datetime, needs: Collection[str]) -> None:
    """Say at once that a visit with these needs does not fit at a time, before anything is booked.

    Raises `LongerNotFree`.
    """
    in_a_row = diary.in_a_row(slot.kind, longer=LONGER in needs)
    if not queries.has_room_after(session, slot, now, in_a_row):
        raise LongerNotFree(alternatives=queries.near(session, slot, now, in_a_row=in_a_row))


def change(
    session: Session,
    diary: Diary,
    appointment: Appointment,
    hold_token: str,
    now: datetime,
    *,
    by: int | None = None,
    helper: Helper | None = None,
) -> Appointment:
    """Move an appointment to a held time, and free the old one. The same change twice is one.

    `by` is the member of staff who does it: they may do so past the person's limit, and hold the time. `helper` is
    somebody whom the person lets do it.
    Raises `TooLateToChange`, `NotBooked`, `OtherKind`, `HoldOver`, `HoldForeign`, `SlotPast`, `SlotClosed`
    and `LongerNotFree`.
    """
    seats.one_at_a_time(session, appointment.account_id)
    hold_hash = hash_token(hold_token)
    session.refresh(appointment)
    if appointment.hold_hash == hold_hash:
        return appointment
    slot = _held_slot(session, hold_hash, {appointment.account_id, by}, now)
    session.refresh(appointment, with_for_update=True)
    _hold_to_limit(appointment, by is not None or can_change(appointment, now))
    if slot.kind != appointment.kind:
        raise OtherKind
    was, longer = time_until_now(diary, appointment), queries.takes_longer(session, appointment)
    freed = seats.give_back(session, appointment)
    move_to(appointment, slot)
    appointment.version += 1
    appointment.changed_at, appointment.hold_hash = now, hold_hash
    _take_held(session, diary, appointment, slot, hold_hash, now, longer=longer)
    stop_waiting(session, appointment, now)
    tell(session, diary, appointment, "changed", now, helper=helper, **was)
    note_help(session, helper, "changed", appointment, now)
    plan_reminders(session, diary, appointment, now)
    offer(session, diary, freed, now)
    return appointment


def _hold_to_limit(appointment: Appointment, may: bool) -> None:  # noqa: FBT001  (the answer of a rule)
    if appointment.state != "booked":
        raise NotBooked
    if not may:
        raise TooLateToChange


def cancel(
    session: Session,
    diary: Diary,
    appointment: Appointment,
    now: datetime,
    *,
    by: int | None = None,
    helper: Helper | None = None,
) -> Appointment:
    """Cancel an appointment, free its place and offer it to who waits. Twice is the same.

    `by` is the member of staff who does it: they may do so past the person's limit. `helper` is somebody whom the
    person lets do it.
    Raises `TooLateToChange` and `NotBooked`.
    """
    session.refresh(appointment, with_for_update=True)
    if appointment.state == "cancelled":
        return appointment
    _hold_to_limit(appointment, by is not None or can_cancel(appointment, now))
    appointment.state, appointment.changed_at = "cancelled", now
    session.flush()
    freed = seats.give_back(session, appointment)
    stop_waiting(session, appointment, now)
    tell(session, diary, appointment, "cancelled", now, helper=helper)
    note_help(session, helper, "cancelled", appointment, now)
    offer(session, diary, freed, now)
    return appointment
