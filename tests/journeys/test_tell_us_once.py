"""Rosa lets the city ask for her, presses 'Yes, this is right', and says that her house number is wrong."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from backend.parts import Parts
from registers.answers import Fact
from registers.http import HttpRegister
from tests.journeys import probes
from tests.journeys.people import ROSA, answer, begin, choose, press, press_main
from tests.registers.fake_registers import KEY, FakeRegisters, listening
from tests.support import Phone

SINCE = date(2026, 5, 3)
WRONG = {"line1": "17 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"}
KNOWN = {"full_name": Fact("Rosa Lee", SINCE), "birth_date": Fact("1951-05-04", SINCE), "address": Fact(WRONG, SINCE)}


@pytest.fixture
def register() -> Iterator[FakeRegisters]:
    with listening({"residents": {ROSA: KNOWN}}) as fake:
        yield fake


@pytest.fixture
def parts(parts: Parts, register: FakeRegisters) -> Parts:
    asked = {"residents": HttpRegister("residents", register.address, "demo", KEY)}
    return dataclasses.replace(parts, registers=asked)


def test_a_yes_then_known_answers_and_what_is_wrong_with_one_of_them_in_very_large_letters(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = open_phone()
    choose(page, "en", 200, lambda _: None)
    begin(page, phone.code)
    expect(page).to_have_url(re.compile("/consent"))
    probes.hold(page)
    press(page, page.locator("button[value=yes]"))
    expect(page.locator(".known-value")).to_have_text("Rosa Lee")
    expect(page.locator(".known-source")).to_contain_text("3 May 2026")
    probes.hold(page)
    press_main(page)
    press_main(page)
    answer(page, "lives_here", pick=("yes",))
    press(page, page.locator("a[href*='wrong=1']"))
    probes.hold(page)
    page.locator("[name='answer-line1']").fill("7 Mill Lane")
    page.locator("[name='answer-town']").fill("Harbour City")
    page.locator("[name='answer-postcode']").fill("HC3 4DE")
    press_main(page)
    expect(page).to_have_url(re.compile("/questions/delivery"))
    page.goto("/known")
    expect(page.locator("main")).to_contain_text("17 Mill Lane")
    probes.hold(page)
