"""Looking for something with words of one's own, with a line and without one."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_learner import wait_until

LESSON = "/lessons/senior-travel-card"
OFFICE = "/offices/mill-lane-library"


def test_what_this_phone_has_kept_is_found_without_a_network(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.goto(LESSON)
    wait_until(page, "navigator.serviceWorker.controller !== null")
    wait_until(page, f"await (await caches.open('lessons')).match('{LESSON}')")
    page.goto("/services")
    page.goto(OFFICE)
    wait_until(page, f"await (await caches.open('pages')).match('{OFFICE}')")
    page.context.set_offline(True)
    page.goto("/search?q=LIBRARIES")
    expect(page.locator("#kept .card")).to_have_count(1)
    expect(page.locator("#kept .card")).to_have_attribute("href", OFFICE)
    page.locator("#search").fill("travel card")
    page.keyboard.press("Enter")
    expect(page.locator("#kept .card").first).to_have_attribute("href", LESSON)
    page.locator("#search").fill('"jukebox" 😀')
    page.keyboard.press("Enter")
    expect(page.locator("#kept-said")).to_have_text("We found nothing on this phone. Try one other word.")
    assert not page.evaluate("caches.open('pages').then((cache) => cache.match('/services'))")
    page.goto(OFFICE)
    expect(page.locator("h1")).to_have_text("Mill Lane Library")
    page.context.set_offline(False)


def test_words_with_a_slip_lead_to_the_service(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.goto("/services")
    page.locator("#search").fill("pensoner bus")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status").filter(has_text="found")).to_contain_text("We also looked for: pensioner")
    page.locator("a.card", has_text="Get a senior travel card").first.click()
    page.wait_for_url("**/services/senior-travel-card")
