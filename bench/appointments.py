"""What appointments cost: finding the soonest among many offices, and booking. `python -m bench.appointments`.

A city of 200 offices with 60 days open, twelve times a day and two places each: 144,000 times. Everything that can be
found in the first 30 days is then taken, so that the search must pass over it. SQLite, in this process.
"""

import dataclasses
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from sqlalchemy import insert, select, update

from backend import migrations
from backend.config import ROOT, load
from backend.core.database import Database
from backend.domain.appointments import actions, calendar, queries
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.domain.appointments.rules import HOLD_FOR
from backend.domain.catalogue.bookables import DAYS, Bookable, Bookables, Schedule
from backend.domain.catalogue.city import Content, load_content
from backend.domain.identity import actions as identity

OFFICES = tuple(f"office-{number}" for number in range(200))
KIND = "visit"
NOW = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
RUNS = 20
Row = tuple[str, str]


def rows() -> Iterator[Row]:
    """Each measurement: what was measured, and milliseconds in words."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load({"HANDRAIL_HOME": folder})
        migrations.migrate(settings.database_url)
        database = Database(settings.database_url, settings.vault())
        content = _city()
        with database.writing() as session:
            calendar.open_slots(session, content, NOW.date())
        yield from _finding(database, "nothing is taken")
        _take(database, NOW + timedelta(days=30))
        yield from _finding(database, "30 days are taken")
        yield from _booking(database, Diary(content))
        database.close()


def _city() -> Content:
    """Harbour City with 200 offices; at each a doctor, and times with nobody in particular."""
    content = load_content(Path(ROOT) / "content")
    kind = Bookable(KIND, "A visit", "A visit.", 30, 60, (), OFFICES, 2, 59)
    morning, noon, evening = clock_time(9), clock_time(12), clock_time(15)
    schedules = [
        each
        for office in OFFICES
        for each in (
            Schedule(office, KIND, "", DAYS, morning, noon, 2, 0, 0),
            Schedule(office, KIND, f"Doctor of {office}", DAYS, noon, evening, 2, 0, 0),
        )
    ]
    return dataclasses.replace(content, bookables=Bookables({KIND: kind}, tuple(schedules), (), ("longer",)))


def _finding(database: Database, when: str) -> Iterator[Row]:
    near = OFFICES[40:45]
    wishes: dict[str, dict[str, object]] = {
        "the soonest of all": {},
        "the soonest at five offices near me": {"offices": near},
        "the soonest afternoon": {"part": "afternoon"},
        "the soonest with my doctor": {"staff": "Doctor of office-150", "offices": [OFFICES[150]]},
    }
    for name, wish in wishes.items():

        def find(wish: dict[str, object] = wish) -> None:
            with database.reading() as session:
                assert queries.soonest(session, KIND, NOW, **wish)  # type: ignore[arg-type]

        yield f"{name}, {when}", _milliseconds(find, time.perf_counter)

    def days() -> None:
        with database.reading() as session:
            assert queries.days_with_space(session, KIND, OFFICES[7], NOW)

    yield f"the days of one office, {when}", _milliseconds(days, time.perf_counter)


def _take(database: Database, until: datetime) -> None:
    """Let every place before a moment be booked, at once."""
    with database.writing() as session:
        account = identity.account_for(session, "+447700900199", NOW)
        facts = [
            getattr(Slot, name) for name in ("kind", "office", "staff", "day", "starts_at", "ends_at", "change_until")
        ]
        query = select(Seat.slot_id, Seat.number, *facts).join(Slot, Slot.id == Seat.slot_id)
        places = session.execute(query.where(Seat.starts_at < until)).mappings().all()
        same = {
            "account_id": account,
            "state": "booked",
            "version": 1,
            "hold_hash": b"",
            "created_at": NOW,
            "changed_at": NOW,
        }
        made = [
            {key: place[key] for key in place if key not in {"slot_id", "number"}}
            | same
            | {"id": place["slot_id"] * 2 + place["number"], "public_id": uuid.uuid4(), "reference": f"{number:08}"}
            for number, place in enumerate(places)
        ]
        session.execute(insert(Appointment), made)
        taken = update(Seat).where(Seat.starts_at < until)
        session.execute(taken.values(appointment_id=Seat.slot_id * 2 + Seat.number))


def _booking(database: Database, diary: Diary) -> Iterator[Row]:
    after = NOW + timedelta(days=31)
    with database.writing() as session:
        people = [identity.account_for(session, f"+4477009002{number:02}", NOW) for number in range(RUNS)]
        free = queries.soonest(session, KIND, NOW, after=after, limit=RUNS)
    held: list[actions.Hold] = []
    turns = iter(zip(people, free, strict=True))

    def hold() -> None:
        account, each = next(turns)
        with database.writing() as session:
            held.append(actions.hold(session, each.slot_id, account, NOW))

    yield "hold a time, CPU", _milliseconds(hold, time.process_time)
    booked = iter(zip(people, held, strict=True))

    def book() -> None:
        account, each = next(booked)
        with database.writing() as session:
            actions.book(session, diary, account, uuid.uuid4(), each.token, (), NOW + HOLD_FOR / 2)

    yield "book it, with its message and reminders, CPU", _milliseconds(book, time.process_time)


def _milliseconds(call: Callable[[], None], timer: Callable[[], float]) -> str:
    times = []
    for _ in range(RUNS):
        began = timer()
        call()
        times.append((timer() - began) * 1000)
    return f"median {statistics.median(times):.1f} ms, most {max(times):.1f} ms"


if __name__ == "__main__":
    for what, took in rows():
        print(f"| {what} | {took} |")
