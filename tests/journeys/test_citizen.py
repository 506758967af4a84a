"""The main job end to end: find a service, answer it, send it once, be decided, be told."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from backend.domain.identity.models import LoginSession
from backend.parts import Parts
from tests.journeys import people, probes
from tests.support import Phone

WORDS = {"en": "bus pass", "zh-Hans": "公交卡", "zh-Hant": "敬老卡", "ar": "بطاقة"}


@pytest.mark.parametrize(("language", "size"), [("en", 100), ("zh-Hans", 200), ("zh-Hant", 150), ("ar", 125)])
def test_a_citizen_gets_a_travel_card_from_the_first_visit_to_the_decision(
    open_phone: Callable[..., Page], phone: Phone, language: str, size: int
) -> None:
    page = open_phone()
    people.choose(page, language, size, probes.hold)
    page.locator("[name=q]").fill(WORDS[language])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    probes.hold(page)
    people.press(page, page.locator("main a[href='/services/senior-travel-card']").first)
    probes.hold(page)
    people.press_main(page)
    people.sign_in(page, people.ROSA, phone.code, probes.hold)
    people.press_main(page)
    for question, fills, pick in people.TRAVEL_CARD:
        probes.hold(page)
        people.answer(page, question, *fills, pick=pick)
    expect(page).to_have_url(re.compile("/check$"))
    probes.hold(page)
    people.press_main(page)
    page.locator(".reference").wait_for()
    probes.hold(page)
    reference = page.locator(".reference").inner_text().replace(" ", "")
    assert re.fullmatch(r"[3479ACDEFHJKMNPQRTWXY]{8}", reference)

    desk = open_phone()
    desk.goto("/sign-in?next=/desk")
    people.sign_in(desk, people.AMIR, phone.code, probes.hold)
    probes.hold(desk)
    people.press(desk, desk.locator("main table a").first)
    probes.hold(desk)
    people.press(desk, desk.locator("main a[href*='decide?outcome=approved']"))
    probes.hold(desk)
    people.press(desk, desk.locator("form[action$='/decide'] .button-primary"))
    probes.hold(desk)
    people.press(desk, desk.locator("button[name=outcome][value=approved]"))
    expect(desk.locator("main a[href*='decide?outcome=']")).to_have_count(0)

    received = phone.received(people.ROSA)
    assert [each["channel"] for each in received] == ["push", "push", "sms"]
    page.goto("/inbox")
    probes.hold(page)
    people.press(page, page.locator("main .card").first)
    probes.hold(page)
    expect(page.locator("main")).to_contain_text(f"{reference[:4]} {reference[4:]}")
    people.press_main(page)
    expect(page).to_have_url(re.compile("/applications/"))
    probes.hold(page)


def test_the_whole_journey_works_with_javascript_off(open_phone: Callable[..., Page], phone: Phone) -> None:
    page = open_phone(java_script_enabled=False)
    page.goto("/welcome")
    people.press(page, page.locator("button[value='en']"))
    people.press(page, page.locator("button[value='150']"))
    page.goto("/services/senior-travel-card")
    people.press_main(page)
    people.sign_in(page, people.ROSA, phone.code, lambda _: None)
    people.press_main(page)
    for question, fills, pick in people.TRAVEL_CARD:
        people.answer(page, question, *fills, pick=pick)
    people.press_main(page)
    expect(page.locator(".reference")).to_have_count(1)


def test_a_wrong_answer_comes_back_with_what_to_do_and_nothing_is_lost(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    people.answer(page, "full_name", ("answer", "Rosa Lee"))
    people.answer(page, "birth_date", ("answer-day", "4"), ("answer-month", "5"), ("answer-year", ""))
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems")).to_contain_text("1948")
    probes.hold(page)
    assert page.locator("[name=answer-day]").input_value() == "4"
    page.locator("#problems a").click()
    expect(page.locator("[name=answer-year]")).to_be_focused()


def test_somebody_too_young_is_told_kindly_what_to_do_instead(open_phone: Callable[..., Page], phone: Phone) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    people.answer(page, "full_name", ("answer", "Rosa Lee"))
    people.answer(page, "birth_date", ("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1999"))
    expect(page).to_have_url(re.compile("too_young"))
    probes.hold(page)
    people.press_main(page)
    people.answer(page, "birth_date", ("answer-year", "1951"))
    expect(page).to_have_url(re.compile("lives_here"))


def test_an_application_is_resumed_on_another_phone_where_it_stopped(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    first = open_phone()
    people.begin(first, phone.code)
    people.answer(first, "full_name", ("answer", "Rosa Lee"))
    phone.let_an_hour_pass()
    other = open_phone()
    people.begin(other, phone.code)
    expect(other).to_have_url(re.compile("birth_date"))
    other.locator("header .back").click()
    expect(other.locator("[name=answer]")).to_have_value("Rosa Lee")


def test_the_easy_view_pressed_in_the_middle_of_an_answer_loses_nothing(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    people.answer(page, "full_name", ("answer", "Rosa Lee"))
    page.locator("[name=answer-year]").fill("1951")
    people.press(page, page.locator("form.mode button"))
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    expect(page.locator("[name=answer-year]")).to_have_value("1951")


def test_the_keyboard_alone_is_enough(open_phone: Callable[..., Page], phone: Phone) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    page.locator("[name=answer]").focus()
    page.keyboard.type("Rosa Lee")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Continue"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("birth_date"))
    page.locator("body").press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_an_answer_typed_after_the_session_ended_is_still_there_after_signing_in(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    page = open_phone()
    people.begin(page, phone.code)
    with parts.writing() as session:
        session.execute(delete(LoginSession))
    people.answer(page, "full_name", ("answer", "Rosa Lee"))
    phone.let_an_hour_pass()
    people.sign_in(page, people.ROSA, phone.code, lambda _: None)
    probes.hold(page)
    people.answer(page, "full_name")
    expect(page).to_have_url(re.compile("birth_date"))
    page.locator("header .back").click()
    expect(page.locator("[name=answer]")).to_have_value("Rosa Lee")
