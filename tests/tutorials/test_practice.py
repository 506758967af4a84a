import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tutorials
from flows.service import Service
from flows.types import Context
from tutorials.lesson import Lesson
from tutorials.load import lesson_from
from tutorials.practice import (
    Feedback,
    LessonOutOfDate,
    judge,
    judge_choice,
    judge_value,
    practice_answers,
    rehearsal,
)

TYPO = {"like": "^rosa lea$", "say": "The last letter is an e."}


def date_fields(day: str, month: str, year: str) -> dict[str, list[str]]:
    return {"answer-day": [day], "answer-month": [month], "answer-year": [year]}


@pytest.fixture
def told(lesson: Lesson, service: Service, context: Context) -> Callable[..., Feedback]:
    """What is said when these fields are typed at a step of the lesson."""
    return lambda step, fields: judge(lesson, lesson.by_id[step], service, fields, context)


@pytest.mark.parametrize("typed", ["Rosa Lee", "rosa lee", "  ROSA   LEE ", "Rosa Lee. ", "rosa\tlee"])
def test_a_name_is_right_whatever_its_capitals_and_spaces(told: Callable[..., Feedback], typed: str) -> None:
    feedback = told("full-name", {"answer": [typed]})
    assert feedback.is_right
    assert feedback.message == "Well done."


def test_a_named_mistake_is_told_with_its_own_words(told: Callable[..., Feedback]) -> None:
    feedback = told("full-name", {"answer": ["ROSA"]})
    assert (feedback.kind, feedback.message, feedback.mistake) == ("mistake", "Add her family name.", 0)


def test_any_other_wrong_answer_gets_the_rest(told: Callable[..., Feedback]) -> None:
    feedback = told("full-name", {"answer": ["Mary Green"]})
    assert (feedback.kind, feedback.message, feedback.mistake) == ("not-right", "This is another answer.", None)


def test_what_the_service_cannot_read_is_said_exactly_as_the_service_says_it(told: Callable[..., Feedback]) -> None:
    feedback = told("birth-date", date_fields("4", "13", "1951"))
    assert feedback.kind == "cannot-be-read"
    assert feedback.message == "The month is a number from 1 to 12."
    assert [wrong.field_name for wrong in feedback.wrongs] == ["answer-month"]


def test_nothing_typed_is_asked_for_as_the_service_asks(told: Callable[..., Feedback]) -> None:
    assert told("full-name", {}).message == "Please write an answer."
    assert told("delivery", {}).message == "Please choose one of the answers shown."


def test_a_named_mistake_comes_before_the_services_own_error(told: Callable[..., Feedback]) -> None:
    assert told("birth-date", date_fields("4", "5", "51")).message == "The year needs four numbers."
    in_the_future = told("birth-date", date_fields("4", "5", "2051"))
    assert (in_the_future.kind, in_the_future.mistake) == ("mistake", 1)


def test_a_mistake_that_the_service_would_refuse_is_still_recognised(
    one_step: Callable[..., Lesson], service: Service, context: Context
) -> None:
    lesson = one_step("birth_date", "date", mistakes=[{"is": "2051-05-04", "say": "Our own time."}])
    step = lesson.steps[0]
    assert judge(lesson, step, service, date_fields("04", "05", "2051"), context).mistake == 0
    assert judge_value(lesson, step, service, "2051-05-04", context).mistake == 0
    assert judge_value(lesson, step, service, {"day": "4", "month": "5", "year": "2051"}, context).mistake == 0
    assert judge(lesson, step, service, date_fields("4", "5", "2052"), context).kind == "cannot-be-read"


def test_a_date_is_right_with_zeros_in_front(told: Callable[..., Feedback]) -> None:
    assert told("birth-date", date_fields("04", "5 ", "１９５１")).is_right


def test_a_mistake_given_as_an_answer_is_recognised(told: Callable[..., Feedback]) -> None:
    assert told("birth-date", date_fields("5", "4", "1951")).message == "The day and the month have changed places."
    assert told("delivery", {"answer": ["pickup"]}).message == "She wants it at home."


def test_the_first_fitting_mistake_is_told(one_step: Callable[..., Lesson], service: Service, context: Context) -> None:
    lesson = one_step("full_name", "text", mistakes=[TYPO, {"is": "rosa lea", "say": "Second."}])
    assert judge(lesson, lesson.steps[0], service, {"answer": ["Rosa Lea"]}, context).mistake == 0


def test_a_right_answer_is_right_even_where_a_mistake_fits_too(
    one_step: Callable[..., Lesson], service: Service, context: Context
) -> None:
    lesson = one_step("full_name", "text", mistakes=[{"like": "rosa", "say": "No."}])
    assert judge(lesson, lesson.steps[0], service, {"answer": ["Rosa Lee"]}, context).is_right


