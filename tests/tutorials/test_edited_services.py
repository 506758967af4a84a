"""Two hundred random edits to services: every one that a lesson would suffer from is caught, with lesson and step."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.domain.catalogue.city import load_content
from flows.service import Question, Service
from tutorials.check import problems_of
from tutorials.lesson import Lesson

TODAY = date(2026, 11, 20)
CONTENT = load_content(Path("content"))
BOUND = [lesson for lesson in CONTENT.lessons.values() if lesson.service]
SEEDS = range(200)
Edit = Callable[[list[Question], int, random.Random], list[Question]]


def rebuilt(service: Service, questions: list[Question]) -> Service:
    return replace(service, questions=tuple(questions))


def renamed(questions: list[Question], at: int, dice: random.Random) -> list[Question]:
    return [
        *questions[:at],
        replace(questions[at], id=f"{questions[at].id}_{dice.randint(2, 99)}"),
        *questions[at + 1 :],
    ]


def retyped(questions: list[Question], at: int, dice: random.Random) -> list[Question]:
    kinds = [each for each in ("text", "date", "number", "yes_no", "phone", "email") if each != questions[at].type]
    return [*questions[:at], replace(questions[at], type=dice.choice(kinds)), *questions[at + 1 :]]


def removed(questions: list[Question], at: int, _: random.Random) -> list[Question]:
    return [*questions[:at], *questions[at + 1 :]]


def relabelled(questions: list[Question], at: int, dice: random.Random) -> list[Question]:
    """An option gets another id, one goes, or one comes; where there are none, the question is renamed."""
    options: list[Any] = list(questions[at].options)
    if not options:
        return renamed(questions, at, dice)
    number = dice.randrange(len(options))
    how = dice.choice(["other", "gone", "new"])
    changed = replace(options[number], id=f"{options[number].id}-other")
    new = {"other": [*options[:number], changed, *options[number + 1 :]], "new": [*options, changed]}
    left = new.get(how, [*options[:number], *options[number + 1 :]])
    return [*questions[:at], replace(questions[at], options=tuple(left)), *questions[at + 1 :]]


def reordered(questions: list[Question], at: int, _: random.Random) -> list[Question]:
    """The question comes last of all."""
    return [*questions[:at], *questions[at + 1 :], questions[at]]


EDITS: list[Edit] = [renamed, retyped, removed, relabelled, reordered]


def practised(lesson: Lesson) -> list[str]:
    """Questions that a step practises, without the last, which may well come last."""
    return [
        page.question or "" for step in lesson.steps for page in step.practised if "/" not in (page.question or "/")
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_edit_is_caught_and_names_the_lesson_and_the_step(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  (the same two hundred edits each time)
    lesson = BOUND[seed % len(BOUND)]
    service = CONTENT.services[lesson.service or ""]
    edit = EDITS[seed % len(EDITS)]
    asked = practised(lesson)[: -1 if edit is reordered else None]
    questions = list(service.questions)
    at = _place(dice, questions, asked)
    changed = rebuilt(service, edit(questions, at, dice))
    assert problems_of(lesson, CONTENT.services, TODAY) == []
    found = [str(each) for each in problems_of(lesson, {**CONTENT.services, service.id: changed}, TODAY)]
    steps = {step.id for step in lesson.steps}
    assert found, f"{edit.__name__} of {questions[at].id} in {service.id} passes unnoticed"
    named = [each for each in found if any(f"lesson {lesson.id}, step {step}" in each for step in steps)]
    assert named, found


def _place(dice: random.Random, questions: list[Question], asked: list[str]) -> int:
    places = [number for number, each in enumerate(questions) if each.id in asked]
    return dice.choice(places)
