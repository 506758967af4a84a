"""At the city's counters and desks: filling in with somebody there, many at once, and a relative who may send."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from backend.parts import Parts
from tests.domain.given import AMIR, GRACE, ROSA, Town
from tests.journeys import people, probes
from tests.support import Phone

ANNA = "+447700900104"


def signed_in(page: Page, number: str, phone: Phone, language: str = "en", size: int = 200) -> Page:
    people.choose(page, language, size, lambda _: None)
    page.goto("/sign-in")
    people.sign_in(page, number, phone.code, lambda _: None)
    return page


def test_at_a_counter_somebody_fills_in_with_a_person_who_reads_out_a_code_and_sees_it_all(
    open_phone: Callable[..., Page], phone: Phone
) -> None:
    rosa, grace = signed_in(open_phone(), ROSA, phone), signed_in(open_phone(), GRACE, phone)
    rosa.goto("/helpers")
    people.press(rosa, rosa.locator("form[action='/helpers/counter'] button"))
    probes.hold(rosa)
    code = rosa.locator(".spoken-code").inner_text()

    grace.goto("/desk/counter")
    probes.hold_layout(grace)
    begin = grace.locator("form[action='/desk/counter']")
    begin.locator("[name=phone]").fill("07700 900 101")
    begin.locator("[name=code]").fill("000000" if not code.startswith("000") else "111111")
    people.press(grace, begin.locator("button"))
    expect(grace.locator("#code-error")).to_be_visible()
    expect(begin.locator("[name=phone]")).to_have_value("07700 900 101")
    begin.locator("[name=code]").fill(code)
    people.press(grace, begin.locator("button"))
    expect(grace.locator(".acting")).to_contain_text("0101")
    grace.goto("/services/senior-travel-card")
    people.press_main(grace)
    people.answer(grace, "full_name", ("answer", "Rosa Lee"))
    expect(grace).to_have_url(re.compile("birth_date"))
    probes.hold_layout(grace)
    people.press(grace, grace.locator("form[action='/helping/stop'] button").first)
    expect(grace).to_have_url(re.compile("/desk/counter"))
    expect(grace.locator(".acting")).to_have_count(0)

    rosa.goto("/inbox")
    people.press(rosa, rosa.locator("main .card").first)
    people.press(rosa, rosa.locator("main a[href^='/helpers/']"))
    expect(rosa.locator("main")).to_contain_text("Grace Bell")
    probes.hold(rosa)
    rosa.goto("/history")
    expect(rosa.locator("main")).to_contain_text("Grace Bell")
    probes.hold(rosa)


@pytest.fixture
def waiting(parts: Parts) -> list[str]:
    """Three travel cards that were sent, and nobody has looked at; their ids."""
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        account = town.account(session)
        return [str(town.sent(session, account).public_id) for _ in range(3)]


def test_many_are_taken_at_once_after_a_look_at_what_would_happen(
    open_phone: Callable[..., Page], phone: Phone, waiting: list[str]
) -> None:
    amir = signed_in(open_phone(), AMIR, phone)
    amir.goto("/desk")
    probes.hold_layout(amir)
    people.press(amir, amir.locator("button[name=action][value=take]"))
    expect(amir.locator("main")).to_contain_text("You have chosen none")
    probes.hold_layout(amir)
    amir.goto("/desk")
    for each in waiting[:2]:
        amir.locator(f"[name=applications][value='{each}']").check()
    people.press(amir, amir.locator("button[name=action][value=take]"))
    expect(amir.locator("main")).to_contain_text("It can be done with 2 of them. Nothing is done yet.")
    probes.hold_layout(amir)
    people.press_main(amir)
    expect(amir.locator("main")).to_contain_text("2 of 2")
    probes.hold_layout(amir)
    amir.goto("/desk?mine=1")
    expect(amir.locator("[name=applications]")).to_have_count(2)


@pytest.mark.parametrize(("language", "size"), [("en", 100), ("zh-Hant", 200)])
def test_a_relative_who_may_send_fills_in_a_service_and_the_person_reads_who_did_it(
    open_phone: Callable[..., Page], phone: Phone, language: str, size: int
) -> None:
    rosa = signed_in(open_phone(), ROSA, phone, language, size)
    anna = signed_in(open_phone(), ANNA, phone, language, size)
    rosa.goto("/helpers/new")
    for name, value in (("scope", "service:senior-travel-card"), ("send", "yes"), ("until", "month")):
        rosa.locator(f"[name={name}][value='{value}']").check()
    people.press_main(rosa)
    code = rosa.locator(".spoken-code").inner_text()
    anna.goto("/helping/code")
    anna.locator("[name=phone]").fill("07700 900 101")
    anna.locator("[name=code]").fill(code)
    people.press_main(anna)
    people.press(anna, anna.locator("form[action$='/begin'] button"))
    anna.goto("/services/senior-travel-card")
    people.press_main(anna)
    for question, fills, pick in people.TRAVEL_CARD:
        expect(anna.locator(".acting")).to_contain_text("0101")
        people.answer(anna, question, *fills, pick=pick)
    expect(anna).to_have_url(re.compile("/check$"))
    probes.hold(anna)
    people.press_main(anna)
    anna.locator(".reference").wait_for()
    probes.hold(anna)
    rosa.goto("/applications")
    people.press(rosa, rosa.locator("main .cards a").first)
    expect(rosa.locator(".reference")).to_be_visible()
    expect(rosa.locator("main")).to_contain_text("0104")
    probes.hold(rosa)
