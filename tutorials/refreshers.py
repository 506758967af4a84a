"""Refreshers: when something that was learned is asked for once more, so that it stays.

A lesson that somebody can do alone comes back after about 2, 7 and 21 days, and then ever later. The days are those of
FSRS (Free Spaced Repetition Scheduler, the package `fsrs`), a function of when it was done and how it went. With the
package's usual numbers the second wait would be 11 days and the third 46; here what is remembered grows more slowly,
as it does later in life.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby

from fsrs import Card, Rating, Scheduler

from tutorials.lesson import JUDGED, Lesson, Step
from tutorials.progress import Event, once
from tutorials.runs import HELPED, steps_of
from tutorials.skill import Item, Number, estimates, sureness

SHORT = 3
"""Steps of a refresher: two minutes at the bus stop."""
GROWTH = 8
SLOWER = 1.3
"""The weight of FSRS that says how fast memory grows, chosen so that the waits are 2, 7 and 21 days."""
REMEMBERED = 0.9
LONGEST_DAYS = 180


@dataclass(frozen=True, slots=True)
class Refresher:
    """From which day on (in UTC) a lesson is asked for again. `round` counts how often it was done; `steps` are ids."""

    lesson: str
    due_at: datetime
    round: int
    steps: tuple[str, ...]

    def is_due(self, now: datetime) -> bool:
        """Whether it is time."""
        return self.due_at <= now


def refreshers(events: Iterable[Event], lessons: Mapping[str, Lesson]) -> list[Refresher]:
    """When each lesson that can be done alone comes back, the first due first; a function of the set of events."""
    told = sorted(once(events), key=lambda each: (each.lesson, each.at, each.id))
    found = [
        _refresher(lessons[lesson_id], list(mine))
        for lesson_id, mine in groupby(told, key=lambda each: each.lesson)
        if lesson_id in lessons
    ]
    return sorted((each for each in found if each), key=lambda each: (each.due_at, each.lesson))


def in_order(
    events: Iterable[Event], lessons: Mapping[str, Lesson], hard: Mapping[Item, Number], now: datetime
) -> list[Refresher]:
    """The same, but of those that are due the one comes first that the learner is least sure of.

    `hard` is how hard steps are, as `skill.estimates` takes it.
    """
    events = tuple(events)
    found = refreshers(events, lessons)
    due = [each for each in found if each.is_due(now)]
    if len(due) > 1:
        known = estimates(events, lessons, hard)
        due.sort(key=lambda each: sureness(lessons[each.lesson], known))
    return due + [each for each in found if not each.is_due(now)]


def steps_to_refresh(lesson: Lesson, number: int) -> tuple[Step, ...]:
    """The few steps of one refresher of a lesson; the next one has others, until all had their turn."""
    steps = [step for step in steps_of(lesson, "alone") if step.kind in JUDGED]
    first = number * SHORT % max(1, len(steps))
    turned = (steps[first:] + steps[:first])[:SHORT]
    return tuple(step for step in steps if step in turned)


def _refresher(lesson: Lesson, events: list[Event]) -> Refresher | None:
    """`events` are of this lesson, in their order."""
    steps = steps_of(lesson, "alone")
    wanted, judged = {step.id for step in steps}, {step.id for step in steps if step.kind in JUDGED}
    scored = [each for each in events if each.run in {"alone", HELPED} and each.step in wanted]
    card: Card | None = None
    alone: set[str] = set()
    times = 0
    for day, sitting in groupby(scored, key=_day):
        all_that_day = list(sitting)
        there = [each for each in all_that_day if each.run == "alone"]
        alone |= {each.step for each in there if each.kind == "done"}
        # What was asked help for is noted as done with help, and what is left out for today is over too.
        over = {each.step for each in all_that_day if each.kind in {"done", "skipped"}} & judged
        enough = len(over) >= min(SHORT, len(judged)) if card else alone >= wanted and judged
        if not (there and enough):
            continue
        card, _ = _scheduler().review_card(card or Card(card_id=1), _rating(there), day)
        times += 1
    if card is None:
        return None
    return Refresher(lesson.id, card.due, times, tuple(step.id for step in steps_to_refresh(lesson, times)))


def _day(event: Event) -> datetime:
    """The beginning of the day: from one evening to the next morning is a day too."""
    return event.at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _rating(sitting: list[Event]) -> Rating:
    """How a day went. A slip that was put right is hard, and only what was left out or needed a person begins anew."""
    kinds = {each.kind for each in sitting}
    if kinds & {"skipped", "stuck"}:
        return Rating.Again
    return Rating.Hard if kinds & {"mistake", "hint"} else Rating.Good


@cache
def _scheduler() -> Scheduler:
    """Without steps of minutes and without chance: the same events give the same days everywhere."""
    usual = list(Scheduler().parameters)
    usual[GROWTH] = SLOWER
    return Scheduler(
        usual,
        desired_retention=REMEMBERED,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )
