"""How likely somebody is to do a step alone: an Elo rating of the person, of the skill, and of the step.

Each answer moves three numbers a little: how able the person is, how able in this skill, and how hard the step is. The
chance of doing it is the logistic function of ability less difficulty, so a number can be checked against what then
happens. How hard a step is follows from what all learners of the city did at it (`how_hard`). It is for choosing what
to practise first, and no grade: no page shows it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from math import exp
from uuid import UUID

from tutorials.lesson import JUDGED, Kind, Lesson, Skill
from tutorials.progress import Event, once

Item = tuple[str, str]
"""A step of a lesson, by the ids of both."""
HARD: Mapping[Kind, float] = {
    "tap": -1.0,
    "choose": -0.8,
    "recall": -0.5,
    "hold": -0.5,
    "swipe": -0.5,
    "order": 0.0,
    "sort": 0.2,
    "speak": 0.2,
    "type": 0.4,
    "practise": 0.5,
}
"""How hard a step is before anybody tried it, by its kind, in logits: typing is harder than pressing."""
USUAL = 0.0
EVEN = 0.5
FAST, SLOWING = 0.8, 0.1
"""The first answers move a number most; the hundredth moves it a tenth as far."""
SKILL_SHARE, ITEM_SHARE = 0.5, 0.6
"""How much of what an answer says is put down to the skill and to the step, compared with the person."""
SCORED = frozenset({"hints", "alone"})
"""The runs in which an answer tells something: where everything is shown, all do it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a step was done at the first try and without help."""

    skills: tuple[Skill, ...]
    item: Item
    right: bool
    hard: float = USUAL


@dataclass(slots=True)
class Number:
    """An estimate and how many answers it stands on."""

    value: float = 0.0
    count: int = 0

    def move(self, by: float, share: float = 1.0) -> None:
        """Move towards what was seen, the less the more is known."""
        self.value += share * FAST / (1 + SLOWING * self.count) * by
        self.count += 1


@dataclass(slots=True)
class Ratings:
    """What is known of people, their skills, and steps. `person` is any name for somebody."""

    people: dict[str, Number] = field(default_factory=dict)
    skills: dict[tuple[str, Skill], Number] = field(default_factory=dict)
    items: dict[Item, Number] = field(default_factory=dict)

    def chance(self, person: str, answer: Answer) -> float:
        """How likely this person is to do this step alone now, 0 to 1."""
        return _logistic(self._ability(person, answer.skills) - self._item(answer).value)

    def update(self, person: str, answer: Answer) -> float:
        """Learn from an answer; returns how likely it had seemed to be right."""
        chance = self.chance(person, answer)
        missed = answer.right - chance
        self.people.setdefault(person, Number()).move(missed)
        for skill in answer.skills:
            self.skills.setdefault((person, skill), Number()).move(missed, SKILL_SHARE / len(answer.skills))
        self._item(answer).move(-missed, ITEM_SHARE)
        return chance

    def _item(self, answer: Answer) -> Number:
        return self.items.setdefault(answer.item, Number(answer.hard))

    def _ability(self, person: str, skills: tuple[Skill, ...]) -> float:
        known = self.people.get(person)
        mine = sum(self.skills[person, each].value for each in skills if (person, each) in self.skills)
        return (known.value if known else 0.0) + (mine / len(skills) if skills else 0.0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How likely somebody is to do a usual step of a skill alone, and how many answers that stands on."""

    skill: Skill
    chance: float
    answers: int


def how_hard(logs: Mapping[str, Iterable[Event]], lessons: Mapping[str, Lesson]) -> dict[Item, Number]:
    """How hard each step is, by what everybody did at it; `logs` are learners, by any name, with their events."""
    told = [(*when, person, answer) for person, log in logs.items() for when, answer in _answered(log, lessons)]
    ratings = Ratings()
    for _, _, person, answer in sorted(told, key=lambda each: each[:3]):
        ratings.update(person, answer)
    return ratings.items


def estimates(
    events: Iterable[Event], lessons: Mapping[str, Lesson], hard: Mapping[Item, Number] | None = None
) -> list[Estimate]:
    """What these events say of somebody's skills: a function of the set of them, in whatever order they came.

    `hard` is how hard steps are known to be; a step that is not in it is as hard as its kind usually is.
    """
    ratings, me = Ratings(items={item: replace(known) for item, known in (hard or {}).items()}), ""
    for answer in answers(events, lessons):
        ratings.update(me, answer)
    mine = sorted(ratings.skills.items(), key=lambda each: (each[0][1].framework, each[0][1].code))
    return [
        Estimate(skill, round(_logistic(ratings.people[me].value + known.value), 4), known.count)
        for (_, skill), known in mine
    ]


def sureness(lesson: Lesson, known: Iterable[Estimate]) -> float:
    """The chance of the skill of a lesson that somebody is least likely to have; even where nothing is known."""
    chances = {each.skill: each.chance for each in known}
    return min((chances.get(skill, EVEN) for skill in lesson.skills), default=EVEN)


def answers(events: Iterable[Event], lessons: Mapping[str, Lesson]) -> list[Answer]:
    """The answers among events, in the order in which they were given.

    All tries at a step until it is done are one answer; it is right if the first one was, with no hint before it.
    """
    return [answer for _, answer in _answered(events, lessons)]


def _answered(events: Iterable[Event], lessons: Mapping[str, Lesson]) -> list[tuple[tuple[datetime, UUID], Answer]]:
    """Each with its time, and the id that decides between two of one time."""
    found: list[tuple[Event, Answer]] = []
    told = [event for event in once(events) if event.run in SCORED and _judged(event, lessons)]
    told.sort(key=lambda each: (each.lesson, each.step, each.at, each.id))
    for (lesson_id, step_id), tries in groupby(told, key=lambda each: (each.lesson, each.step)):
        lesson = lessons[lesson_id]
        hard = HARD.get(lesson.by_id[step_id].kind, USUAL)
        clean = True
        for event in tries:
            if event.kind == "done":
                found += [(event, Answer(lesson.skills, (lesson_id, step_id), right=True, hard=hard))] if clean else []
                clean = True
            elif clean and event.kind in {"mistake", "hint", "skipped", "stuck"}:
                found.append((event, Answer(lesson.skills, (lesson_id, step_id), right=False, hard=hard)))
                clean = False
    return sorted((((event.at, event.id), answer) for event, answer in found), key=lambda each: each[0])


def _judged(event: Event, lessons: Mapping[str, Lesson]) -> bool:
    lesson = lessons.get(event.lesson)
    step = lesson.by_id.get(event.step) if lesson else None
    return step is not None and step.kind in JUDGED


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))
