"""What happens when a term is tapped, and below a text while it is written."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.probes import hold
from tests.support import Phone


def test_tapping_a_term_loses_nothing_that_was_typed_and_leads_back(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = open_phone(java_script_enabled=False)
    people.begin(page, phone.code, "health-check")
    people.answer(page, "full_name", ("answer", "Rosa Lee"))
    people.answer(page, "birth_date", ("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1951"))
    page.locator("textarea").fill("I take pills")
    page.locator("a.term[href='#word-blood-pressure']").click()
    expect(page.locator("#word-blood-pressure")).to_be_in_viewport()
    page.locator("a[href='#used-blood-pressure']").click()
    expect(page.locator("#used-blood-pressure")).to_be_in_viewport()
    expect(page.locator("textarea")).to_have_value("I take pills")


def test_a_writer_sees_what_is_hard_while_writing(open_phone: Callable[..., Page], phone: Phone) -> None:
    page = open_phone()
    page.goto("/sign-in?next=/desk/plain-words")
    people.sign_in(page, people.AMIR, phone.code, lambda _: None)
    page.locator("textarea").fill("Please submit the documentation.")
    below = page.locator(".plain-words")
    expect(below).to_contain_text("2 things to look at")
    expect(below).to_contain_text("Say: send, hand in.")
    hold(page)
    page.locator("textarea").fill("We ring you.")
    expect(below).to_contain_text("This is plain.")
    page.locator("textarea").fill("")
    expect(below).to_be_hidden()


def test_terms_are_large_enough_to_touch_and_pages_with_them_are_sound(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    people.choose(page, "zh-Hans", 200, lambda _: None)
    for path in ("/services/winter-heating-help", "/offices/travel-desk", "/glossary"):
        page.goto(path)
        hold(page)
    page.goto("/services/winter-heating-help")
    heights = page.locator("a.term").evaluate_all("all => all.map((one) => one.getClientRects()[0].height)")
    assert heights
    assert min(heights) >= 48
