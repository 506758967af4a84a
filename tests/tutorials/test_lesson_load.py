from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tutorials.lesson import Lesson
from tutorials.load import LessonBroken, lesson_from, load_lesson

LIVE = Path(__file__).parents[2] / "content" / "lessons"


def problems(document: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(LessonBroken) as broken:
        lesson_from(document)
    return {problem.where: problem.what for problem in broken.value.problems}


def with_step(document: Callable[..., dict[str, Any]], step_id: str, **changes: Any) -> dict[str, Any]:
    whole = document()
    whole["steps"] = [
        {key: value for key, value in {**step, **changes}.items() if value is not ...}
        if step["id"] == step_id
        else step
        for step in whole["steps"]
    ]
    return whole


def test_a_whole_lesson_loads_with_all_its_parts(lesson: Lesson) -> None:
    assert lesson.by_id["full-name"].mistakes[0].like == "^rosa$"
    assert lesson.by_id["full-name"].otherwise == "This is another answer."
    assert lesson.by_id["know-back"].choice("back").right
    assert lesson.by_id["know-back"].choice("nothing") is None
    assert lesson.by_id["delivery"].options == ("post", "pickup")
    assert lesson.person.answers["rides"] == 1200
    assert lesson.next.service == "travel-card"


@pytest.mark.parametrize("path", sorted(LIVE.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_lessons_of_the_demo_city_load(path: Path) -> None:
    assert load_lesson(path.read_text()).id == path.stem


def test_a_step_without_words_for_the_ear_is_heard_as_it_is_read(document: Callable[..., dict[str, Any]]) -> None:
    spoken = lesson_from(with_step(document, "welcome", spoken="Nothing can go wrong."))
    assert spoken.steps[0].heard == "Nothing can go wrong."
    assert lesson_from(document()).steps[0].heard == "Nothing can go wrong here."


def test_one_knows_where_a_step_stands_and_what_is_beside_it(lesson: Lesson) -> None:
    assert lesson.position("welcome") == (1, 7)
    assert lesson.position("send") == (7, 7)
    assert lesson.after("welcome").id == "full-name"
    assert lesson.after("send") is None
    assert lesson.before("full-name").id == "welcome"
    assert lesson.before("welcome") is None
    with pytest.raises(KeyError):
        lesson.position("gone")


def test_the_version_changes_with_any_word_and_with_nothing_else(
    document: Callable[..., dict[str, Any]], rewritten: Callable[..., str]
) -> None:
    version = lesson_from(document()).version
    assert load_lesson(rewritten()).version == version
    assert lesson_from(with_step(document, "welcome", say="Nothing can go wrong.")).version != version
    assert lesson_from(with_step(document, "full-name", mistakes=[])).version != version
    assert len(version) == 16


@pytest.mark.parametrize(
    ("step", "changes", "where"),
    [
        ("full-name", {"hints": ["One.", "Two."]}, "steps.full-name.hints"),
        ("full-name", {"hints": ...}, "steps.full-name.hints"),
        ("full-name", {"expect": ...}, "steps.full-name.expect"),
        ("full-name", {"else": ...}, "steps.full-name.else"),
        ("full-name", {"done": ...}, "steps.full-name.done"),
        ("full-name", {"question": ...}, "steps.full-name.question"),
        ("full-name", {"question": "Full Name"}, "steps.full-name.question"),
        ("full-name", {"type": "words"}, "steps.full-name.type"),
        ("full-name", {"expect": 7}, "steps.full-name.expect"),
        ("full-name", {"options": ["post", "pickup"]}, "steps.full-name.options"),
        ("full-name", {"say": "One. Two! Three?"}, "steps.full-name.say"),
        ("full-name", {"say": "x" * 301}, "steps.full-name.say"),
        ("full-name", {"mistakes": [{"say": "What?"}]}, "steps.full-name.mistakes.1"),
        ("full-name", {"mistakes": [{"is": "Lee", "like": "^lee", "say": "Both?"}]}, "steps.full-name.mistakes.1"),
        ("full-name", {"mistakes": [{"is": 4, "say": "What?"}]}, "steps.full-name.mistakes.1.is"),
        ("full-name", {"mistakes": [{"like": "(", "say": "What?"}]}, "steps.full-name.mistakes.1.like"),
        ("full-name", {"mistakes": [{"like": "(a+)+$", "say": "What?"}]}, "steps.full-name.mistakes.1.like"),
        ("full-name", {"mistakes": [{"like": "a" * 201, "say": "What?"}]}, "steps.full-name.mistakes.0.like"),
        ("birth-date", {"expect": "4 May 1951"}, "steps.birth-date.expect"),
        ("delivery", {"options": ...}, "steps.delivery.options"),
        ("delivery", {"options": ["post", "post"]}, "steps.delivery.options"),
        ("delivery", {"options": ["post", False]}, "steps.delivery.options"),
        ("know-back", {"options": ...}, "steps.know-back.options"),
        ("know-back", {"hints": ...}, "steps.know-back.hints"),
        ("know-back", {"question": "full_name"}, "steps.know-back.question"),
        ("welcome", {"question": "full_name"}, "steps.welcome.question"),
        ("welcome", {"kind": "play"}, "steps.welcome.kind"),
        ("welcome", {"colour": "red"}, "steps.welcome.colour"),
        ("check", {"expect": True}, "steps.check.expect"),
        ("check", {"hints": ...}, "steps.check.hints"),
    ],
)
def test_each_mistake_in_a_step_is_named_by_its_place(
    document: Callable[..., dict[str, Any]], step: str, changes: Any, where: str
) -> None:
    assert where in problems(with_step(document, step, **changes))


def test_a_choose_step_has_exactly_one_right_option_and_something_to_say_to_each(
    document: Callable[..., dict[str, Any]],
) -> None:
    good = {"id": "back", "text": "Press Back", "right": True, "say": "Yes."}
    two_right = [good, {**good, "id": "also"}]
    none_right = [{**each, "right": False} for each in two_right]
    no_say = [good, {"id": "off", "text": "Turn it off"}]
    twice = [good, {**good, "right": False}]
    assert problems(with_step(document, "know-back", options=two_right)) == {
        "steps.know-back.options": "exactly one option is right"
    }
    assert "steps.know-back.options" in problems(with_step(document, "know-back", options=none_right))
    assert "steps.know-back.options.off.say" in problems(with_step(document, "know-back", options=no_say))
    assert problems(with_step(document, "know-back", options=twice)) == {
        "steps.know-back.options": "'back' is given twice"
    }


def test_a_step_id_used_twice_is_named(document: Callable[..., dict[str, Any]]) -> None:
    whole = document()
    whole["steps"].append(whole["steps"][0])
    assert problems(whole) == {"steps.welcome": "this id is used twice"}


def test_every_mistake_is_named_at_once(document: Callable[..., dict[str, Any]]) -> None:
    whole = with_step(document, "full-name", done=..., expect=...)
    whole["steps"][0]["question"] = "full_name"
    assert set(problems(whole)) == {
        "steps.full-name.done",
        "steps.full-name.expect",
        "steps.welcome.question",
    }


def test_a_date_without_quotes_is_explained(rewritten: Callable[..., str]) -> None:
    text = rewritten().replace("expect: '1951-05-04'", "expect: 1951-05-04")
    with pytest.raises(LessonBroken, match="put quotes around a date"):
        load_lesson(text)


@pytest.mark.parametrize("value", [{"a": {"b": {"c": {"d": 1}}}}, ["x" * 3000], 1.5, {1: "a"}])
def test_what_is_no_answer_is_refused_in_the_answers_of_the_person(
    document: Callable[..., dict[str, Any]], value: Any
) -> None:
    person = {**document()["person"], "answers": {"more": value}}
    assert list(problems(document(person=person))) == ["person.answers.more"]


@pytest.mark.parametrize("text", ["", "[]", "5", "- a: 1", "null", "words alone"])
def test_what_is_not_a_mapping_is_told_all_that_it_lacks(text: str) -> None:
    with pytest.raises(LessonBroken) as broken:
        load_lesson(text)
    assert "steps" in {problem.where for problem in broken.value.problems}


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2", "a: &x 1\nb: *x", "a: !!python/name:os.system"])
def test_broken_yaml_is_a_broken_lesson(text: str) -> None:
    with pytest.raises(LessonBroken):
        load_lesson(text)


def test_a_sentence_ends_at_a_stop_and_not_inside_a_number(document: Callable[..., dict[str, Any]]) -> None:
    loaded = lesson_from(with_step(document, "welcome", say="A ticket costs 1.50 today. It is free for you!"))
    assert isinstance(loaded, Lesson)
    assert "steps.welcome.say" in problems(with_step(document, "welcome", say="第一句。第二句！第三句？"))
