"""What must hold between a lesson and the live services: a lesson that has gone stale is named, never shown.

What a lesson must be in itself (three hints, one right option, ids used once) is held by `tutorials.load`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flows.load import Problem
from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check
from tutorials.lesson import Lesson, Mistake, Step
from tutorials.practice import practice_answers, rehearsal
from tutorials.typed import looks_like, same, typed_fields

NO_REGION = "ZZ"
"""Canonical phone numbers carry their country, so a lesson is checked without the city's (ISO 3166: user-assigned)."""


def problems_of(lesson: Lesson, services: Mapping[str, Service], today: date) -> list[Problem]:
    """Return all that keeps a lesson from being published; an empty list means it may be. `services` are by id."""
    found = _service_problems(lesson, services)
    service = services.get(lesson.service or "")
    if service is not None:
        context = Context(today, NO_REGION)
        found += [_at(lesson, step, what) for step in lesson.steps for what in _step_problems(step, service, context)]
        found += [_at(lesson, step, what) for step, what in _person_problems(lesson, service, context)]
        # The journey can only be walked with answers that are right one by one.
        found += [] if found else _order_problems(lesson, service, today) + _journey_problems(lesson, service, today)
    return found


def _at(lesson: Lesson, step: Step, what: str) -> Problem:
    return Problem(f"lesson {lesson.id}, step {step.id}", what)


def _service_problems(lesson: Lesson, services: Mapping[str, Service]) -> list[Problem]:
    bound = {"service": lesson.service, "next": lesson.next.service}
    bound |= {f"step {step.id}": step.service for step in lesson.steps}
    return [
        Problem(f"lesson {lesson.id}, {place}", f"there is no service '{service_id}'")
        for place, service_id in bound.items()
        if service_id is not None and service_id not in services
    ]


def _step_problems(step: Step, service: Service, context: Context) -> list[str]:
    if step.pages:
        return [what for page in step.pages for what in _step_problems(page, service, context)]
    if step.kind != "practise":
        return []
    question = service.question(step.question or "")
    if question is None:
        return [f"question '{step.question}' is not in service '{service.id}' any more"]
    named = f"question '{question.id}' of service '{service.id}'"
    if question.type != step.type:
        return [f"{named} is now a {question.type}; the step was written for a {step.type}"]
    if question.is_exit:
        return [f"{named} ends the journey; it has no answer to practise"]
    return [
        *_option_problems(step, question, named),
        *_value_problems(question, step.expect, context, "expect"),
        *_mistake_problems(step, question),
    ]


def _option_problems(step: Step, question: Question, named: str) -> Iterator[str]:
    live, known = [option.id for option in question.options], step.options or ()
    for gone in [each for each in known if each not in live]:
        yield f"{named} has no option '{gone}' any more"
    for new in [each for each in live if each not in known]:
        yield f"{named} has a new option '{new}', which the step does not know"


def _value_problems(question: Question, value: Any, context: Context, place: str) -> Iterator[str]:
    """Say why the live question would not keep exactly this value."""
    try:
        canonical = check(question, value, context)
    except AnswerWrong as error:
        reasons = " ".join(wrong.message % wrong.values for wrong in error.wrongs)
        yield f"{place}: the live question '{question.id}' does not take {value!r}: {reasons}"
        return
    if type(canonical) is not type(value) or canonical != value:
        yield f"{place}: the live question '{question.id}' keeps this as {canonical!r}; write it so"


def _mistake_problems(step: Step, question: Question) -> Iterator[str]:
    for number, mistake in enumerate(step.mistakes, 1):
        if mistake.like is None and same(question.type, mistake.value, step.expect):
            yield f"mistake {number}: {mistake.value!r} is the right answer"
        elif mistake.like is not None and _fits_the_right_answer(mistake, question, step.expect):
            yield f"mistake {number}: '{mistake.like}' is found in the right answer too (capitals do not matter)"


def _fits_the_right_answer(mistake: Mistake, question: Question, expect: Any) -> bool:
    usual = {name: [text] for name, text in typed_fields(question.type, expect).items()}
    return looks_like(mistake.like or "", question.type, usual)


def _person_problems(lesson: Lesson, service: Service, context: Context) -> Iterator[tuple[Step, str]]:
    """What is wrong with the person's own answers, each with the step after which it stands on the service."""
    practised = {page.question for step in lesson.steps for page in step.practised}
    for question_id, value in lesson.given.items():
        question = service.question(question_id)
        if question is None or question.is_exit:
            yield (
                _beside(lesson, service, question_id),
                f"answers: service '{service.id}' asks no question '{question_id}'",
            )
        elif question_id in practised:
            yield (
                next(step for step, page in _pages(lesson) if page.question == question_id),
                f"answers: '{question_id}' is practised in a step; its answer is given there",
            )
        else:
            step = _beside(lesson, service, question_id)
            yield from ((step, what) for what in _value_problems(question, value, context, f"answers.{question_id}"))


def _beside(lesson: Lesson, service: Service, question_id: str) -> Step:
    """The step that practises the nearest question before this one; the first of the lesson where there is none."""
    order = [each.id for each in service.every]
    name = question_id.rpartition("/")[2]
    before = set(order[: order.index(name)] if name in order else ())
    steps = [step for step, page in _pages(lesson) if (page.question or "").rpartition("/")[2] in before]
    return steps[-1] if steps else lesson.steps[0]


def _order_problems(lesson: Lesson, service: Service, today: date) -> list[Problem]:
    order = [page.id for page in rehearsal(lesson, service, practice_answers(lesson), today).pages]
    problems, last = [], -1
    for step, page in _pages(lesson):
        if page.question not in order:
            continue
        place = order.index(page.question)
        if place < last:
            what = f"question '{page.question}' comes before '{order[last]}' in service '{service.id}'; move the step"
            problems.append(_at(lesson, step, what))
        last = max(last, place)
    return problems


def _journey_problems(lesson: Lesson, service: Service, today: date) -> list[Problem]:
    """Hold the lesson's answers to a whole journey, as the check and send pages of a service need one."""
    problems = []
    whole = rehearsal(lesson, service, practice_answers(lesson), today)
    asked = {page.id for page in whole.pages}
    for step, page in _pages(lesson):
        if page.question not in asked:
            problems.append(_at(lesson, step, f"{_name(lesson)} is never asked '{page.question}'"))
    for step in lesson.steps:
        if step.kind in {"check", "send"}:
            problems += [_at(lesson, step, what) for what in _gaps(lesson, service, step, today)]
    problems += [
        _at(lesson, _beside(lesson, service, question_id), f"answers: {_name(lesson)} is never asked '{question_id}'")
        for question_id in lesson.given
        if question_id not in asked
    ]
    return problems


def _pages(lesson: Lesson) -> list[tuple[Step, Step]]:
    """Each page of the service that is practised, after the step in which that happens."""
    return [(step, page) for step in lesson.steps for page in step.practised]


def _name(lesson: Lesson) -> str:
    return lesson.person.name if lesson.person else "nobody"


def _gaps(lesson: Lesson, service: Service, step: Step, today: date) -> Iterator[str]:
    here = rehearsal(lesson, service, practice_answers(lesson, step.id), today)
    if here.exit is not None:
        yield f"the journey ends at '{here.exit.id}' with nothing to send; the answers before it lead there"
    for page in here.pages:
        if page.id not in here.answers and here.exit is None:
            yield f"'{page.id}' has no answer before this step; practise it, or give it in person.answers"
