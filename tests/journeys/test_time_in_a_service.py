"""A service that asks 'When do you want to come?', on a phone: chosen, kept, lost to somebody else, booked."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from backend.core import clock
from backend.domain.appointments import actions
from backend.domain.appointments.models import Appointment
from backend.domain.identity import actions as identity
from backend.parts import Parts
from tests.journeys import people, probes
from tests.support import Opened, Phone
from tests.watch import A_MONDAY_EVENING, Watch

CHECK = "health-check"

pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open from that evening on."""
    return opened(A_MONDAY_EVENING)


def come_to_the_question(page: Page, phone: Phone) -> None:
    """Sign in as Rosa and answer what is asked before the time."""
    people.begin(page, phone.code, CHECK)
    people.answer(page, "full_name", ("answer", "Rosa Lee"))
    people.answer(page, "birth_date", ("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1951"))
    people.answer(page, "to_know", ("answer", "I take pills for my heart."))
    people.answer(page, "help_needed", pick=("hearing_loop",))
    expect(page).to_have_url(re.compile("/questions/visit$"))


def choose(page: Page, number: int) -> str:
    """Choose a time and go on; returns which."""
    times = page.locator("[name=answer]")
    slot = times.nth(number).get_attribute("value")
    times.nth(number).check()
    people.press_main(page)
    return str(slot)


def booked(parts: Parts) -> list[Appointment]:
    with parts.reading() as session:
        return list(session.scalars(select(Appointment).order_by(Appointment.id)))


def somebody_takes(parts: Parts, slot: str) -> None:
    with parts.writing() as session:
        account = identity.account_for(session, "+447700900199", clock.now())
        actions.hold(session, int(slot), account, clock.now())


@pytest.mark.parametrize(("language", "size"), [("en", 100), ("zh-Hant", 200)])
def test_a_time_is_chosen_kept_changed_and_booked_with_the_application(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts, language: str, size: int
) -> None:
    page = open_phone()
    people.choose(page, language, size, lambda _: None)
    come_to_the_question(page, phone)
    probes.hold(page)
    people.press_main(page)
    probes.hold(page)
    first = choose(page, 3)
    page.goto(page.url.replace("not_urgent", "visit"))
    expect(page.locator(f"[name=answer][value='{first}']")).to_be_checked()
    expect(page.locator("main .notice-success")).to_be_visible()
    page.locator("main form details summary").click()
    probes.hold(page)
    people.press(page, page.locator("main details a[href*='afternoon']"))
    expect(page.locator(f"[name=answer][value='{first}']")).to_be_checked()
    probes.hold(page)
    people.press(page, page.locator("main a[href*='after=']"))
    expect(page.locator(f"[name=answer][value='{first}']")).to_be_checked()
    second = choose(page, 4)
    assert second != first
    people.answer(page, "not_urgent", pick=("yes",))
    expect(page).to_have_url(re.compile("/check$"))
    probes.hold(page)
    people.press_main(page)
    expect(page.locator("main .ticket")).to_be_visible()
    probes.hold(page)
    people.press(page, page.locator("main a[href^='/appointments/']"))
    expect(page.locator("main .ticket")).to_be_visible()
    (made,) = booked(parts)
    assert page.url.endswith(str(made.public_id))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_time_that_somebody_takes_meanwhile_is_chosen_anew_and_nothing_else_is_lost(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts, watch: Watch, *, scripts: bool
) -> None:
    page = open_phone(java_script_enabled=scripts)
    come_to_the_question(page, phone)
    page.locator("main form details summary").click()
    people.press(page, page.locator("main details a[href*='staff=']").first)
    slot = choose(page, 0)
    people.answer(page, "not_urgent", pick=("yes",))
    watch.wait(minutes=10)
    somebody_takes(parts, slot)
    people.press_main(page)
    expect(page.locator("#problems")).to_be_visible()
    expect(page.locator(f"[name=answer][value='{slot}']")).to_have_count(0)
    if scripts:
        probes.hold(page)
    assert booked(parts) == []
    near = choose(page, 0)
    expect(page).to_have_url(re.compile("/check$"))
    expect(page.locator("main")).to_contain_text("I take pills for my heart.")
    people.press_main(page)
    expect(page.locator("main .ticket")).to_be_visible()
    assert near != slot
    assert len(booked(parts)) == 1
