"""A small clinic to book at: its plan, its people, and the moment it is."""

import dataclasses
import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from backend.domain.appointments import actions, calendar, queries
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.domain.catalogue.bookables import Bookable, Bookables, Schedule
from backend.domain.catalogue.hours import Holiday
from backend.domain.identity import actions as identity
from backend.domain.inbox import queries as inbox
from backend.domain.inbox.models import Message
from backend.parts import Parts
from push.timing import QuietHours

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
"""A Monday morning."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HILL, QUAY = "hill-clinic", "quay-clinic"
VISIT = "clinic-visit"
QUIET = QuietHours(time(21), time(8), ZoneInfo("Europe/London"))


def kind(**changes: object) -> Bookable:
    made = Bookable(VISIT, "See a doctor", "A visit.", 15, 30, ("Your card",), (HILL, QUAY), 2, 14)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def plan(**changes: object) -> Schedule:
    made = Schedule(HILL, VISIT, "", WEEK, time(10), time(12), 1, 0, 0)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


class Clinic:
    """Parts whose city books what a test says, and short words for what people do there."""

    def __init__(self, parts: Parts) -> None:
        self.base = parts
        self.plan(plan())

    def plan(self, *schedules: Schedule, closed: tuple[Holiday, ...] = (), of: Bookable | None = None) -> None:
        bookables = Bookables({VISIT: of or kind()}, schedules, ("interpreter", "longer"))
        offices = {
            each.id: dataclasses.replace(each, closed=tuple(day for day in closed if day.office in {None, each.id}))
            for each in self.base.content.offices.values()
        }
        content = dataclasses.replace(self.base.content, bookables=bookables, offices=offices)
        self.parts = dataclasses.replace(self.base, content=content, quiet_hours=QUIET)
        self.diary = Diary(content, QUIET)

    def open(self, today: date | None = None) -> int:
        with self.parts.writing() as session:
            return calendar.open_slots(session, self.parts.content, today or NOW.date())

    def person(self, number: int = 1) -> int:
        with self.parts.writing() as session:
            return identity.account_for(session, f"+44770090{number:04}", NOW)

    def slots(self, office: str = HILL) -> list[Slot]:
        with self.parts.reading() as session:
            query = select(Slot).where(Slot.office == office, Slot.starts_at > NOW)
            return list(session.scalars(query.order_by(Slot.starts_at, Slot.id)))

    def slot(self, number: int = 0, office: str = HILL) -> int:
        return self.slots(office)[number].id

    def hold(self, slot: int, account: int, now: datetime = NOW, *, counter: bool = False) -> actions.Hold:
        with self.parts.writing() as session:
            return actions.hold(session, slot, account, now, counter=counter)

    def book_held(
        self,
        account: int,
        token: str,
        now: datetime = NOW,
        *,
        needs: tuple[str, ...] = (),
        public_id: uuid.UUID | None = None,
        booked_by: int | None = None,
    ) -> Appointment:
        with self.parts.writing() as session:
            return actions.book(
                session, self.diary, account, public_id or uuid.uuid4(), token, needs, now, booked_by=booked_by
            )

    def book(self, slot: int, account: int, now: datetime = NOW, *, needs: tuple[str, ...] = ()) -> Appointment:
        return self.book_held(account, self.hold(slot, account, now).token, now, needs=needs)

    def cancel(self, found: Appointment, now: datetime = NOW, *, by: int | None = None) -> Appointment:
        with self.parts.writing() as session:
            return actions.cancel(session, self.diary, self.again(session, found), now, by=by)

    def change(self, found: Appointment, token: str, now: datetime = NOW, *, by: int | None = None) -> Appointment:
        with self.parts.writing() as session:
            return actions.change(session, self.diary, self.again(session, found), token, now, by=by)

    @staticmethod
    def again(session: object, found: Appointment) -> Appointment:
        return queries.at_desk(session, found.public_id)  # type: ignore[arg-type]

    def now_is(self, found: Appointment) -> Appointment:
        with self.parts.reading() as session:
            return queries.at_desk(session, found.public_id)

    def seats(self, slot: int) -> list[Seat]:
        with self.parts.reading() as session:
            return list(session.scalars(select(Seat).where(Seat.slot_id == slot).order_by(Seat.number)))

    def booked(self, slot: int) -> int:
        return len([seat for seat in self.seats(slot) if seat.appointment_id is not None])

    def soonest(self, now: datetime = NOW, **wishes: object) -> list[queries.Free]:
        with self.parts.reading() as session:
            return queries.soonest(session, VISIT, now, **wishes)  # type: ignore[arg-type]

    def told(self, account: int) -> list[str]:
        """The kinds of messages a person has, oldest first."""
        with self.parts.reading() as session:
            return list(session.scalars(select(Message.kind).where(Message.account_id == account).order_by(Message.id)))

    def letter(self, account: int) -> dict[str, object]:
        """What the newest message is about."""
        with self.parts.reading() as session:
            found = inbox.messages(session, account)[0]
            return inbox.values_of(session, found) | {"kind": found.kind, "link": found.link}

    def close(self, day: date, now: datetime = NOW, office: str = HILL) -> calendar.Closed:
        with self.parts.writing() as session:
            return calendar.close_day(session, self.diary, office, day, "The heating is broken", now)

    def wrong_clock(self, slot: int, until: datetime) -> None:
        """Let a running hold be one that a machine with a wrong clock made."""
        with self.parts.writing() as session:
            session.execute(update(Seat).where(Seat.slot_id == slot).values(held_until=until))


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
