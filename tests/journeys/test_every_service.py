"""Every service of the city, question by question, with large text, in words and in characters."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.core import clock
from backend.parts import Parts
from flows.journey import journey
from flows.service import Question, Service
from flows.types.enclosed import takes_files
from tests.enclosures import making
from tests.journeys import people, probes
from tests.support import Opened, Phone

SERVICES = sorted(path.stem for path in Path("content/services").glob("*.yaml"))
EXAMPLES: dict[str, Any] = {
    "text": "Rosa Lee",
    "long_text": "The stairs are steep.",
    "number": 2,
    "money": "850.00",
    "date": "1951-05-04",
    "phone": "+447700900123",
    "email": "rosa@example.org",
    "address": {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"},
    "declaration": True,
    "slot": {"slot": 1},
    "photo": making.photo(),
    "file": making.pdf(),
    "person": {"given": "Rosa", "family": "Lee", "born": "1970-05-04"},
    "national_id": "NC123456C",
    "place": {"landmark": "city-hall", "text": "By the door"},
    "info": True,
}


def candidates(question: Question) -> Iterator[Any]:
    """Answers to try, so that one of them goes on to the end rather than to an exit."""
    if question.type == "yes_no":
        yield from (True, False)
    elif question.type == "choice":
        yield from (option.id for option in reversed(question.options))
    elif question.type == "choices":
        yield [question.options[0].id]
    elif question.type == "date" and question.limits.get("earliest") and question.limits["earliest"].year > 1951:
        yield "2026-03-02"
    else:
        yield EXAMPLES[question.type]


def a_good_answer(service: Service, question: Question, answers: dict[str, Any], parts: Parts) -> Any:
    for candidate in candidates(question):
        if journey(service, answers | {question.id: candidate}, parts.today()).exit is None:
            return candidate
    raise AssertionError(f"every answer to {question.id} ends the journey")


def fill(page: Page, question: Question, value: Any) -> None:
    """Type or choose an answer as a person would."""
    if question.type == "date":
        for part, text in zip(("year", "month", "day"), str(value).split("-"), strict=True):
            page.locator(f"[name=answer-{part}]").fill(text)
    elif question.type == "address":
        for part, text in value.items():
            page.locator(f"[name=answer-{part}]").fill(text)
    elif question.type == "slot":
        page.locator("[name=answer]").first.check()  # whichever is free
    elif question.type in {"yes_no", "choice", "choices"}:
        for each in value if isinstance(value, list) else [value]:
            text = {True: "yes", False: "no"}.get(each, each)
            page.locator(f"[name=answer][value='{text}']").check()
    elif question.type == "declaration":
        page.locator("[name=answer]").check()
    elif question.type != "info":
        page.locator("[name=answer]").fill(str(value))


def send_file(page: Page, question: Question, value: bytes) -> None:
    """Choose a photo or a file, and wait until it is there."""
    name, kind = {"photo": ("IMG_1.jpg", "image/jpeg"), "file": ("letter.pdf", "application/pdf")}[question.type]
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": kind, "buffer": value})
    page.locator(".enclosed-one").wait_for()


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open."""
    return opened(clock.now())


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("name", SERVICES)
def test_every_question_can_be_read_and_answered_with_large_text(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts, name: str, language: str
) -> None:
    service = parts.content.services[name]
    hold = probes.hold if language == "en" else probes.hold_layout
    page = open_phone()
    people.choose(page, language, 200, lambda _: None)
    people.begin(page, phone.code, name)
    answers: dict[str, Any] = {}
    while question := journey(service, answers, parts.today()).next:
        expect(page).to_have_url(re.compile(f"/questions/{question.id}$"))
        hold(page)
        if question.type != "info" and not question.optional:
            people.press_main(page)  # an empty answer comes back with what to do
            hold(page)
        answers[question.id] = a_good_answer(service, question, answers, parts)
        (send_file if takes_files(question) else fill)(page, question, answers[question.id])
        people.press_main(page)
    expect(page).to_have_url(re.compile("/check$"))
    hold(page)
    people.press_main(page)
    expect(page.locator(".reference")).to_be_visible()
