"""The city's texts on a small phone: read in large letters, and written at the desk without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.domain.given import MAYA
from tests.journeys import people, probes
from tests.support import Phone


@pytest.mark.parametrize(("language", "size"), [("en", 100), ("zh-Hans", 200)])
def test_a_text_is_read_on_a_small_phone_in_large_letters(
    open_phone: Callable[..., Page], language: str, size: int
) -> None:
    page = open_phone()
    people.choose(page, language, size, lambda _: None)
    for path in ("/articles", "/articles/scam-calls", "/articles/travel-card-rules"):
        page.goto(path)
        probes.hold(page)
        probes.hold_layout(page)
    page.goto("/articles/scam-calls/print")
    page.emulate_media(media="print")
    expect(page.locator(".paper h1")).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()
    assert probes.sideways(page) == []


def test_a_publisher_writes_looks_and_hands_in_without_scripts(open_phone: Callable[..., Page], phone: Phone) -> None:
    page = open_phone(java_script_enabled=False)
    people.choose(page, "en", 100, lambda _: None)
    page.goto("/sign-in")
    people.sign_in(page, MAYA, phone.code, lambda _: None)
    page.goto("/desk/articles/new")
    page.fill("#title", "How to stay warm")
    page.fill("#text_id", "stay-warm")
    page.fill("#short", "Keep one room warm.\nAsk us for help.")
    page.fill("#body", "<b>Hello</b>\n\n1. Close the curtains.")
    page.locator("#office").check()
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("line 1: HTML is not used here")).to_be_visible()
    page.fill("#body", "1. Close the **curtains**.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("ol.doing strong")).to_have_text("curtains")
    page.get_by_role("button", name="Ask somebody to read it").click()
    expect(page.get_by_text("It waits to be read")).to_be_visible()
