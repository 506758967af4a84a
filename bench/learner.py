"""How long it takes to know where a learner stands: one update of an estimate, and all that follows from a long log."""

import statistics
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.practice import with_practice
from bench.program import ROOT
from bench.report import table, verdict
from tutorials.lesson import Lesson, Skill
from tutorials.path import standing
from tutorials.progress import Event
from tutorials.refreshers import refreshers
from tutorials.runs import steps_of
from tutorials.skill import Answer, Ratings, estimates

UPDATE_AIM_US = 50.0
ROUNDS = 30
UPDATES = 1_000
EVENTS = 2_000
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def lines() -> list[str]:
    """The section of the report."""
    ratings = Ratings()
    answers = [
        Answer((Skill("DigComp", "2.2", f"{n % 5}.1"),), ("a", str(n % 40)), right=n % 3 > 0) for n in range(UPDATES)
    ]
    update = [each / UPDATES * 1e6 for each in _times(lambda: [ratings.update("p", each) for each in answers])]
    usual, slowest = statistics.median(update), max(update)
    aim = f"≤ {UPDATE_AIM_US:.0f} µs"
    met = verdict(usual, UPDATE_AIM_US, "µs")
    rows = [["an answer moves three estimates", f"{usual:.1f} µs", f"{slowest:.1f} µs", aim, met]]
    lessons = with_practice(load_content(ROOT / "content"), NOW.date()).lessons
    log = _log(lessons)
    for name, work in (
        ("the way on", lambda: standing(log, lessons)),
        ("all estimates of skills", lambda: estimates(log, lessons)),
        ("all refreshers", lambda: refreshers(log, lessons)),
    ):
        times = [each * 1e3 for each in _times(work)]
        rows.append([name, f"{statistics.median(times):.1f} ms", f"{max(times):.1f} ms", "", ""])
    return [
        "## A learner",
        "",
        "`python -m bench learner`",
        "",
        (
            f"In one process. An estimate is moved by {UPDATES:,} answers one after the other; the rest is worked out "
            f"from a log of {EVENTS:,} events over the {len(lessons)} lessons of the demo city. {ROUNDS} rounds: the "
            "first figure is their median, the second the slowest."
        ),
        "",
        *table(["What", "time", "slowest", "Aim", ""], rows),
    ]


def _log(lessons: Mapping[str, Lesson]) -> list[Event]:
    made = []
    for number in range(EVENTS):
        lesson = list(lessons.values())[number % len(lessons)]
        steps = steps_of(lesson, "alone")
        step = steps[number // len(lessons) % len(steps)]
        kind = "mistake" if number % 7 == 0 else "done"
        made.append(Event(uuid.UUID(int=number), lesson.id, step.id, kind, NOW + timedelta(hours=number), "alone"))
    return made


def _times(work: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return times
