"""How people use the city, as steps that read like sentences. Words on buttons are found by what they do, not by
language, so that the same journey is walked in every language."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

ROSA = "+447700900101"
AMIR = "+447700900201"
Look = Callable[[Page], None]


def choose(page: Page, language: str, size: int, look: Look) -> None:
    """Choose language and text size on the very first visit."""
    page.goto("/")
    expect(page).to_have_url(re.compile("/welcome"))
    look(page)
    press(page, page.locator(f"button[value='{language}']"))
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page)
    press(page, page.locator(f"button[value='{size}']"))
    expect(page.locator("html")).to_have_attribute("data-text-size", str(size))
    look(page)


def sign_in(page: Page, number: str, code: Callable[[str], str], look: Look) -> None:
    """Sign in with a phone number and the code that the phone got."""
    look(page)
    page.locator("[name=phone]").fill(number)
    press(page, page.locator("main form button"))
    look(page)
    page.locator("[name=code]").fill(code(number))
    press(page, page.locator("main form button").first)


def begin(page: Page, code: Callable[[str], str], service: str = "senior-travel-card") -> None:
    """Sign in as Rosa on the way to a service, and begin it or go on with it."""
    page.goto(f"/sign-in?next=/services/{service}")
    sign_in(page, ROSA, code, lambda _: None)
    press_main(page)


def press(page: Page, what: Locator) -> None:
    """Press something that leads to another page, and wait until it is there."""
    with page.expect_navigation():
        what.click(no_wait_after=True)  # the navigation is waited for here; Chromium may wait for ever twice


def press_main(page: Page) -> None:
    """Press the one main button of the page."""
    press(page, page.locator("main .button-primary:visible").last)


def answer(page: Page, question: str, *fills: tuple[str, str], pick: tuple[str, ...] = ()) -> None:
    """Answer one question and go on."""
    expect(page).to_have_url(re.compile(f"/questions/{question}"))
    for name, value in fills:
        page.locator(f"[name='{name}']").fill(value)
    for value in pick:
        page.locator(f"[name=answer][value='{value}']").check()
    press_main(page)


TRAVEL_CARD: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]], ...] = (
    ("full_name", (("answer", "Rosa Lee"),), ()),
    ("birth_date", (("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1951")), ()),
    ("lives_here", (), ("yes",)),
    (
        "address",
        (("answer-line1", "7 Mill Lane"), ("answer-town", "Harbour City"), ("answer-postcode", "HC3 4DE")),
        (),
    ),
    ("delivery", (), ("post",)),
    ("old_card", (), ("no",)),
    ("companion", (), ("no",)),
    ("contact_way", (), ("letter",)),
)