@pytest.mark.parametrize(
    ("question", "kind", "value"),
    [
        ("full_name", "text", "rosa lee"),
        ("birth_date", "date", "1951-05-04"),
        ("birth_date", "date", {"day": 4, "month": 5, "year": 1951}),
        ("address", "address", {"line1": "7 mill lane", "town": "Harbour  City", "postcode": "hc34de"}),
        ("delivery", "choice", "post"),
        ("help", "choices", ["hearing", "steps"]),
        ("rides", "number", 1200),
        ("rides", "number", "1,200"),
        ("income", "money", "£850"),
        ("alone", "yes_no", True),
        ("phone", "phone", "07700 900101"),
        ("email", "email", "Rosa@Example.org"),
        ("more", "long_text", None),
        ("read_it", "info", True),
        ("agreed", "declaration", True),
    ],
)
def test_every_type_can_be_practised_with_json(
    one_step: Callable[..., Lesson], service: Service, context: Context, question: str, kind: str, value: Any
) -> None:
    lesson = one_step(question, kind)
    assert judge_value(lesson, lesson.steps[0], service, value, context).is_right


@pytest.mark.parametrize("value", [7.5, [1], {"a": 1}, False, "2001", {"line1": ["x"]}, []])
@pytest.mark.parametrize(("question", "kind"), [("birth_date", "date"), ("address", "address"), ("more", "long_text")])
def test_odd_json_is_never_right_and_never_an_accident(
    one_step: Callable[..., Lesson], service: Service, context: Context, question: str, kind: str, value: Any
) -> None:
    lesson = one_step(question, kind, expect="Thank you") if question == "more" else one_step(question, kind)
    assert not judge_value(lesson, lesson.steps[0], service, value, context).is_right


def test_true_is_not_the_number_one(one_step: Callable[..., Lesson], service: Service, context: Context) -> None:
    lesson = one_step("rides", "number", expect=1)
    assert judge_value(lesson, lesson.steps[0], service, value=True, context=context).kind == "cannot-be-read"


def test_a_step_on_a_question_that_is_gone_or_changed_says_so_loudly(
    lesson: Lesson, service_with: Callable[..., Service], context: Context
) -> None:
    step = lesson.by_id["full-name"]
    for changed in (service_with("full_name", None), service_with("full_name", {"type": "long_text"})):
        with pytest.raises(LessonOutOfDate, match="lesson first-card, step full-name: the service has no 'full_name'"):
            judge(lesson, step, changed, {"answer": ["Rosa Lee"]}, context)


def test_a_choice_inside_the_lesson_gets_its_own_words(lesson: Lesson) -> None:
    step = lesson.by_id["know-back"]
    assert judge_choice(step, "back").is_right
    assert judge_choice(step, "back").message == "Yes, that is it."
    wrong = judge_choice(step, "off")
    assert (wrong.kind, wrong.message, wrong.mistake) == ("mistake", "There is an easier way.", 0)


@pytest.mark.parametrize("choice", [None, "", "elsewhere"])
def test_no_choice_is_asked_for(lesson: Lesson, choice: str | None) -> None:
    assert judge_choice(lesson.by_id["know-back"], choice).kind == "cannot-be-read"


def test_the_answers_so_far_are_those_of_the_steps_before_and_what_the_person_was_given(lesson: Lesson) -> None:
    given = set(lesson.person.answers)
    assert set(practice_answers(lesson, "welcome")) == given
    assert set(practice_answers(lesson, "birth-date")) == given | {"full_name"}
    assert set(practice_answers(lesson)) == given | {"full_name", "birth_date", "delivery"}
    assert practice_answers(lesson)["birth_date"] == "1951-05-04"
    with pytest.raises(KeyError):
        practice_answers(lesson, "gone")


def test_a_rehearsal_is_the_real_journey_with_the_made_up_answers(
    lesson: Lesson, service: Service, context: Context
) -> None:
    whole = rehearsal(lesson, service, practice_answers(lesson, "check"), context.today)
    assert whole.complete
    assert whole.answers["full_name"] == "Rosa Lee"
    assert "pickup_office" not in whole.answers
    early = rehearsal(lesson, service, practice_answers(lesson, "birth-date"), context.today)
    assert early.next.id == "birth_date"


def test_a_rehearsal_of_another_service_is_refused(
    document: Callable[..., dict[str, Any]], service: Service, context: Context
) -> None:
    lesson = lesson_from(document(service="another"))
    with pytest.raises(ValueError, match="not about 'travel-card'"):
        rehearsal(lesson, service, {}, context.today)


def test_the_engine_can_reach_nothing_that_sends_or_stores() -> None:
    allowed = {"flows", "i18n", "tutorials", "marshmallow", "phonenumbers", "fsrs"}
    plain = {
        "collections",
        "dataclasses",
        "datetime",
        "functools",
        "hashlib",
        "itertools",
        "json",
        "pathlib",
        "re",
        "xml",
    }
    plain |= {"typing", "uuid", "math"}
    for path in Path(tutorials.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= allowed | plain, path
