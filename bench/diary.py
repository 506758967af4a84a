"""What appointments cost: finding the soonest time in a large city, booking it, and a thousand people on one time.

It works on the actions themselves, on databases of both kinds; what the doors add is in `rates`.
"""

import dataclasses
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time as wall
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select, update

from backend.config import load
from backend.domain.appointments import actions, calendar, queries
from backend.domain.appointments.models import Seat
from backend.domain.appointments.rules import HOLD_FOR
from backend.domain.catalogue.bookables import Bookables, Schedule
from backend.parts import build
from tests.databases import postgresql, sqlite
from tests.domain.appointments.clinic import NOW, VISIT, WEEK, Clinic, kind, plan
from tests.domain.appointments.crowd import Rush, crowd, rush

OFFICES, DAYS = 200, 60
FIND_TIMES = 60
BOOKINGS = 200
FULL = 0.95
"""Of the places of the first weeks, as in a city where the soonest time is hard to find."""
FULL_DAYS = 30
DOCTOR = "Dr Mei Wong"
MAKERS = {"SQLite": sqlite, "PostgreSQL": postgresql}


@dataclass
class Seen:
    """What one kind of database saw: milliseconds of each way to find, and of holding and booking one time."""

    slots: int = 0
    opened_in: float = 0
    finding: dict[str, list[float]] = field(default_factory=dict)
    booking: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    rush: Rush | None = None


def measure(home: Path) -> dict[str, Seen]:
    """Measure both kinds of database; raises what a server that cannot start raises."""
    found = {}
    for name, make in MAKERS.items():
        folder = home / name
        folder.mkdir(parents=True)
        with make(folder) as fresh:
            print(f"diary: {name}", file=sys.stderr)
            found[name] = _kind(folder, fresh)
    return found


def _kind(folder: Path, fresh: Callable[[], str]) -> Seen:
    seen = Seen()
    clinic = _clinic(folder, fresh())
    try:
        people = crowd(clinic)
        _large_city(clinic, seen)
        _fill(clinic, people[-1])
        _find(clinic, seen)
        _book(clinic, seen, people[:BOOKINGS])
    finally:
        clinic.parts.close()
    small = _clinic(folder, fresh())
    try:
        small.plan(plan(capacity=3))
        small.open()
        seen.rush = rush(small, small.slot())
    finally:
        small.parts.close()
    return seen


def _clinic(folder: Path, url: str) -> Clinic:
    return Clinic(build(load({"HANDRAIL_HOME": str(folder), "HANDRAIL_DATABASE_URL": url})))


def _offices() -> list[str]:
    return [f"office-{number}" for number in range(OFFICES)]


def _large_city(clinic: Clinic, seen: Seen) -> None:
    """Two hundred offices with a doctor in the morning and whoever is there in the afternoon, and few places left."""
    ids = _offices()
    schedules: list[Schedule] = []
    for office in ids:
        doctor = DOCTOR if office == ids[-1] else f"Dr {office}"
        schedules.append(Schedule(office, VISIT, doctor, WEEK[:5], wall(9), wall(12), 1, 0, 0))
        schedules.append(Schedule(office, VISIT, "", WEEK[:5], wall(13), wall(16), 2, 0, 0))
    visit = kind(offices=tuple(ids), days_ahead=DAYS)
    bookables = Bookables({VISIT: visit}, tuple(schedules), ("interpreter", "longer"))
    clinic.parts = dataclasses.replace(
        clinic.parts, content=dataclasses.replace(clinic.parts.content, bookables=bookables)
    )
    clinic.diary = dataclasses.replace(clinic.diary, content=clinic.parts.content)
    began = time.perf_counter()
    for office in ids:  # one transaction for each office, as the worker does it
        with clinic.parts.writing() as session:
            seen.slots += calendar.open_slots(session, clinic.parts.content, NOW.date(), office=office)
    with clinic.parts.writing() as session:
        calendar.tell_planner(session)
    seen.opened_in = time.perf_counter() - began


def _fill(clinic: Clinic, person: int) -> None:
    """Hold most places of the first weeks, for as long as the measuring takes."""
    with clinic.parts.writing() as session:
        query = select(Seat.slot_id, Seat.number).where(Seat.starts_at < NOW + timedelta(days=FULL_DAYS))
        taken = [(slot, number) for slot, number in session.execute(query) if slot % 100 < FULL * 100]
        session.execute(
            update(Seat.__table__)  # type: ignore[arg-type]
            .where(Seat.slot_id == bindparam("slot"), Seat.number == bindparam("seat"))
            .values(hold_hash=bindparam("hash"), held_until=NOW + HOLD_FOR, held_by=person),
            [{"slot": slot, "seat": number, "hash": b"%d-%d" % (slot, number)} for slot, number in taken],
        )


def _find(clinic: Clinic, seen: Seen) -> None:
    ids = _offices()
    wishes: dict[str, dict[str, Any]] = {
        "anywhere": {},
        "in the morning": {"part": "morning"},
        "at one office": {"offices": [ids[120]]},
        "at one of the 20 nearest": {"offices": ids[40:60]},
        "with one doctor": {"staff": DOCTOR},
    }
    for name, wish in wishes.items():
        clinic.soonest(**wish)
        seen.finding[name] = [_timed(lambda wish=wish: clinic.soonest(**wish)) for _ in range(FIND_TIMES)]


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _book(clinic: Clinic, seen: Seen, people: Sequence[int]) -> None:
    """Hold the soonest time and book it, each of the two in a transaction of its own, as the doors do."""
    for account in people:
        with clinic.parts.reading() as session:
            free = queries.soonest(session, VISIT, NOW, limit=1)[0]
        began, used = time.perf_counter(), time.process_time()
        with clinic.parts.writing() as session:
            held = actions.hold(session, free.slot_id, account, NOW)
        with clinic.parts.writing() as session:
            actions.book(session, clinic.diary, account, uuid.uuid4(), held.token, (), NOW)
        seen.processor.append((time.process_time() - used) * 1000)
        seen.booking.append((time.perf_counter() - began) * 1000)


def percentile(times: Sequence[float], share: int) -> float:
    """Milliseconds within which this share in a hundred was done."""
    return statistics.quantiles(times, n=100)[share - 1]
