"""What a phone that was offline costs when it is back: bytes on the line, and batches a second beside a bare route.

Each request of a batch tells fifty events that nobody told before, so that all of them are written.
"""

import gzip
import os
import sqlite3
import statistics
import uuid
import zlib
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import orjson

from bench import citizens, rates
from bench.citizens import API, CLIENTS, Citizen
from bench.program import Program, demo
from bench.rates import BARE, Case, Load, request
from bench.report import table, verdict
from tutorials.batch import MEDIA_TYPE, written_small
from tutorials.curriculum import OWN
from tutorials.lesson import Lesson
from tutorials.load import load_lesson
from tutorials.progress import Event, EventKind
from tutorials.runs import Run

EVENTS = 50
SIZE_AIM = 500
CPU_AIM_MS = 5.0
RATE_AIM = 300
LESSON = "tap-and-back"
LOG = 500
"""Events that a learner has already when a round begins."""
BATCHES = 60
"""More than a client sends in a round."""
ROWS = "bare route that writes the rows"
KINDS: Sequence[EventKind] = ("hint", "mistake", "done", "done", "done")
RUNS: Sequence[Run] = ("guided", "hints", "alone")
SENT = "Events sent in columns"
LISTED = "The same as a list"
BESIDE = ("beside", "a second", "processor ms", "times as many as ours", "refused")
HEADER = ("What", "a second", "p50 ms", "p95 ms", "processor ms", *BESIDE)
READ = {
    "A lesson, API": f"{API}/lessons/{LESSON}",
    "A lesson, page": f"/lessons/{LESSON}?step=welcome",
    "A learner's path, API": f"{API}/learning/path",
}


def lines(home: Path) -> list[str]:
    """The sections of the report."""
    return [*_sizes(), *_speeds(home)]


