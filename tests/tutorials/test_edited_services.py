"""Two hundred random edits to services, and each of their words once: all are caught, with the lesson and the step."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from backend import lesson_words
from backend.domain.catalogue.city import load_content
from backend.lesson_checks import held_to_services
from flows.service import Option, Question, Service
from tutorials import bound

TODAY = date(2026, 11, 20)
FOLDER = Path("content")
CONTENT = load_content(FOLDER)
BOUND = [lesson for lesson in CONTENT.lessons.values() if lesson.service]
SEEDS = range(200)
Thing = TypeVar("Thing", Question, Option)
Edit = Callable[[list[Question], int, random.Random], list[Question]]


def with_question(questions: list[Question], at: int, question: Question) -> list[Question]:
    return [*questions[:at], question, *questions[at + 1 :]]


def renamed(questions: list[Question], at: int, dice: random.Random) -> list[Question]:
    return with_question(questions, at, replace(questions[at], id=f"{questions[at].id}_{dice.randint(2, 99)}"))


def retyped(questions: list[Question], at: int, dice: random.Random) -> list[Question]:
    kinds = [each for each in ("text", "date", "number", "yes_no", "phone", "email") if each != questions[at].type]
    return with_question(questions, at, replace(questions[at], type=dice.choice(kinds)))


def removed(questions: list[Question], at: int, _: random.Random) -> list[Question]:
    return [*questions[:at], *questions[at + 1 :]]


def relabelled(questions: list[Question], at: int, dice: random.Random) -> list[Question]:
    """Another word on the page and no id touched: the label, the question itself, a hint, or what an option says."""
    page = questions[at]
    return with_question(questions, at, dice.choice(list(other_words(page)))[1])


def reordered(questions: list[Question], at: int, dice: random.Random) -> list[Question]:
    """It changes places with a neighbour, or moves to anywhere else."""
    others = [*questions[:at], *questions[at + 1 :]]
    beside = [place for place in (at - 1, at + 1) if 0 <= place < len(questions)]
    anywhere = [place for place in range(len(questions)) if place != at]
    to = dice.choice([*beside, dice.choice(anywhere)])
    return [*others[:to], questions[at], *others[to:]]


EDITS: list[Edit] = [renamed, retyped, removed, relabelled, reordered]


def other_words(page: Question) -> Iterator[tuple[str, Question]]:
    """The page with one of its words changed, for each of them."""
    for name in ("ask", "label", "why", "hint"):
        if getattr(page, name):
            yield name, changed(page, name, f"{getattr(page, name)} Or so")
    for number, option in enumerate(page.options):
        for name in ("text", "hint"):
            if getattr(option, name):
                new = changed(option, name, f"{getattr(option, name)} or so")
                yield f"{option.id} {name}", replace(page, options=with_option(page, number, new))
    for name in ("text", "instead"):
        for number, told in enumerate(getattr(page, name)):
            new_texts = [*getattr(page, name)[:number], f"{told} So it is.", *getattr(page, name)[number + 1 :]]
            yield f"{name} {number}", changed(page, name, tuple(new_texts))


def changed(thing: Thing, name: str, value: object) -> Thing:
    fields: dict[str, Any] = {name: value}
    return replace(thing, **fields)


def with_option(page: Question, at: int, option: Option) -> tuple[Option, ...]:
    return (*page.options[:at], option, *page.options[at + 1 :])


def found(service: Service, questions: list[Question]) -> list[str]:
    """What `handrail check lessons` says of the services with this one changed."""
    edited = replace(service, questions=tuple(questions))
    content = replace(CONTENT, services={**CONTENT.services, service.id: edited})
    return [str(each) for each in (*held_to_services(content, TODAY), *lesson_words.changed(FOLDER, content))]


def named(problems: list[str], service: Service) -> list[str]:
    """Those that name a lesson on the service, and a step that it has."""
    steps = {(each.id, step.id) for each in BOUND if each.service == service.id for step in each.steps}
    heads = [re.match(r"lesson ([^,]+), step ([^:]+): ", each) for each in problems]
    return [head.string for head in heads if head and (head[1], head[2]) in steps]


def test_the_lessons_are_bound_to_the_words_of_today() -> None:
    assert [*held_to_services(CONTENT, TODAY), *lesson_words.changed(FOLDER, CONTENT)] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_an_edit_is_caught_and_names_the_lesson_and_the_step(seed: int) -> None:
    """Any question of the service, whether a step practises it or not."""
    dice = random.Random(seed)  # noqa: S311  (the same two hundred edits each time)
    service = CONTENT.services[BOUND[seed % len(BOUND)].service or ""]
    edit, questions = EDITS[seed % len(EDITS)], list(service.questions)
    at = dice.randrange(len(questions))
    problems = found(service, edit(questions, at, dice))
    assert problems, f"{edit.__name__} of {questions[at].id} in {service.id} passes unnoticed"
    assert named(problems, service), problems


WORDS = [
    (service, at, what, page)
    for service in {lesson.service: CONTENT.services[lesson.service or ""] for lesson in BOUND}.values()
    for at, question in enumerate(service.questions)
    for what, page in other_words(question)
]


@pytest.mark.parametrize(
    ("service", "at", "page"),
    [pytest.param(of, at, page, id=f"{of.id}-{page.id}-{what}") for of, at, what, page in WORDS],
)
def test_no_word_of_a_page_changes_unnoticed(service: Service, at: int, page: Question) -> None:
    said = named(found(service, with_question(list(service.questions), at, page)), service)
    assert len(said) == 1, said
    assert f"the words of question '{page.id}' have changed since this step was written" in said[0]


def test_the_step_that_practises_the_page_is_named_with_the_old_words_and_the_new() -> None:
    service = CONTENT.services["senior-travel-card"]
    at = next(number for number, each in enumerate(service.questions) if each.id == "delivery")
    page = service.questions[at]
    new = replace(page, options=with_option(page, 0, replace(page.options[0], text="In a letter")))
    (said,) = found(service, with_question(list(service.questions), at, new))
    lesson = CONTENT.lessons["senior-travel-card"]
    step = next(each.id for each in lesson.steps if each.question == "delivery")
    assert said == (
        f"lesson senior-travel-card, step {step}: the words of question 'delivery' have changed since this step was "
        'written (options.post "By post" → "In a letter"); read the step again, then run `handrail lessons bind`'
    )


def test_a_question_inside_a_group_is_bound_to_its_place_there() -> None:
    service = CONTENT.services["birth-registration"]
    lesson = replace(CONTENT.lessons["senior-travel-card"], id="birth", service=service.id)
    was = bound.words_of(service)
    assert bound.problems_of(lesson, service, was) == []
    babies = service.by_id["babies"]
    turned = replace(babies, questions=(*babies.questions[1:2], babies.questions[0], *babies.questions[2:]))
    questions = tuple(turned if each.id == "babies" else each for each in service.questions)
    said = [str(each) for each in bound.problems_of(lesson, replace(service, questions=questions), was)]
    assert [each for each in said if "question 'born_on' now comes after 'ask_a_parent'" in each]
