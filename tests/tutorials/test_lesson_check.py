from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.load import load_service
from flows.service import Service
from tutorials.check import problems_of
from tutorials.lesson import Lesson
from tutorials.load import lesson_from, load_lesson

TODAY = date(2026, 11, 20)
CONTENT = Path(__file__).parents[2] / "content"


def said(lesson: Lesson, service: Service) -> list[str]:
    return [str(problem) for problem in problems_of(lesson, {service.id: service}, TODAY)]


@pytest.fixture
def changed(document: Callable[..., dict[str, Any]]) -> Callable[..., Lesson]:
    """The lesson with one step's keys changed."""

    def build(step_id: str, changes: dict[str, Any]) -> Lesson:
        whole = document()
        whole["steps"] = [{**step, **changes} if step["id"] == step_id else step for step in whole["steps"]]
        return lesson_from(whole)

    return build


def test_a_lesson_that_fits_its_service_has_no_problems(lesson: Lesson, service: Service) -> None:
    assert said(lesson, service) == []


@pytest.mark.parametrize("path", sorted((CONTENT / "lessons").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_lessons_of_the_demo_city_fit_its_services(path: Path) -> None:
    services = {each.stem: load_service(each.read_text()) for each in (CONTENT / "services").glob("*.yaml")}
    assert [str(problem) for problem in problems_of(load_lesson(path.read_text()), services, TODAY)] == []


def test_a_service_that_is_gone_is_named(lesson: Lesson) -> None:
    assert [str(problem) for problem in problems_of(lesson, {}, TODAY)] == [
        "lesson first-card, service: there is no service 'travel-card'",
        "lesson first-card, next: there is no service 'travel-card'",
    ]


def test_a_question_that_is_gone_is_named_with_its_lesson_and_step(
    lesson: Lesson, service_with: Callable[..., Service]
) -> None:
    assert said(lesson, service_with("full_name", None)) == [
        "lesson first-card, step full-name: question 'full_name' is not in service 'travel-card' any more"
    ]


def test_a_question_that_became_a_text_is_named(lesson: Lesson, service_with: Callable[..., Service]) -> None:
    live = service_with("birth_date", {"type": "text", "earliest": None, "latest": None})
    assert "; ".join(said(lesson, live)) == (
        "lesson first-card, step birth-date: question 'birth_date' of service 'travel-card' is now a text; "
        "the step was written for a date"
    )


def test_options_that_are_gone_and_options_that_are_new_are_both_named(
    lesson: Lesson, service_with: Callable[..., Service]
) -> None:
    options = [{"id": "post", "text": "By post"}, {"id": "boat", "text": "By boat"}]
    problems = said(lesson, service_with("delivery", {"options": options}))
    assert len(problems) == 2
    assert problems[0].endswith("has no option 'pickup' any more")
    assert problems[1].endswith("has a new option 'boat', which the step does not know")


def test_an_answer_that_the_live_question_refuses_is_named(
    lesson: Lesson, service_with: Callable[..., Service]
) -> None:
    live = service_with("birth_date", {"earliest": date(1960, 1, 1)})
    assert said(lesson, live) == [
        (
            "lesson first-card, step birth-date: expect: the live question 'birth_date' does not take '1951-05-04': "
            "This date is too early. Please give 1960-01-01 or later."
        )
    ]


@pytest.mark.parametrize(
    ("question", "kind", "value", "canonical"),
    [
        ("income", "money", "850", "'850.00'"),
        ("phone", "phone", "+44 7700 900101", "'+447700900101'"),
        ("help", "choices", ["hearing", "steps"], "['steps', 'hearing']"),
        ("full_name", "text", "Rosa  Lee", "'Rosa Lee'"),
    ],
)
def test_an_answer_that_would_be_kept_otherwise_is_named(
    one_step: Callable[..., Lesson], service: Service, question: str, kind: str, value: Any, canonical: str
) -> None:
    problems = said(one_step(question, kind, expect=value), service)
    assert any(f"keeps this as {canonical}; write it so" in problem for problem in problems)


@pytest.mark.parametrize("like", ["lee", "^rosa lee$", "ROSA"])
def test_a_pattern_that_fits_the_right_answer_is_named(
    changed: Callable[..., Lesson], service: Service, like: str
) -> None:
    lesson = changed("full-name", {"mistakes": [{"like": "^x", "say": "x"}, {"like": like, "say": "What?"}]})
    assert said(lesson, service) == [
        (
            f"lesson first-card, step full-name: mistake 2: '{like}' is found in the right answer too "
            "(capitals do not matter)"
        )
    ]


def test_a_mistake_that_is_the_right_answer_is_named(changed: Callable[..., Lesson], service: Service) -> None:
    lesson = changed("full-name", {"mistakes": [{"is": "rosa lee", "say": "What?"}]})
    assert said(lesson, service) == ["lesson first-card, step full-name: mistake 1: 'rosa lee' is the right answer"]


def test_steps_in_another_order_than_the_service_are_named(
    document: Callable[..., dict[str, Any]], service: Service
) -> None:
    whole = document()
    whole["steps"][1], whole["steps"][2] = whole["steps"][2], whole["steps"][1]
    assert said(lesson_from(whole), service) == [
        (
            "lesson first-card, step full-name: question 'full_name' comes before 'birth_date' in service "
            "'travel-card'; move the step"
        )
    ]


def test_a_check_or_send_before_the_journey_is_whole_is_named_with_what_is_missing(
    document: Callable[..., dict[str, Any]], service: Service
) -> None:
    whole = document()
    del whole["person"]["answers"]["phone"]
    assert said(lesson_from(whole), service) == [
        f"lesson first-card, step {step}: 'phone' has no answer before this step; practise it, or give it in "
        "person.answers"
        for step in ("check", "send")
    ]


def test_a_lesson_that_neither_checks_nor_sends_needs_no_whole_journey(
    document: Callable[..., dict[str, Any]], service: Service
) -> None:
    whole = document()
    whole["person"]["answers"] = {}
    whole["steps"] = whole["steps"][:-2]
    assert said(lesson_from(whole), service) == []


def test_a_person_who_is_sent_away_is_named(changed: Callable[..., Lesson], service: Service) -> None:
    lesson = changed("birth-date", {"expect": "1990-05-04", "mistakes": []})
    problems = said(lesson, service)
    assert (
        "lesson first-card, step check: the journey ends at 'too_young' with nothing to send; "
        "the answers before it lead there" in problems
    )
    assert "lesson first-card, step delivery: Rosa Lee is never asked 'delivery'" in problems
    assert "lesson first-card, step delivery: answers: Rosa Lee is never asked 'phone'" in problems


@pytest.mark.parametrize(
    ("question", "value", "what"),
    [
        ("gone", "x", "service 'travel-card' asks no question 'gone'"),
        ("too_young", True, "service 'travel-card' asks no question 'too_young'"),
        ("full_name", "Rosa Lee", "'full_name' is practised in a step; its answer is given there"),
        ("rides", "many", "answers.rides: the live question 'rides' does not take 'many'"),
        ("rides", "12", "answers.rides: the live question 'rides' keeps this as 12; write it so"),
        ("rides", True, "answers.rides: the live question 'rides' does not take True"),
        ("pickup_office", "pier", "Rosa Lee is never asked 'pickup_office'"),
    ],
)
def test_the_answers_of_the_person_are_checked_like_those_of_the_steps(
    document: Callable[..., dict[str, Any]], service: Service, question: str, value: Any, what: str
) -> None:
    whole = document()
    whole["person"]["answers"][question] = value
    assert [problem for problem in said(lesson_from(whole), service) if what in problem]


def test_a_page_that_ends_the_journey_cannot_be_practised(
    document: Callable[..., dict[str, Any]], practise_step: Callable[..., dict[str, Any]], service: Service
) -> None:
    step = {**practise_step("full_name", "exit", expect=None), "question": "too_young"}
    lesson = lesson_from(document(steps=[step]))
    assert said(lesson, service) == [
        (
            "lesson first-card, step full-name: question 'too_young' of service 'travel-card' ends the journey; "
            "it has no answer to practise"
        )
    ]
