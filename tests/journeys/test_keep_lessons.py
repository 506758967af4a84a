"""Lessons kept on the phone before they are needed, and learned where there is no connection."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys import people, probes
from tests.journeys.test_learner import on_step, wait_until

FULL = "() => { Cache.prototype.put = () => Promise.reject(new DOMException('no room', 'QuotaExceededError')); }"


def opened(page: Page, module: str) -> Locator:
    """The places of a module to keep its lessons: the module first, then each lesson."""
    fold = page.locator(f"h2:text-is('{module}') ~ details[data-keep-fold]").first
    fold.locator("summary").click()
    return fold.locator("[data-keep]")


def test_a_module_is_kept_and_a_lesson_never_opened_is_learned_without_a_connection(
    open_phone: Callable[..., Page],
) -> None:
    page = open_phone()
    people.choose(page, "en", 200, lambda _: None)
    page.goto("/lessons")
    wait_until(page, "navigator.serviceWorker.controller !== null")
    places = opened(page, "My phone")
    module = places.first
    expect(module).to_contain_text("Not kept yet. Keeping it uses")
    module.locator("[data-put]").click()
    expect(module).to_contain_text("All 4 lessons are kept, and work without a connection.")
    expect(page.locator("a.card [data-kept]")).to_have_count(4)
    probes.hold(page)
    places.nth(2).locator("[data-drop]").click()
    expect(module).to_contain_text("3 of 4 lessons are kept.")
    page.evaluate(FULL)
    module.locator("[data-put]").click()
    expect(module).to_contain_text("Your phone has no more room. What is kept works.")
    page.goto("/settings")
    people.press(page, page.locator("button[value='300']"))
    wait_until(page, "(await (await caches.match('/look')).text()).includes('300')")
    page.context.set_offline(True)
    page.goto("/lessons/type-and-speak")
    expect(page.locator("html[data-text-size='300']")).to_have_count(1)
    on_step(page, "welcome")
    page.locator(".lesson-step:not([hidden]) .button-primary").first.click()
    on_step(page, "see-it-done")
    people.press(page, page.locator("a.back"))
    expect(page.locator("#kept .card")).to_have_count(3)
    expect(page.locator("#kept")).to_contain_text("Type and speak text")
    probes.hold(page)
