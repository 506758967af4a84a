"""Somebody lets a relative help: the code is said and typed, a visit is booked, seen with who did it, and stopped."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from backend.core import clock
from backend.domain.appointments.models import Appointment
from backend.domain.identity import actions as identity
from backend.parts import Parts
from tests.journeys import people, probes
from tests.support import Opened, Phone
from tests.watch import A_MONDAY_EVENING

ANNA = "+447700900104"
CLINIC = "/appointments/new/clinic-visit"
SIZES = [("en", 100), ("zh-Hant", 200)]

pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open from that evening on."""
    return opened(A_MONDAY_EVENING)


def signed_in(page: Page, number: str, phone: Phone, language: str = "en", size: int = 100) -> Page:
    """Somebody's phone, in their language and size, signed in."""
    people.choose(page, language, size, lambda _: None)
    page.goto("/sign-in")
    people.sign_in(page, number, phone.code, lambda _: None)
    return page


def give(page: Page) -> str:
    """Let somebody help for a month; returns the code that is to be said."""
    page.goto("/help")
    people.press(page, page.locator("main a[href='/helpers']"))
    probes.hold(page)
    people.press(page, page.locator("main a[href='/helpers/new']"))
    probes.hold(page)
    people.press_main(page)
    expect(page.locator("#scope-error")).to_be_visible()
    probes.hold(page)
    page.locator("[value=appointments]").check()
    page.locator("[value=month]").check()
    page.locator("[name=name]").fill("Anna")
    people.press_main(page)
    probes.hold(page)
    return page.locator(".spoken-code").inner_text()


def take(page: Page, code: str) -> None:
    """Type what was said; a wrong code first, as it happens."""
    page.goto("/help")
    people.press(page, page.locator("main a[href='/helping']"))
    probes.hold(page)
    people.press(page, page.locator("main a[href='/helping/code']"))
    probes.hold(page)
    page.locator("[name=phone]").fill("07700 900 101")
    page.locator("[name=code]").fill("12")
    page.locator("[name=name]").fill("Mum")
    people.press_main(page)
    expect(page.locator("#code-error")).to_be_visible()
    probes.hold(page)
    page.locator("[name=code]").fill(code)
    people.press_main(page)
    expect(page).to_have_url(re.compile("done=begun"))
    probes.hold(page)


def book_for_them(page: Page) -> None:
    """Book the first time in the list; every page says for whom."""
    people.press(page, page.locator("form[action$='/begin'] button"))
    for _ in range(2):
        expect(page.locator(".acting")).to_contain_text("0101")
        probes.hold(page)
        page.goto(f"{CLINIC}/times")
    people.press(page, page.locator("main .times button").last)
    for _ in range(2):
        expect(page.locator(".acting")).to_contain_text("0101")
        probes.hold(page)
        people.press_main(page)
    expect(page).to_have_url(re.compile("done=booked"))
    probes.hold(page)


@pytest.mark.parametrize(("language", "size"), SIZES)
def test_a_relative_books_for_somebody_who_sees_it_and_stops_the_help(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts, language: str, size: int
) -> None:
    rosa = signed_in(open_phone(), people.ROSA, phone, language, size)
    anna = signed_in(open_phone(), ANNA, phone, language, size)
    code = give(rosa)
    take(anna, code)
    people.press_main(rosa)  # 'My helper has typed it'
    expect(rosa).to_have_url(re.compile("done=begun"))
    probes.hold(rosa)
    book_for_them(anna)
    whose_it_is(parts)

    rosa.reload()
    expect(rosa.locator("main .cards a")).to_have_count(1)
    probes.hold(rosa)
    people.press(rosa, rosa.locator("main .cards a"))
    expect(rosa.locator("main")).to_contain_text("0104")
    probes.hold(rosa)
    rosa.goto("/inbox")
    people.press(rosa, rosa.locator("main .card").first)
    expect(rosa.locator("main")).to_contain_text("0104")
    probes.hold(rosa)

    rosa.goto("/helpers")
    probes.hold(rosa)
    people.press(rosa, rosa.locator("main .card").first)
    people.press(rosa, rosa.locator("main .button-danger"))
    probes.hold(rosa)
    people.press(rosa, rosa.locator("main .button-danger"))
    expect(rosa).to_have_url(re.compile("done=stopped"))
    probes.hold(rosa)
    stopped_kindly(anna)


def whose_it_is(parts: Parts) -> None:
    with parts.writing() as session:
        rosa, anna = identity.account_for(session, people.ROSA, clock.now()), 0
        found = session.scalars(select(Appointment)).one()
        anna = identity.account_for(session, ANNA, clock.now())
    assert (found.account_id, found.booked_by, found.by_helper) == (rosa, anna, True)


def stopped_kindly(page: Page) -> None:
    """The helper, in the middle of something, is told once and is themselves from then on."""
    people.press(page, page.locator("main a[href$='/cancel']"))
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".acting")).to_have_count(0)
    probes.hold(page)
    page.goto("/appointments")
    expect(page.locator(".acting")).to_have_count(0)
    expect(page.locator("main .ticket")).to_have_count(0)
    page.goto("/inbox")
    people.press(page, page.locator("main .card").first)
    expect(page.locator("main")).to_contain_text("0101")
    probes.hold(page)


def test_own_pages_wait_until_one_stops_helping_and_forms_of_before_count_for_nobody(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    rosa, anna = signed_in(open_phone(), people.ROSA, phone), signed_in(open_phone(), ANNA, phone)
    take(anna, give(rosa))
    people.press(anna, anna.locator("form[action$='/begin'] button"))
    anna.goto(f"{CLINIC}/times")
    other = anna.context.new_page()
    other.goto("/inbox")
    expect(other.locator("main form[action='/helping/stop']")).to_have_count(1)
    probes.hold(other)
    people.press(other, other.locator("main form[action='/helping/stop'] button"))
    expect(other).to_have_url(re.compile("/inbox"))
    people.press(anna, anna.locator("main .times button").first)
    expect(anna.locator(".acting")).to_have_count(0)
    expect(anna.locator("main")).to_contain_text("another person")
    probes.hold(anna)
    with parts.reading() as session:
        assert session.scalars(select(Appointment)).all() == []
