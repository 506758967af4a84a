"""The story in a lesson that a service makes of itself: one person, who says the same of herself on every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import check as flow_check
from flows.load import ServiceBroken, load_service
from flows.service import Question
from flows.show import phone_in_words
from tests.flows.flows_examples import TODAY, raw, service
from tutorials.from_service import practice_of
from tutorials.lesson import Lesson, Step
from tutorials.typed import typed_fields
from tutorials.walk import MadeUp, whole_journey

CITY = Path(__file__).parents[2] / "content" / "services"
DEMO = {path.stem: load_service(path.read_text()) for path in sorted(CITY.glob("*.yaml"))}
OFFICES = {"residents-office": "Residents' Registration Office", "mill-lane-library": "Mill Lane Library"}
ROSA = MadeUp("Harbour City", "GB", offices=OFFICES)
MADE = {name: practice_of(of, ROSA, TODAY) for name, of in DEMO.items()}


def answered(name: str) -> Iterator[tuple[Question, Step]]:
    for step in MADE[name].steps:
        question = DEMO[name].question(step.question or "")
        if question is not None:
            yield question, step


@pytest.mark.parametrize("name", DEMO)
def test_rosa_has_one_name_and_one_birthday_on_every_page(name: str) -> None:
    for question, step in answered(name):
        said = step.expect
        if question.type == "person" and "born" in said:
            is_rosa = (said["given"], said["family"]) == ("Rosa", "Lee")
            assert is_rosa == (said["born"] == "1951-05-04"), question.id
        if question.type == "date" and question.label == "Date of birth" and question.group is None:
            assert said == "1951-05-04", question.id
        if question.prefill == "residents.full_name":
            assert said in ("Rosa Lee", {"given": "Rosa", "family": "Lee"}), question.id


@pytest.mark.parametrize("name", DEMO)
def test_the_last_hint_says_all_that_has_to_be_typed(name: str) -> None:
    for question, step in answered(name):
        if question.type in {"text", "long_text", "number", "money", "date", "person", "address", "national_id"}:
            fields = {part: text.lstrip("0") for part, text in typed_fields(question.type, step.expect).items()}
        elif question.type == "phone":
            fields = {"answer": phone_in_words(step.expect, "GB")}
        else:
            continue
        assert [each for each in fields.values() if each not in step.hints[2]] == [], question.id


@pytest.mark.parametrize("name", DEMO)
def test_no_text_is_a_bare_number(name: str) -> None:
    for question, step in answered(name):
        if question.type in {"text", "long_text"} and step.expect is not None:
            assert not step.expect.replace(" ", "").isdigit(), question.id
            assert "Mary Ann Green" not in step.expect, "the name of somebody else, from the hint"


def test_the_tales_of_the_city_hang_together() -> None:
    def said(name: str) -> dict[str, object]:
        return {question.id.rpartition("/")[2]: step.expect for question, step in answered(name)}

    birth, name, meals = said("birth-registration"), said("name-change"), said("school-meals")
    assert birth["who"] == "was_there", "at 75 she is the grandmother"
    assert birth["mother"] == {"given": "Anna", "family": "Lee", "born": "1990-03-02"}
    assert (name["why_changed"], name["new_name"]) == ("married", {"given": "Rosa", "family": "Green"})
    assert meals["relation"] == "grandparent"
    assert said("library-card")["full_name"] == "Rosa Lee"
    assert "Anna and Lily live with Rosa" in story(MADE["birth-registration"])


def story(lesson: Lesson) -> str:
    assert lesson.person
    return str(lesson.person.story)


def test_an_example_comes_before_all_that_can_be_guessed() -> None:
    of = service(
        raw("kind", "choice", example="blue"),
        raw("firm", "text", hint="For example, Bright Bay Energy.", example="Hill Bakery"),
        raw("rides", "number", example=7),
        raw("child", "person", born="required", example={"given": "Sam", "family": "Lee", "born": "2020-01-02"}),
    )
    assert list(whole_journey(of, ROSA, TODAY).values()) == [
        "blue",
        "Hill Bakery",
        7,
        {"given": "Sam", "family": "Lee", "born": "2020-01-02"},
    ]


def test_an_example_that_leads_to_no_end_gives_way_to_one_that_does() -> None:
    of = service(raw("here", "yes_no", example=False), raw("away", "exit", when={"here": False}), raw("more", "text"))
    assert whole_journey(of, ROSA, TODAY)["here"] is True


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (raw("kind", "choice", example="violet"), "questions.kind.example"),
        (raw("rides", "number", example="many"), "questions.rides.example"),
        (raw("child", "person", example={"name": "Sam"}), "in two parts"),
    ],
)
def test_an_example_that_the_question_would_not_take_is_named(question: dict[str, object], why: str) -> None:
    (found,) = flow_check.problems_of(service(question), TODAY)
    assert why in str(found)


def test_a_page_that_takes_no_words_has_no_example() -> None:
    with pytest.raises(ServiceBroken, match="has no example"):
        service(raw("seen", "info", example=True))


def test_the_first_of_several_people_is_not_the_one_whom_the_register_knows() -> None:
    """Who asks names herself later: the child comes first."""
    of = service(
        raw("child", "person", born="required"), raw("me", "person", born="required", prefill="residents.full_name")
    )
    answers = whole_journey(of, ROSA, TODAY)
    assert (answers["me"]["given"], answers["me"]["born"]) == ("Rosa", "1951-05-04")
    assert answers["child"]["given"] != "Rosa"
    assert answers["child"]["born"] != "1951-05-04"
