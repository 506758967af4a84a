"""Lessons that make themselves, practised in a browser without scripts."""

from typing import Any

import pytest

from backend.parts import Parts
from tests.web.readers import Reader, snapshot
from tutorials.lesson import Lesson
from tutorials.typed import typed_fields

MADE = ("change-of-address", "library-card", "winter-heating-help")


def the_lesson(parts: Parts, name: str) -> Lesson:
    return parts.content.lessons[name]


def test_every_service_leads_to_its_practice_and_the_list_has_them_all(nobody: Reader, parts: Parts) -> None:
    listed = nobody.get("/lessons").text
    for name in parts.content.services:
        lesson = parts.content.lesson_of(name)
        assert lesson is not None
        assert f'href="/lessons/{lesson.id}"' in nobody.get(f"/services/{name}").text
        assert f'href="/lessons/{lesson.id}"' in listed
    assert "Practise getting a senior travel card" in listed, "what somebody wrote keeps its place"


@pytest.mark.parametrize("name", MADE)
def test_a_made_lesson_is_practised_to_its_end_and_touches_nothing(nobody: Reader, parts: Parts, name: str) -> None:
    def untouched() -> dict[str, list[Any]]:
        return {table: rows for table, rows in snapshot(parts).items() if not table.startswith("learn")}

    before, lesson = untouched(), the_lesson(parts, name)
    assert nobody.get(f"/lessons/{name}").location == f"/lessons/{name}?step=welcome&run=guided"
    for step in lesson.steps:
        typed = {} if step.kind != "practise" else typed_fields(step.type or "", step.expect)
        sent = {"answer": step.expect or []} if step.type == "choices" else typed
        told = nobody.post(f"/lessons/{name}/steps/{step.id}", **sent)
        if step.kind == "practise":
            assert told.status_code == 200, told.text
            assert str(step.done).split("'", maxsplit=1)[0] in told.text
        else:
            assert told.status_code == 303
    assert f"/lessons/{name}?step=done&run=guided" == told.location
    assert "You did it with us" in nobody.get(f"/lessons/{name}?step=done&run=guided").text
    again = lesson.steps[1].id
    assert nobody.get(f"/lessons/{name}").location == f"/lessons/{name}?step={again}&run=hints"
    assert untouched() == before


def test_a_wrong_answer_is_met_with_patience_and_the_engines_own_words(nobody: Reader) -> None:
    steps = "/lessons/change-of-address/steps"
    told = nobody.post(f"{steps}/answer-new-in-city", answer="no")
    assert told.status_code == 422
    assert "Read once more what Rosa" in told.text
    assert (
        "We need the year too"
        in nobody.post(f"{steps}/answer-move-date", **{"answer-day": "1", "answer-month": "6"}).text
    )


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("name", MADE)
def test_no_sentence_has_a_gap_and_each_says_which_language_it_is_in(
    reader: Any, parts: Parts, name: str, language: str
) -> None:
    page = reader(language).get(f"/lessons/{name}?step=welcome").text
    assert "%(" not in page
    translator = parts.translator(language)
    for step in the_lesson(parts, name).steps:
        for text in (step.title, step.say, *step.hints, step.otherwise or step.say):
            found = translator.find(text)
            assert found.language in {language, "en"}
            assert "%(" not in found.text


@pytest.mark.parametrize("name", MADE)
def test_a_made_lesson_is_light(nobody: Reader, name: str) -> None:
    page = nobody.get(f"/lessons/{name}?step=welcome", headers={"Accept-Encoding": "gzip"})
    assert len(page.data) < 12_000
