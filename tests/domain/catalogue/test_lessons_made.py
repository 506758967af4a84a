"""Which services get a lesson by themselves, and which cannot."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend.checks import problems_of
from backend.domain.catalogue.city import Content
from backend.domain.catalogue.practice import practice_problems, with_practice
from flows.load import Problem, load_service

CARD = "senior-travel-card"
TODAY = date(2026, 11, 20)


@pytest.fixture
def stuck(content: Content) -> Content:
    """The city with one service that ends for everybody who was ever born."""
    text = content.documents["business-stall-permit"]
    ended = text.replace("{birth_date: {age_under: 18}}", "{birth_date: {age_under: 150}}")
    assert ended != text
    return replace(content, services={**content.services, "business-stall-permit": load_service(ended)})


def test_every_service_has_a_lesson_and_a_written_one_keeps_its_place(content: Content) -> None:
    whole = with_practice(content, TODAY)
    assert {each.service for each in whole.lessons.values()} == {None, *whole.services}
    assert list(whole.lessons)[: len(content.lessons)] == list(content.lessons)
    assert whole.lessons[CARD] is content.lessons[CARD]
    for name in whole.services:
        lesson = whole.lesson_of(name)
        assert lesson is not None
        assert lesson.id == name
    assert list(practice_problems(content, TODAY)) == []


def test_without_its_written_lesson_a_service_has_one_all_the_same(content: Content) -> None:
    bare = replace(content, lessons={})
    assert len(with_practice(bare, TODAY).lessons[CARD].steps) > 8


def test_a_written_lesson_on_another_service_does_not_lose_its_id(content: Content) -> None:
    odd = replace(content.lessons[CARD], id="business-stall-permit")
    mixed = replace(content, lessons={"business-stall-permit": odd})
    assert with_practice(mixed, TODAY).lessons["business-stall-permit"] is odd
    assert with_practice(mixed, TODAY).lesson_of("business-stall-permit") is None
    assert [(each.where, "has this id" in each.what) for each in practice_problems(mixed, TODAY)] == [
        ("services/business-stall-permit.yaml practice", True)
    ]


def test_a_service_that_nobody_can_walk_has_no_lesson_and_is_named(stuck: Content) -> None:
    whole = with_practice(stuck, TODAY)
    assert "business-stall-permit" not in whole.lessons
    assert "winter-heating-help" in whole.lessons, "the others have theirs"
    said = "no answers were found that lead past 'too_young' to something to send"
    mend = "write a lesson for this service, or mend the question"
    assert list(practice_problems(stuck, TODAY)) == [
        Problem("services/business-stall-permit.yaml practice", f"{said}; {mend}")
    ]


def test_the_check_of_a_folder_names_it(content: Content, stuck: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service can be sound for its flow's own check, which knows no limits of texts, and yet have no practice."""
    monkeypatch.setattr("backend.checks.load_content", lambda _: stuck)
    monkeypatch.setattr("backend.checks.flow_check.problems_of", lambda *_: [])
    found = [str(each) for each in problems_of(Path("content"), TODAY)]
    assert any(each.startswith("services/business-stall-permit.yaml practice: no answers were found") for each in found)
    assert "business-stall-permit" in content.services
