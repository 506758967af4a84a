"""Where a learner is: events that are only ever added, and what they come to.

Two phones may both be offline and send their events later, in any order and more than once. So the state is a function
of the set of events: the same events give the same place, whatever way they came.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from tutorials.curriculum import shown_by
from tutorials.lesson import Lesson, Step
from tutorials.runs import HELPED, RUNS, Run, after, steps_of

EventKind = Literal["started", "done", "skipped", "hint", "mistake", "stuck", "seen"]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)
"""'stuck': the hints ran out and it still did not work, or help was asked for after the last one. 'seen': a step for
real was done, and somebody who was there saw that it worked; it comes beside 'done'."""

NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
"""What the id of a lesson or of a step looks like."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at a step. `id` is made where it happened, so that sending twice counts once.

    `at` is an aware time, by the clock of the phone; it is for people to read and decides nothing but ties between two
    events that claim the same id. `run` says with how much help: a step that was done after asking for help in the run
    alone is done in `HELPED`, and so are all events from before there were runs. Raises `ValueError` for a time without
    a zone, an unknown kind or an unknown run.
    """

    id: UUID
    lesson: str
    step: str
    kind: EventKind
    at: datetime
    run: Run = HELPED

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an event's time needs its zone")
        if self.kind not in EVENT_KINDS:
            raise ValueError(f"'{self.kind}' is not a kind of event")
        if self.run not in RUNS:
            raise ValueError(f"'{self.run}' is not a run")


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far one run is: step ids `done` and `skipped` in it, where it goes on, and how many of its steps are done."""

    run: Run
    started: bool
    done: frozenset[str]
    skipped: frozenset[str]
    current_step: str | None
    count: int
    of: int

    @property
    def finished(self) -> bool:
        """Whether no step of it is left to do; also where the lesson has no step for it."""
        return self.current_step is None


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's place in a lesson as it is now.

    `done` and `skipped` are step ids of this lesson, in whatever run, each step in one of them at most. `hints` maps
    step id → how far up the ladder (1 to 3), `mistakes` step id → how many, `stuck` and `seen` are step ids. `runs` has
    all five; `run` is the one to go on with, and `current_step`, `count` and `of` are its own. `can_do`: every step of
    the run alone has been done alone, at whatever times. `started`: more happened than its step was asked for in 'What
    can you do already?', which begins neither a lesson nor its run alone.
    """

    started: bool
    done: frozenset[str]
    skipped: frozenset[str]
    hints: Mapping[str, int]
    mistakes: Mapping[str, int]
    stuck: frozenset[str]
    seen: frozenset[str]
    run: Run
    runs: Mapping[Run, RunProgress]
    can_do: bool

    @property
    def current_step(self) -> str | None:
        """Where to go on in the present run; None at its end."""
        return self.runs[self.run].current_step

    @property
    def count(self) -> int:
        """How many steps of the present run are done."""
        return self.runs[self.run].count

    @property
    def of(self) -> int:
        """How many steps the present run has."""
        return self.runs[self.run].of

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do in any run from the present one on; what was skipped may still be done."""
        return self.current_step is None


def fold(events: Iterable[Event], lesson: Lesson) -> Progress:
    """Return what these events come to in this lesson, in any order, with repeats.

    Events of other lessons, and of steps that the lesson no longer has, are left aside: ids of steps are stable, so a
    learner keeps their place when steps are added, removed or moved.
    """
    mine = [event for event in once(events) if event.lesson == lesson.id]
    known = [event for event in mine if event.step in lesson.by_id]
    done = _steps(known, "done")
    hints = Counter(event.step for event in known if event.kind == "hint")
    runs = {run: _run(lesson, run, [event for event in known if event.run == run]) for run in RUNS}
    alone = runs["alone"]
    return Progress(
        started=any(_begins(event) for event in mine),
        done=done,
        skipped=_steps(known, "skipped") - done,
        hints={step: min(count, _ladder(lesson.by_id[step])) for step, count in sorted(hints.items())},
        mistakes=dict(sorted(Counter(event.step for event in known if event.kind == "mistake").items())),
        stuck=_steps(known, "stuck"),
        seen=_steps(known, "seen"),
        run=_present(lesson, runs),
        runs=runs,
        can_do=0 < alone.of == alone.count,
    )


def _begins(event: Event) -> bool:
    """Whether it is more than an answer to the one step of a module that everybody may be asked for at first."""
    return event.run != "alone" or (event.lesson, event.step) not in shown_by()


def _steps(events: Iterable[Event], kind: EventKind) -> frozenset[str]:
    return frozenset(event.step for event in events if event.kind == kind)


def _run(lesson: Lesson, run: Run, events: list[Event]) -> RunProgress:
    steps = steps_of(lesson, run)
    ids = frozenset(step.id for step in steps)
    done = _steps(events, "done") & ids
    skipped = (_steps(events, "skipped") & ids) - done
    current = next((step.id for step in steps if step.id not in done | skipped), None)
    return RunProgress(run, any(map(_begins, events)), done, skipped, current, len(done), len(steps))


def _present(lesson: Lesson, runs: Mapping[Run, RunProgress]) -> Run:
    """The run that was come furthest in, or the next one when nothing of it is left. Watching leads to no place."""
    there = [run for run in RUNS[1:] if runs[run].of]
    begun = next((run for run in reversed(there) if runs[run].started), None)
    if begun is None:
        return there[0] if there else RUNS[1]
    return (after(lesson, begun) or begun) if runs[begun].finished else begun


def once(events: Iterable[Event]) -> Iterable[Event]:
    """One event for each id; of two that claim the same id always the same one is kept."""
    kept: dict[UUID, Event] = {}
    for event in sorted(events, key=lambda each: (each.at, each.lesson, each.step, each.kind, each.run)):
        kept.setdefault(event.id, event)
    return kept.values()


def _ladder(step: Step) -> int:
    return len(step.hints)
