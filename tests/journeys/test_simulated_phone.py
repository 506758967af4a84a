"""A lesson on a simulated phone: by the keyboard alone, on a small phone, and without a network."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from backend.parts import Parts
from tests.journeys import people, probes
from tests.journeys.test_learner import events_kept, step_name, step_on, wait_until
from tutorials.lesson import JUDGED, Step
from tutorials.runs import steps_of
from tutorials.simulated import card_order

MOST_TABS = 60


def reach(page: Page, wanted: Locator) -> None:
    """Go to something by the Tab key alone."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def put_in_order(page: Page, step: Step) -> None:
    """Move cards up, as the engine would, until they lie right."""
    order = card_order(step, [])
    for place, card in enumerate(step.expect):
        while order.index(card) > place:
            press(page, step_on(page).locator(f"[name=move][value='{card}:up']"))
            order = card_order(step, order, f"{card}:up")


def do(page: Page, step: Step) -> None:
    """Do what the step says by the keyboard, and go on."""
    shown = step_on(page)
    if step.kind == "tap":
        press(page, shown.locator(f"[name=answer][value='{step.expect}']"))
    elif step.kind == "type":
        reach(page, shown.locator("[name=answer]"))
        page.keyboard.type(step.write[0])
        press(page, shown.locator("form[data-kind=type] button"))
    elif step.kind == "choose":
        right = [choice.right for choice in step.choices].index(True)
        reach(page, shown.locator("[name=answer]").first)
        page.keyboard.press("Space")
        for _ in range(right):
            page.keyboard.press("ArrowDown")
    elif step.kind == "order":
        put_in_order(page, step)
    if step.kind in {"choose", "order"}:
        press(page, shown.locator("form .button-primary").first)
    if step.kind in JUDGED:
        expect(step_on(page).locator(".feedback-right")).to_be_visible()
    press(page, step_on(page).locator(".lesson-buttons .button-primary:visible"))
    expect(page.locator(f".lesson-step[data-step='{step.id}']")).to_be_hidden()


def test_a_lesson_on_a_simulated_phone_is_done_with_the_keyboard_alone(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone()
    people.choose(page, "en", 200, lambda _: None)
    page.goto("/lessons/answer-a-message")
    steps = steps_of(parts.content.lessons["answer-a-message"], "guided")
    seen: set[str] = set()
    for step in steps:
        assert step_name(page) == step.id
        (probes.hold_layout if step.kind in seen else probes.hold)(page)
        seen.add(step.kind)
        do(page, step)
    expect(page.locator("[data-end=guided]")).to_be_visible()
    page.wait_for_timeout(300)
    assert events_kept(parts) == len(steps)


def test_screens_work_with_no_network_and_stop_what_would_harm(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    people.choose(page, "zh-Hans", 100, lambda _: None)
    page.goto("/lessons/bigger-letters")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    wait_until(page, "await (await caches.open('lessons')).match('/lessons/bigger-letters')")
    page.context.set_offline(True)
    page.goto("/lessons/bigger-letters?step=see-it-done")
    shown = step_on(page)
    expect(shown.locator(".watch-frame:visible")).to_have_count(1)
    page.clock.install()
    shown.locator("[data-watch-play]").click()
    page.clock.run_for(15_000)
    expect(shown.locator("[data-watch-now]")).to_contain_text("3")
    shown.locator("[data-watch-play]").click()
    page.clock.run_for(60_000)
    expect(shown.locator("[data-watch-now]")).to_contain_text("3")
    page.goto("/lessons/bigger-letters?step=open-display")
    step_on(page).locator("[value=reset]").click()
    expect(step_on(page).locator(".feedback-try strong")).to_have_text("我们替您拦住了。")
    step_on(page).locator("[value=display]").click()
    expect(step_on(page).locator(".feedback-right")).to_be_visible()
    probes.hold(page)


def test_sorting_and_still_pictures_fit_a_small_phone(open_phone: Callable[..., Page]) -> None:
    page = open_phone(reduced_motion="reduce")
    people.choose(page, "zh-Hant", 200, lambda _: None)
    for step in ("see-signs", "first-cards"):
        page.goto(f"/lessons/spot-a-scam?step={step}")
        probes.hold(page)
    page.goto("/lessons/spot-a-scam?step=see-signs")
    expect(step_on(page).locator(".watch-frame:visible")).to_have_count(3)
    expect(step_on(page).locator("[data-watch-play]")).to_be_hidden()
