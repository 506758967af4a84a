"""At the office: saying 'I am here', being called, served or missed, and coming without an appointment."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.core.errors import FieldError
from backend.domain.appointments import actions, office_day, queries, seats
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.errors import (
    AppointmentIdTaken,
    AtHome,
    NoRoomToday,
    NotBooked,
    NotTheDay,
    NotThere,
    SlotTaken,
    StaffUnknown,
)
from backend.domain.appointments.models import Appointment, Slot
from backend.domain.appointments.rules import LONGEST_NOTE, can_arrive
from backend.domain.appointments.sooner import stop_waiting
from backend.domain.appointments.telling import note_help, tell
from backend.domain.catalogue.bookables import LONGER
from backend.domain.identity import actions as identity
from backend.domain.identity.rules import Helper

TICKET_TRIES = 20
"""People who arrive in the same moment want the same number; all but one try the next."""
WALK_IN_TRIES = 3


def arrive(
    session: Session, diary: Diary, appointment: Appointment, now: datetime, *, helper: Helper | None = None
) -> Appointment:
    """Note that a person is here, and give them the day's next number. Saying it twice is the same.

    Raises `NotBooked` and `NotTheDay`, and `NotThere` where the office comes to the person.
    """
    session.refresh(appointment, with_for_update=True)
    if diary.at_home(appointment.kind):
        raise NotThere
    if appointment.state in {"arrived", "called"}:
        return appointment
    if appointment.state != "booked":
        raise NotBooked
    if not can_arrive(appointment, diary.today(now, appointment.office)):
        raise NotTheDay
    appointment.state, appointment.arrived_at = "arrived", now
    stop_waiting(session, appointment, now)
    _give_ticket(session, appointment)
    note_help(session, helper, "arrived", appointment, now)
    return appointment


def _give_ticket(session: Session, appointment: Appointment) -> None:
    """Give the next number of the office's day; the unique constraint decides who has it."""
    last = select(func.max(Appointment.ticket)).where(
        Appointment.office == appointment.office, Appointment.day == appointment.day
    )
    for attempt in range(TICKET_TRIES):
        ticket = (session.scalar(last) or 0) + 1
        try:
            with session.begin_nested():
                appointment.ticket = ticket
                session.flush()
        except IntegrityError:
            if attempt == TICKET_TRIES - 1:
                raise
        else:
            return


