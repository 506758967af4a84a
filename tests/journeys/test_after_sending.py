"""After sending, by everybody who has a part in it: asked for more, answered, looked at by two, refused, appealed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from backend.domain.applications import queries
from backend.parts import Parts
from tests.domain.given import AMIR, ROSA, Town
from tests.enclosures.given import AFTER_THE_PHOTO, permit
from tests.journeys import people, probes
from tests.support import Phone

NADIA = "+447700900206"


@pytest.fixture
def application(parts: Parts) -> str:
    """Rosa has answered everything for a parking permit, and has not sent it."""
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        rosa = town.account(session, ROSA)
        public_id, _ = permit(session, town, parts.files, rosa)
        draft = queries.mine(session, rosa, public_id)
        town.answer_all(session, draft, AFTER_THE_PHOTO)
    return str(public_id)


def signed_in(page: Page, number: str, phone: Phone, size: int = 200) -> Page:
    people.choose(page, "en", size, lambda _: None)
    page.goto("/sign-in")
    people.sign_in(page, number, phone.code, lambda _: None)
    return page


def follow(page: Page, ending: str) -> None:
    """Press the link that leads on to a page of this application, and look whether its words fit."""
    people.press(page, page.locator(f"main a[href*='{ending}']").first)
    probes.hold_layout(page)


def test_a_citizen_and_two_caseworkers_go_all_the_way_from_sending_to_an_appeal(
    open_phone: Callable[..., Page], phone: Phone, application: str
) -> None:
    rosa = signed_in(open_phone(), ROSA, phone)
    here = f"/applications/{application}"
    rosa.goto(f"{here}/check")
    people.press_main(rosa)
    expect(rosa).to_have_url(re.compile("sent=1"))
    expect(rosa.locator("main")).to_contain_text("We have it. Thank you.")

    amir = signed_in(open_phone(), AMIR, phone)
    amir.goto("/desk")
    people.press(amir, amir.locator(f"main a[href='/desk{here}']"))
    probes.hold_layout(amir)
    follow(amir, "/ask")
    amir.locator("[name=words]").fill("Is this the name on your passport?")
    amir.locator("[name=questions][value=full_name]").check()
    people.press_main(amir)

    rosa.goto(here)
    follow(rosa, "/more")
    expect(rosa.locator("main")).to_contain_text("Is this the name on your passport?")
    people.press_main(rosa)
    people.answer(rosa, "full_name", ("answer", "Rosa Maria Lee"))
    expect(rosa).to_have_url(re.compile("/more"))
    people.press_main(rosa)
    expect(rosa.locator("main")).to_contain_text("We have your answer. Thank you.")

    amir.goto(f"/desk{here}")
    expect(amir.locator("main")).to_contain_text("Rosa Maria Lee")
    follow(amir, "/decide?outcome=refused")
    amir.locator("[name=reason]").fill("We could not see from your answers that you need it.")
    people.press_main(amir)
    probes.hold_layout(amir)
    people.press(amir, amir.locator("button[value=refused]"))
    expect(amir.locator("main")).to_contain_text("Somebody else must look at it and decide.")

    nadia = signed_in(open_phone(), NADIA, phone)
    nadia.goto(f"/desk{here}")
    follow(nadia, "/decide?outcome=refused")
    people.press_main(nadia)
    people.press(nadia, nadia.locator("button[value=refused]"))

    rosa.goto(here)
    expect(rosa.locator("main")).to_contain_text("We could not see from your answers that you need it.")
    follow(rosa, "/appeal")
    rosa.locator("[name=words]").fill("My wheelchair is new. Here is what my doctor says.")
    people.press_main(rosa)
    expect(rosa).to_have_url(re.compile("appealed=1"))
    expect(rosa.locator("main")).to_contain_text("We have your appeal. Thank you.")
    probes.hold(rosa)
