"""The way on: what somebody can do already, which lesson comes next, and why.

'What can you do already?' asks one step of each module, alone, in the order of the modules. It ends kindly after two
that are not yet there, for a person learns nothing from being shown ten things that they cannot do. What was seen is in
the log like everything else, so the way on is a function of the log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal, get_args

from flows.text import N_
from tutorials.curriculum import Module, curriculum, in_modules
from tutorials.lesson import JUDGED, Lesson, Step
from tutorials.progress import Event, Progress, fold, once
from tutorials.runs import belongs

Why = Literal["going-on", "left", "first", "next", "shown"]
WHYS: tuple[Why, ...] = get_args(Why)
"""Why a lesson comes next.

    going-on  it was begun, and not yet done alone
    left      a task of its module was tried or left for later
    first     nothing was done yet, and everybody can begin here
    next      it follows in the curriculum
    shown     a task of its module was done alone; only the rest of it is new
"""
WHY_WORDS: Mapping[Why, str] = {
    "going-on": N_("You began this one. You can go on where you stopped."),
    "left": N_("You left a task from here for later, so this is a good place to begin."),
    "first": N_("Everybody can begin with this one."),
    "next": N_("It comes next on the way."),
    "shown": N_("You can do a part of this already. Now the rest of it."),
}
TASKS = 6
ENOUGH = 2
"""So many that are not yet there, and it is time to learn instead."""
TRIES = 2
"""A slip of the finger is not counted; a second wrong answer means that it is not yet there."""


@dataclass(frozen=True, slots=True)
class Task:
    """One of the things asked of whoever wants to know what they can do already."""

    module: Module
    lesson: Lesson
    step: Step


@dataclass(frozen=True, slots=True)
class Onward:
    """The lesson that comes next, and why."""

    lesson: Lesson
    why: Why


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: in each lesson, which modules they showed to know or left for later, and what is next.

    `onward` is None when every lesson of the curriculum can be done alone. `complete` are the ids of modules of which
    every named lesson can be done alone, each with the moment since when.
    """

    progress: Mapping[str, Progress]
    shown: frozenset[str]
    left: frozenset[str]
    onward: Onward | None
    complete: Mapping[str, datetime]

    def on_the_way(self, module: Module, inside: Iterable[Lesson]) -> list[Lesson]:
        """Those of a module's lessons that the curriculum names, and others that were begun."""
        return [each for each in inside if each.id in module.lessons or self.progress[each.id].started]

    def sorted_out(self, lessons: Iterable[Lesson]) -> dict[str, list[str]]:
        """The ids of these lessons by how far one is: `can_do`, `practised` and `ahead`."""
        found: dict[str, list[str]] = {"can_do": [], "practised": [], "ahead": []}
        for each in lessons:
            mine = self.progress[each.id]
            found["can_do" if mine.can_do else "practised" if mine.started else "ahead"].append(each.id)
        return found


def tasks(lessons: Mapping[str, Lesson]) -> list[Task]:
    """The tasks of 'What can you do already?', in their order; a module whose step is not there has none."""
    found = []
    for module in curriculum():
        lesson_id, step_id = module.shows
        lesson = lessons.get(lesson_id)
        step = lesson.by_id.get(step_id) if lesson else None
        if lesson and step and step.kind in JUDGED and belongs(step, "alone"):
            found.append(Task(module, lesson, step))
    return found[:TASKS]


def standing(events: Iterable[Event], lessons: Mapping[str, Lesson]) -> Standing:
    """Where these events lead, in whatever order they came."""
    told = sorted(once(events), key=lambda each: each.lesson)
    mine = {lesson: list(each) for lesson, each in groupby(told, key=lambda each: each.lesson)}
    progress = {each.id: fold(mine.get(each.id, ()), each) for each in lessons.values()}
    asked = tasks(lessons)
    shown = frozenset(each.module.id for each in asked if _done(each, mine.get(each.lesson.id, [])))
    left = frozenset(each.module.id for each in asked if _left(each, mine.get(each.lesson.id, []))) - shown
    # Of the services a city offers there may be a hundred; one is learned when it is needed, not as the next one.
    modules = [(module, named(module, lessons)) for module, _ in in_modules(lessons)]
    # Whoever works through the lesson of a task is in its module already, and goes on in it.
    ahead = shown - {each.module.id for each in asked if progress[each.lesson.id].started}
    onward = _going_on(mine, progress, lessons) or _next(modules, progress, ahead, left, started=bool(told))
    complete = {
        module.id: max(_since(mine[each.id]) for each in inside)
        for module, inside in modules
        if inside and all(progress[each.id].can_do for each in inside)
    }
    return Standing(progress, shown, left, onward, complete)


def named(module: Module, lessons: Mapping[str, Lesson]) -> list[Lesson]:
    """The lessons that the curriculum names in a module, as far as they are there."""
    return [lessons[each] for each in module.lessons if each in lessons]


def _done(task: Task, events: list[Event]) -> bool:
    return any((each.step, each.run, each.kind) == (task.step.id, "alone", "done") for each in events)


def _left(task: Task, events: list[Event]) -> bool:
    mine = [each.kind for each in events if (each.step, each.run) == (task.step.id, "alone")]
    return "skipped" in mine or mine.count("mistake") >= TRIES


def _going_on(
    mine: Mapping[str, list[Event]], progress: Mapping[str, Progress], lessons: Mapping[str, Lesson]
) -> Onward | None:
    """The lesson that was worked on last, if it is not done. A task alone does not begin a lesson."""
    last = [
        (max(each.at for each in events), lesson_id)
        for lesson_id, events in mine.items()
        if lesson_id in lessons and progress[lesson_id].started and not progress[lesson_id].can_do
    ]
    return Onward(lessons[max(last)[1]], "going-on") if last else None


def _next(
    modules: list[tuple[Module, list[Lesson]]],
    progress: Mapping[str, Progress],
    shown: frozenset[str],
    left: frozenset[str],
    *,
    started: bool,
) -> Onward | None:
    open_ones = [(module.id, each) for module, inside in modules for each in inside if not progress[each.id].can_do]
    for wanted, why in (
        (left, "left"),
        (frozenset(module.id for module, _ in modules) - shown, "next" if started else "first"),
        (shown, "shown"),
    ):
        found = next((lesson for module, lesson in open_ones if module in wanted), None)
        if found is not None:
            return Onward(found, why)  # type: ignore[arg-type]
    return None


def _since(events: list[Event]) -> datetime:
    """When the last step was done alone for the first time."""
    first: dict[str, datetime] = {}
    for each in events:
        if (each.run, each.kind) == ("alone", "done"):
            first[each.step] = min(each.at, first.get(each.step, each.at))
    return max(first.values())
