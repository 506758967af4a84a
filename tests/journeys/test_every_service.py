"""Every service of the city, question by question, with large text; in words and in characters by turns."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.core import clock
from backend.parts import Parts
from flows.entries import entries_of
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
    "person": {"given": "Rosa", "family": "Lee"},
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
    elif question.type == "office":
        yield question.limits["offices"][0]
    elif question.type == "person":
        yield EXAMPLES["person"] | ({"born": "1970-05-04"} if "born" in question.limits else {})
    elif question.type == "date":
        earliest = question.limits.get("earliest") or date.min
        days = (date.fromisoformat(EXAMPLES["date"]), date(2018, 3, 2), date(2026, 3, 2), clock.now().date())
        yield from (each.isoformat() for each in days if earliest <= each)
    else:
        yield EXAMPLES[question.type]


def a_good_answer(service: Service, question: Question, answers: dict[str, Any], parts: Parts) -> Any:
    for candidate in candidates(question):
        if journey(service, answers | {question.id: candidate}, parts.today()).exit is None:
            return candidate
    raise AssertionError(f"every answer to {question.id} ends the journey")


def fill(page: Page, question: Question, value: Any) -> None:
    """Type or choose an answer as a person would."""
    if question.type in {"date", "address", "person", "place"}:
        for part, text in boxes(question, value).items():
            page.locator(f"[name=answer-{part}]").fill(text)
        if question.type == "place":
            page.locator(f"[name=answer-landmark][value='{value['landmark']}']").check()
    elif question.type == "slot":
        page.locator("[name=answer]").first.check()  # whichever is free
    elif question.type in {"yes_no", "choice", "choices", "office"}:
        for each in value if isinstance(value, list) else [value]:
            text = {True: "yes", False: "no"}.get(each, each)
            page.locator(f"[name=answer][value='{text}']").check()
    elif question.type == "declaration":
        page.locator("[name=answer]").check()
    elif question.type != "info":
        page.locator("[name=answer]").fill(str(value))


def boxes(question: Question, value: Any) -> dict[str, str]:
    """What is typed into each box of a question that has several."""
    if question.type == "date":
        return dict(zip(("year", "month", "day"), value.split("-"), strict=True))
    if question.type == "place":
        return {"text": value["text"]}
    born = dict(zip(("year", "month", "day"), value["born"].split("-"), strict=True)) if "born" in value else {}
    return {part: text for part, text in value.items() if part != "born"} | born


def begin_entry(page: Page, group: Question) -> Question:
    """Press what adds one more; returns the first question of it, under the path it has."""
    people.press(page, page.locator("main a.button[href$='/new']"))
    path = page.url.partition("/questions/")[2]
    return replace(group.questions[0], id=path, group=group.id, entry=path.split("/")[1])


def send_file(page: Page, question: Question, value: bytes) -> None:
    """Choose a photo or a file, and wait until it is there."""
    name, kind = {"photo": ("IMG_1.jpg", "image/jpeg"), "file": ("letter.pdf", "application/pdf")}[question.type]
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": kind, "buffer": value})
    page.locator(".enclosed-one").wait_for()


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open."""
    return opened(clock.now())


@pytest.mark.parametrize(("name", "language"), list(zip(SERVICES, cycle(("en", "zh-Hans")), strict=False)))
def test_every_question_can_be_read_and_answered_with_large_text(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts, name: str, language: str
) -> None:
    service = parts.content.services[name]
    page, hold = open_phone(), probes.hold
    people.choose(page, language, 200, lambda _: None)
    people.begin(page, phone.code, name)
    answers: dict[str, Any] = {}
    while question := journey(service, answers, parts.today()).next:
        expect(page).to_have_url(re.compile(f"/questions/{question.id}$"))
        hold(page)
        if question.type == "group":
            if entries := entries_of(answers).get(question.id):
                people.press_main(page)
                answers[question.id] = list(entries)
                continue
            question = begin_entry(page, question)
            answers[f"{question.group}/{question.entry}"] = 1  # when it was added
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
