"""A real form of GOV.UK Forms, taken over and answered to its end on a phone with large text."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from backend.app import create_app
from backend.parts import Parts
from tests.databases import Maker
from tests.imported import SERVICE, city_with_the_real_form
from tests.journeys import people, probes
from tests.support import Phone

ANSWERS: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]], ...] = (
    ("single_line_of_text", (("answer", "A line of words"),), ()),
    ("number", (("answer", "3"),), ()),
    (
        "address",
        (("answer-line1", "7 Mill Lane"), ("answer-town", "Harbour City"), ("answer-postcode", "HC3 4DE")),
        (),
    ),
    ("email_address", (("answer", "rosa@example.org"),), ()),
    ("todays_date", (("answer-day", "27"), ("answer-month", "11"), ("answer-year", "2026")), ()),
    ("national_insurance_number", (("answer", "NC 12 34 56 C"),), ()),
    ("phone_number", (("answer", "07700 900777"),), ()),
    ("selection_from_a_list_of_options", (), ("option_1", "option_3")),
    ("multiple_lines_of_text", (("answer", "One line.\nAnd one more."),), ()),
)


@pytest.fixture
def parts(tmp_path: Path, template: Maker) -> Iterator[Parts]:
    """A city that has taken the form over."""
    made = city_with_the_real_form(tmp_path, template())
    yield made
    made.close()


@pytest.fixture
def app(parts: Parts) -> Flask:
    return create_app(parts=parts)


def test_the_real_form_is_answered_to_its_end(open_phone: Callable[..., Page], phone: Phone) -> None:
    page = open_phone()
    people.choose(page, "en", 200, lambda _: None)
    people.begin(page, phone.code, SERVICE)
    for question, fills, pick in ANSWERS:
        expect(page).to_have_url(re.compile(f"/questions/{question}$"))
        probes.hold(page)
        people.answer(page, question, *fills, pick=pick)
    expect(page).to_have_url(re.compile("/check$"))
    probes.hold(page)
    people.press_main(page)
    expect(page.locator(".reference")).to_be_visible()