def call_next(
    session: Session,
    diary: Diary,
    office: str,
    staff_account: int,
    now: datetime,
    *,
    kind: str | None = None,
    staff: str | None = None,
    counter: str | None = None,
) -> Appointment | None:
    """Call whoever is next of those who are here, by their time; None if nobody waits.

    Two members of staff who call at once never call the same person. `counter` is where to come, such as 'Window 3'.
    """
    query = (
        select(Appointment)
        .where(
            Appointment.office == office, Appointment.day == diary.today(now, office), Appointment.state == "arrived"
        )
        .order_by(Appointment.starts_at, Appointment.arrived_at, Appointment.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if kind is not None:
        query = query.where(Appointment.kind == kind)
    if staff is not None:
        query = query.where(Appointment.staff == staff)
    found = session.scalar(query)
    return None if found is None else _call(session, diary, found, staff_account, now, counter)


def call_next_once(
    session: Session,
    diary: Diary,
    office: str,
    staff_account: int,
    now: datetime,
    *,
    kind: str | None = None,
    staff: str | None = None,
    counter: str | None = None,
) -> Appointment | None:
    """The same, unless this member of staff has called somebody who is neither served nor missed yet: then it is they.

    So asking again on a bad line calls nobody twice.
    """
    seats.one_at_a_time(session, staff_account)
    found = office_day.called_by(session, office, diary.today(now, office), staff_account)
    return found or call_next(session, diary, office, staff_account, now, kind=kind, staff=staff, counter=counter)


def call(
    session: Session, diary: Diary, appointment: Appointment, staff_account: int, now: datetime, *, counter: str | None
) -> Appointment:
    """Call one person who is here, or call them once more. Raises `NotThere`."""
    session.refresh(appointment, with_for_update=True)
    if appointment.state not in {"arrived", "called"}:
        raise NotThere
    return _call(session, diary, appointment, staff_account, now, counter)


def _call(
    session: Session, diary: Diary, appointment: Appointment, staff_account: int, now: datetime, counter: str | None
) -> Appointment:
    first = appointment.called_at is None
    appointment.state, appointment.called_by, appointment.counter = "called", staff_account, counter
    if first:  # how long somebody waited counts until the first call
        appointment.called_at = now
    session.flush()
    tell(session, diary, appointment, "called", now, once_per=counter or "", counter=counter)
    return appointment


def serve(session: Session, diary: Diary, appointment: Appointment, now: datetime) -> Appointment:
    """Note that the visit took place. Twice is the same.

    Raises `NotThere` for somebody who has not come, and before the time of a visit at home, to which nobody comes.
    """
    session.refresh(appointment, with_for_update=True)
    if appointment.state != "served":
        visited = appointment.state == "booked" and diary.at_home(appointment.kind) and appointment.starts_at <= now
        if not visited and appointment.state not in {"arrived", "called"}:
            raise NotThere
        appointment.state, appointment.ended_at = "served", now
        session.flush()
        stop_waiting(session, appointment, now)  # who is visited at home never said 'I am here'
    return appointment


def miss(session: Session, diary: Diary, appointment: Appointment, now: datetime) -> Appointment:
    """Note that a person did not come, and tell them kindly how to book again. Twice is the same.

    Raises `NotThere` before their time has come, or when the visit is over or cancelled.
    """
    session.refresh(appointment, with_for_update=True)
    if appointment.state == "missed":
        return appointment
    if appointment.state not in {"booked", "arrived", "called"} or appointment.starts_at > now:
        raise NotThere
    appointment.state, appointment.ended_at = "missed", now
    session.flush()
    stop_waiting(session, appointment, now)
    tell(session, diary, appointment, "missed", now)
    return appointment


def others(diary: Diary, appointment: Appointment) -> list[str]:
    """Whom a visit can be handed on to at its office, by name; an empty name is whoever is free."""
    here = {each.staff for each in diary.bookables.schedules if each.office == appointment.office}
    return sorted((here | {""}) - {appointment.staff})


def transfer(session: Session, diary: Diary, appointment: Appointment, staff: str, now: datetime) -> Appointment:
    """Hand a person who is here on to somebody else at the office; they wait there in the order of their time.

    `staff` is one of `others`; whoever has the visit already keeps it as it is. Raises `NotThere` and `StaffUnknown`.
    """
    session.refresh(appointment, with_for_update=True)
    if appointment.state not in {"arrived", "called"}:
        raise NotThere
    if staff == appointment.staff:
        return appointment
    if staff not in others(diary, appointment):
        raise StaffUnknown((FieldError("staff", "/staff", StaffUnknown.message),))
    appointment.state, appointment.staff, appointment.counter = "arrived", staff, None
    appointment.changed_at = now
    session.flush()
    return appointment


def write_note(session: Session, appointment: Appointment, text: str) -> None:
    """Keep what staff note about a visit, sealed; an empty text takes the note away."""
    words = " ".join(text.split())[:LONGEST_NOTE]
    appointment.note_sealed = vault_of(session).seal(words, f"note:{appointment.id}") if words else None
    session.flush()


def person_at_counter(session: Session, number: str | None, public_id: uuid.UUID, now: datetime) -> int:
    """The account of whoever is booked for under this id, by their phone number (E.164).

    Who has no phone has an account for this one appointment: they find it again by the reference on their slip.
    """
    if number is not None:
        return identity.account_for(session, number, now)
    found = queries.find(session, public_id)
    return found.account_id if found is not None else identity.account_without_phone(session, now)


def book_for(
    session: Session,
    diary: Diary,
    slot_id: int,
    account_id: int,
    public_id: uuid.UUID,
    needs: Collection[str],
    now: datetime,
    *,
    staff_account: int,
) -> Appointment:
    """Book for a person on the telephone or at the counter, also a place kept for staff.

    The same id again changes nothing, and returns what it booked before.
    The hold is the member of staff's, so that what the person holds themself stays theirs. Raises what `actions.hold`
    and `actions.book` raise.
    """
    seats.one_at_a_time(session, staff_account)
    found = _booked_before(session, account_id, public_id)
    if found is not None:
        return found
    held = actions.hold(session, slot_id, staff_account, now, counter=True)
    return actions.book(session, diary, account_id, public_id, held.token, needs, now, booked_by=staff_account)


def _booked_before(session: Session, account_id: int, public_id: uuid.UUID) -> Appointment | None:
    found = queries.find(session, public_id)
    if found is not None and found.account_id != account_id:
        raise AppointmentIdTaken
    return found


def change_for(
    session: Session, diary: Diary, appointment: Appointment, slot_id: int, now: datetime, *, staff_account: int
) -> Appointment:
    """Move a person to another time, also past their own limit. Who has that time already keeps it.

    Raises what `actions.hold` and `actions.change` raise.
    """
    for account_id in (staff_account, appointment.account_id):
        seats.one_at_a_time(session, account_id)
    session.refresh(appointment)
    if appointment.state != "booked":
        raise NotBooked
    if _is_at(appointment, queries.slot(session, slot_id)):
        return appointment
    held = actions.hold(session, slot_id, staff_account, now, counter=True)
    return actions.change(session, diary, appointment, held.token, now, by=staff_account)


def _is_at(appointment: Appointment, slot: Slot | None) -> bool:
    """Whether an appointment begins in this very slot."""
    names = ("kind", "office", "staff", "starts_at")
    return slot is not None and all(getattr(slot, name) == getattr(appointment, name) for name in names)


def walk_in(
    session: Session,
    diary: Diary,
    office: str,
    kind: str,
    account_id: int,
    public_id: uuid.UUID,
    needs: Collection[str],
    now: datetime,
    *,
    staff_account: int,
) -> Appointment:
    """Take in somebody who came without an appointment: the next free time of today, and they are here.

    The same id again returns what it booked. Raises `AtHome`, `NoRoomToday`, and what `actions.book` raises.
    """
    if diary.at_home(kind):
        raise AtHome
    seats.one_at_a_time(session, staff_account)
    found = _booked_before(session, account_id, public_id)
    if found is not None:
        return found
    for _ in range(WALK_IN_TRIES):
        free = queries.soonest(
            session,
            kind,
            now,
            offices=[office],
            limit=1,
            counter=True,
            in_a_row=diary.in_a_row(kind, longer=LONGER in needs),
        )
        if not free or diary.today(free[0].starts_at, office) != diary.today(now, office):
            break
        try:
            with session.begin_nested():
                held = actions.hold(session, free[0].slot_id, staff_account, now, counter=True)
        except SlotTaken:
            continue
        appointment = actions.book(
            session, diary, account_id, public_id, held.token, needs, now, booked_by=staff_account
        )
        return arrive(session, diary, appointment, now)
    raise NoRoomToday(alternatives=queries.soonest(session, kind, now, limit=5, counter=True))