def _morning(lesson: Lesson, dice: Random) -> list[Event]:
    """Fifty things done one after the other, at uneven times, with hints and mistakes between."""
    base, at, done, events = uuid.uuid4().int >> 32 << 32, datetime(2026, 11, 20, 9, tzinfo=UTC), 0, list[Event]()
    for number in range(EVENTS):
        at += timedelta(seconds=dice.randint(4, 90))
        kind, run = dice.choice(KINDS), RUNS[done // len(lesson.steps) % len(RUNS)]
        step = lesson.steps[done % len(lesson.steps)].id
        events.append(Event(uuid.UUID(int=base + number), lesson.id, step, kind, at, run))
        done += kind == "done"
    return events


def _lesson(name: str) -> Lesson:
    return load_lesson((OWN / "lessons" / f"{name}.yaml").read_text())


def _sizes() -> list[str]:
    rows, dice = [], Random(7)  # noqa: S311  (the same each time)
    for name in (LESSON, "bigger-letters", "spot-a-scam"):
        events = _morning(_lesson(name), dice)
        plain, small = orjson.dumps({"events": events}), orjson.dumps(written_small(events))
        packed = len(zlib.compress(small))
        sizes = [len(plain), len(gzip.compress(plain)), len(small), packed]
        rows.append([name, *(f"{size:,}" for size in sizes), f"≤ {SIZE_AIM}", verdict(packed, SIZE_AIM, "bytes")])
    return [
        "## What a learner did, on the line",
        "",
        "`python -m bench learning`",
        "",
        f"Bytes of a body that tells {EVENTS} events of a lesson, made one after the other on one phone.",
        "",
        *table(["Lesson", "as a list", "list, gzip", "in columns", "columns, deflate", "Aim", ""], rows),
    ]


def _speeds(home: Path) -> list[str]:
    with demo(home) as program, rates.bare(home) as other:
        people = [citizens.sign_in(program, home, citizens.number_of(client)) for client in range(CLIENTS)]
        cases = [Case(name, *_loads(program, other, people, name)) for name in (SENT, LISTED, *READ)]
        for _ in range(rates.ROUNDS):
            for case in cases:
                _begin_with(LOG, home, program, people)
                # New batches for each round: what was told before is only looked at.
                ours, beside = _loads(program, other, people, case.name)
                for name, load in (("ours", ours), *beside.items()):
                    rates.measure(load, case.seen[name])
    return _report(cases)


def _begin_with(count: int, home: Path, program: Program, people: Sequence[Citizen]) -> None:
    """Let each have so many events in their log, and no more."""
    with closing(sqlite3.connect(home / "handrail.sqlite3", timeout=10)) as database, database:
        database.execute("DELETE FROM learning_event")
    lesson, dice = _lesson(LESSON), Random(7)  # noqa: S311  (the same each time)
    for each in people:
        for _ in range(count // EVENTS):
            events = orjson.loads(orjson.dumps(_morning(lesson, dice)))
            kept = program.ask("POST", f"{API}/learning/events", {"events": events}, each.bearer)
            assert kept.status == 200, kept.body


def _loads(program: Program, other: Program, people: Sequence[Citizen], name: str) -> tuple[Load, dict[str, Load]]:
    if name in READ:
        bare = Load(other, [[request("GET", "/text", {})]] * CLIENTS, 200)
        read = [[request("GET", READ[name], each.bearer | {"Cookie": each.cookie})] for each in people]
        return Load(program, read, 200), {BARE: bare}
    lesson, dice = _lesson(LESSON), Random()  # noqa: S311  (no secret)
    batches = [(each, [_morning(lesson, dice) for _ in range(BATCHES)]) for each in people]
    ours = [[_post(each, events, small=name == SENT) for events in mine] for each, mine in batches]
    rows = [[_listed("/rows", {}, events) for events in mine] for _, mine in batches]
    return Load(program, ours, 200), {ROWS: Load(other, rows, 200)}


def _post(citizen: Citizen, events: Sequence[Event], *, small: bool) -> str:
    if not small:
        return _listed(f"{API}/learning/events", citizen.bearer, events)
    body = zlib.compress(orjson.dumps(written_small(events))).decode("latin-1")
    headers = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "deflate"} | citizen.bearer
    return request("POST", f"{API}/learning/events", headers, body)


def _listed(path: str, headers: dict[str, str], events: Sequence[Event]) -> str:
    body = orjson.dumps({"events": events}).decode()
    return request("POST", path, {"Content-Type": "application/json"} | headers, body)


def _report(cases: Sequence[Case]) -> list[str]:
    rows = []
    for case in cases:
        ours, (name, bare) = case.seen["ours"], next(each for each in case.seen.items() if each[0] != "ours")
        used = statistics.median(ours.processor)
        told = [f"{ours.rate:,.0f}", f"{ours.percentile(50):.0f}", f"{ours.percentile(95):.0f}", f"{used:.2f}"]
        rows.append([case.name, *told, name, f"{bare.rate:,.0f}", f"{statistics.median(bare.processor):.2f}"])
        rows[-1] += [f"{case.ratio(name):.1f}", str(ours.wrong.total())]
    sent = cases[0].seen["ours"]
    used, rate = statistics.median(sent.processor), sent.rate
    aims = [
        ["processor ms for a batch", f"{used:.2f}", f"≤ {CPU_AIM_MS:.0f}", verdict(used, CPU_AIM_MS, "ms")],
        ["learners' batches a second", f"{rate:,.0f}", f"≥ {RATE_AIM}", verdict(-rate, -RATE_AIM, "a second")],
    ]
    return [
        "## What a learner did, recorded and read",
        "",
        "`python -m bench learning`",
        "",
        (
            f"{CLIENTS} clients, each a learner with a session of their own and {LOG} events in their log, one request "
            f"after the other without a pause, {rates.ROUNDS} rounds of {rates.SECONDS} s, in turns with a bare Flask "
            "route on the same server. The clients share the two cores with it, and the one process has the use of "
            f"one. Each batch tells {EVENTS} new events, which are on the disk when it is answered "
            "(`synchronous=FULL`); the bare route writes as many rows from a list as durably, and looks at nothing. "
            "Processor time is the program's, for a request."
        ),
        "",
        *table(HEADER, rows),
        *table(["Aim", "seen", "", ""], aims),
        *([] if rate >= RATE_AIM else [_why(used), ""]),
    ]


def _why(used: float) -> str:
    return (
        f"Why it was missed: {1000 / used:,.0f} batches of {used:.2f} ms fill one core, and what Python does in one "
        f"process is done on one. The machine had other work as well, a load of {os.getloadavg()[1]:.1f} on "
        f"{os.cpu_count()} cores when this was measured. On PostgreSQL several processes share the work."
    )
