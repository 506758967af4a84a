"""Who reads, who is told, and what changes meanwhile: the ways on which a person and the city look at each other."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from backend import couriers
from backend.parts import Parts
from push.webhooks import Caller
from tests.domain.given import AMIR, INES, PRIYA, ROSA, Town
from tests.journeys import people, probes
from tests.journeys.test_after_sending import signed_in
from tests.push.test_webhooks import receiving
from tests.support import Phone
from tests.web.readers import Seeded, seed


@pytest.fixture
def seeded(parts: Parts) -> Seeded:
    """Rosa has come some way with everything; one service has changed under her draft, one is offered no more."""
    return seed(parts)


def carry(parts: Parts) -> None:
    """What the couriers do, in a thread of its own as they do it."""
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(couriers.carry, parts, Caller(parts.settings.webhook_networks)).result() == 1


def test_a_person_sees_at_once_who_read_asks_about_it_and_is_answered_by_somebody_else(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        sent = town.sent(session, town.account(session, ROSA)).public_id
    amir = signed_in(open_phone(), AMIR, phone, 100)
    amir.goto(f"/desk/applications/{sent}")
    rosa = signed_in(open_phone(), ROSA, phone)
    rosa.goto("/history")
    probes.hold(rosa)
    people.press(rosa, rosa.get_by_role("link", name=re.compile("Amir Khan .*read your answers")).first)
    expect(rosa.locator("main")).to_contain_text("Date of birth")
    probes.hold(rosa)
    rosa.locator("[name=text]").fill("I do not know Amir. Why did he look?")
    people.press_main(rosa)
    expect(rosa.locator("main")).to_contain_text("We have your question")

    ines = signed_in(open_phone(), INES, phone)
    ines.goto("/desk/questions")
    people.press(ines, ines.locator("main a[href^='/desk/questions/']").first)
    expect(ines.locator("main")).to_contain_text("Why did he look?")
    probes.hold_layout(ines)
    ines.locator("[name=text]").fill("Amir decides about travel cards. He read yours to decide, and that was right.")
    people.press_main(ines)
    rosa.reload()
    expect(rosa.locator("main")).to_contain_text("He read yours to decide")


def test_a_system_of_the_city_is_set_up_tried_and_told_once_more(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    priya = signed_in(open_phone(), PRIYA, phone)
    with receiving() as receiver:
        priya.goto("/desk/webhooks/new")
        priya.locator("[name=name]").fill("Records system")
        people.press_main(priya)  # without an address it comes back, and says so
        probes.hold(priya)
        expect(priya.locator("[name=name]")).to_have_value("Records system")
        priya.locator("[name=address]").fill(receiver.url)
        priya.locator("[name=events]").first.check()
        people.press_main(priya)
        receiver.secret = str(priya.locator("code").inner_text())
        people.press(priya, priya.get_by_role("button", name="Send a test"))
        carry(parts)
        priya.reload()
        expect(priya.locator("main")).to_contain_text("It arrived")
        probes.hold(priya)
        people.press(priya, priya.get_by_role("button", name="Send it again").first)
        carry(parts)
        assert len(receiver.calls) == 2
        assert receiver.types == ["webhook.test"], "the same message, known by its id"


def test_who_comes_back_to_a_service_that_changed_takes_the_new_questions_and_reads_what_is_offered_no_more(
    open_phone: Callable[..., Page], phone: Phone, seeded: Seeded
) -> None:
    rosa = signed_in(open_phone(), ROSA, phone)
    rosa.goto(f"/applications/{seeded.changed}")
    expect(rosa.locator("h1")).to_have_text("This service has changed")
    probes.hold(rosa)
    people.press(rosa, rosa.get_by_role("button", name="Take the new questions"))
    expect(rosa).to_have_url(re.compile("/questions/why_changed$"))
    probes.hold_layout(rosa)
    rosa.goto(f"/applications/{seeded.left}")
    expect(rosa.locator("main")).to_contain_text("The city does not offer this any more")
    probes.hold(rosa)
