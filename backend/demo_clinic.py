"""The demo clinic's last week and next days: made-up people who booked, came, were called, or did not come.

It is all done by the actions that citizens and staff use, at the moments at which they would have done it.
"""

import random
import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core.outbox import OutboxRow
from backend.domain.appointments import actions, calendar, counter
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment, Slot
from backend.domain.identity import actions as identity

OFFICE = "hill-clinic"
NUMBERS = [f"+447700900{number}" for number in range(400, 460)]
"""Of the range that is kept for stories; nobody has them."""
STAFF_NUMBER = "+447700900201"
DAYS_BACK, DAYS_ON, A_DAY = 6, 3, 7
EARLY, VISIT = timedelta(minutes=8), timedelta(minutes=12)
LATEST = timedelta(minutes=25)
DID_NOT_COME = 0.1


def live_a_week(session: Session, diary: Diary, now: datetime) -> int:
    """Let the demo clinic have had a week, unless somebody has booked already; returns the number of appointments."""
    if session.scalar(select(Appointment.id).limit(1)) is not None or OFFICE not in diary.content.offices:
        return 0
    waiting = session.scalar(select(func.max(OutboxRow.id))) or 0
    done = _week(session, diary, now)
    # These people have no phones that could ring.
    session.execute(delete(OutboxRow).where(OutboxRow.id > waiting))
    return done


def _week(session: Session, diary: Diary, now: datetime) -> int:
    today = diary.today(now, OFFICE)
    calendar.open_slots(session, diary.content, today - timedelta(days=DAYS_BACK), office=OFFICE)
    chance = random.Random(OFFICE)  # noqa: S311  (a story that is the same each time, not a secret)
    numbers = iter(NUMBERS)
    done = 0
    for ahead in range(-DAYS_BACK, DAYS_ON + 1):
        for slot in _some(session, today + timedelta(days=ahead), chance):
            number = next(numbers, None)
            if number is None:
                return done
            _visit(session, diary, slot, number, now, chance)
            done += 1
    return done


def _some(session: Session, day: date, chance: random.Random) -> list[Slot]:
    """A few times of a day, in their order."""
    slots = list(session.scalars(select(Slot).where(Slot.office == OFFICE, Slot.day == day).order_by(Slot.id)))
    return sorted(chance.sample(slots, min(A_DAY, len(slots))), key=lambda slot: slot.starts_at)


def _visit(session: Session, diary: Diary, slot: Slot, number: str, now: datetime, chance: random.Random) -> None:
    """One appointment as far as it has come by now: booked a day before, and what happened on the day."""
    booked_at = min(slot.starts_at - timedelta(days=1), now)
    account = identity.account_for(session, number, booked_at)
    needs = ("companion",) if chance.random() < DID_NOT_COME else ()
    if slot.starts_at <= booked_at:
        return
    held = actions.hold(session, slot.id, account, booked_at)
    public_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{OFFICE} {slot.id}")
    found = actions.book(session, diary, account, public_id, held.token, needs, booked_at)
    wait = chance.random() * LATEST
    if slot.starts_at - EARLY > now:
        return
    if chance.random() < DID_NOT_COME and slot.ends_at < now:
        counter.miss(session, diary, found, slot.ends_at)
        return
    counter.arrive(session, diary, found, slot.starts_at - EARLY)
    if slot.starts_at + wait + VISIT < now:
        staff = identity.account_for(session, STAFF_NUMBER, now)
        counter.call(session, diary, found, staff, slot.starts_at + wait, counter="Room 2")
        counter.serve(session, diary, found, slot.starts_at + wait + VISIT)
