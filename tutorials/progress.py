"""Where a learner is: events that are only ever added, and what they come to.

Two phones may both be offline and send their events later, in any order and more than once. So the state is a function
of the set of events: the same events give the same place, whatever way they came.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from tutorials.lesson import Lesson, Step

EventKind = Literal["started", "done", "skipped", "hint", "mistake"]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at a step. `id` is made where it happened, so that sending twice counts once.

    `at` is an aware time, by the clock of the phone; it is for people to read and decides nothing but ties between two
    events that claim the same id. Raises `ValueError` for a time without a zone or an unknown kind.
    """

    id: UUID
    lesson: str
    step: str
    kind: EventKind
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an event's time needs its zone")
        if self.kind not in EVENT_KINDS:
            raise ValueError(f"'{self.kind}' is not a kind of event")


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's place in a lesson as it is now.

    `done` and `skipped` are step ids of this lesson, each step in one of them at most. `hints` maps step id → how far
    up the ladder (1 to 3), `mistakes` step id → how many. `current_step` is where to go on: the first step neither done
    nor skipped, None at the end. `count` steps of `of` are done.
    """

    started: bool
    done: frozenset[str]
    skipped: frozenset[str]
    hints: Mapping[str, int]
    mistakes: Mapping[str, int]
    current_step: str | None
    count: int
    of: int

    @property
    def finished(self) -> bool:
        """Whether no step is left to do; those skipped may still be done later."""
        return self.current_step is None


def fold(events: Iterable[Event], lesson: Lesson) -> Progress:
    """Return what these events come to in this lesson, in any order, with repeats.

    Events of other lessons, and of steps that the lesson no longer has, are left aside: ids of steps are stable, so a
    learner keeps their place when steps are added, removed or moved.
    """
    mine = [event for event in _once(events) if event.lesson == lesson.id]
    known = [event for event in mine if event.step in lesson.by_id]
    done = frozenset(event.step for event in known if event.kind == "done")
    skipped = frozenset(event.step for event in known if event.kind == "skipped") - done
    hints = Counter(event.step for event in known if event.kind == "hint")
    current = next((step for step in lesson.steps if step.id not in done | skipped), None)
    return Progress(
        started=bool(mine),
        done=done,
        skipped=skipped,
        hints={step: min(count, _ladder(lesson.by_id[step])) for step, count in sorted(hints.items())},
        mistakes=dict(sorted(Counter(event.step for event in known if event.kind == "mistake").items())),
        current_step=current.id if current else None,
        count=len(done),
        of=len(lesson.steps),
    )


def _once(events: Iterable[Event]) -> Iterable[Event]:
    """One event for each id; of two that claim the same id always the same one is kept."""
    kept: dict[UUID, Event] = {}
    for event in sorted(events, key=lambda each: (each.at, each.lesson, each.step, each.kind)):
        kept.setdefault(event.id, event)
    return kept.values()


def _ladder(step: Step) -> int:
    return len(step.hints)
