"""Holding and swiping: by a finger, by the keyboard, and by buttons for whoever can do neither; a whole lesson."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.parts import Parts
from tests.journeys import people, probes
from tests.journeys.test_learner import step_name, step_on
from tutorials.lesson import JUDGED, Step
from tutorials.runs import steps_of

LESSON = "tap-and-back"
LONG_ENOUGH = 900


def at(page: Page, step: str, run: str = "hints") -> Locator:
    page.goto(f"/lessons/{LESSON}?step={step}&run={run}")
    return step_on(page)


def middle(piece: Locator) -> tuple[float, float]:
    piece.scroll_into_view_if_needed()
    box = piece.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, piece: Locator, x: float, y: float) -> None:
    begin = middle(piece)
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(begin[0] + x, begin[1] + y, steps=4)
    page.mouse.up()


def test_a_finger_that_stays_is_told_from_a_short_one_and_nothing_happens_before_it_is_lifted(
    open_phone: Callable[..., Page],
) -> None:
    page = open_phone()
    here = at(page, "stay-on-it")
    cat = here.locator("[value=cat]")
    cat.click()
    expect(here.locator(".feedback")).to_contain_text("That was a short touch")
    page.mouse.move(*middle(cat))
    page.mouse.down()
    page.wait_for_timeout(LONG_ENOUGH)
    expect(here.locator(".feedback")).to_contain_text("That was a short touch")
    page.mouse.up()
    expect(here.locator(".feedback-right")).to_be_visible()


def test_the_keyboard_holds_too_and_a_box_lets_a_short_press_count(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    here = at(page, "stay-on-it")
    here.locator("[value=cat]").focus()
    page.keyboard.down("Enter")
    page.wait_for_timeout(LONG_ENOUGH)
    page.keyboard.up("Enter")
    expect(here.locator(".feedback-right")).to_be_visible()
    here = at(page, "stay-on-it")
    here.locator("[name=answer-touch]").check()
    here.locator("[value=cat]").click()
    expect(here.locator(".feedback-right")).to_be_visible()


@pytest.mark.parametrize(("language", "way"), [("en", -1), ("ar", 1)])
def test_a_swipe_turns_the_page_as_one_reads_and_a_touch_is_no_swipe(
    open_phone: Callable[..., Page], language: str, way: int
) -> None:
    page = open_phone()
    people.choose(page, language, 100, lambda _: None)
    here = at(page, "turn-the-page")
    drag(page, here.locator("[value=photos]"), -120 * way, 0)
    expect(here.locator(".feedback-try")).to_be_visible()
    drag(page, here.locator("[value=camera]"), 120 * way, 5)
    expect(here.locator(".feedback-right")).to_be_visible()
    probes.hold(page)


def do_by_buttons(page: Page, step: Step) -> None:
    """Do a step with JavaScript off, by buttons, fields and links alone."""
    here = step_on(page)
    if step.kind == "hold":
        here.locator("[name=answer-touch]").check()
    if step.kind in {"tap", "hold", "swipe"}:
        here.locator(f"button[name=answer][value='{step.expect}']").first.click()
    elif step.kind in {"choose", "recall"}:
        here.locator(f"[value='{next(each.id for each in step.choices if each.right)}']").check()
    elif step.kind == "sort":
        for card in step.cards:
            here.locator(f"[name='answer-{card.id}'][value='{card.pile}']").check()
    if step.kind in {"choose", "recall", "sort"}:
        here.locator("form .button-primary").first.click()
    if step.kind in JUDGED:
        expect(step_on(page).locator(".feedback-right")).to_be_visible()
    step_on(page).locator(".lesson-buttons .button-primary:visible").click()


def test_without_scripts_the_lesson_is_done_alone_to_its_end_and_counts(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone(java_script_enabled=False)
    lesson = parts.content.lessons[LESSON]
    page.goto(f"/lessons/{LESSON}?step=short-touch&run=alone")
    for step in steps_of(lesson, "alone"):
        assert step_name(page) == step.id
        do_by_buttons(page, step)
    expect(page.locator("[data-end=alone]")).to_be_visible()
    page.locator("[data-end=alone] a").click()
    step_on(page).locator("[value=seen]").click()
    expect(step_on(page).locator(".feedback-right")).to_be_visible()
    page.goto("/lessons")
    expect(page.locator(f"a[href='/lessons/{LESSON}'] .status")).to_be_visible()


def test_help_comes_step_by_step_and_after_a_long_time_a_person_is_offered(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.clock.install()
    here = at(page, "short-touch")
    button = here.locator("form[data-kind=help] button")
    page.clock.run_for(61_000)
    expect(button).to_have_class("button button-quiet offered")
    expect(here.locator(".ladder-hint:visible")).to_have_count(0)
    for count in (1, 2, 3):
        button.click()
        expect(here.locator(".ladder-hint:visible")).to_have_count(count)
        expect(here.locator("[value=photos].pointed")).to_have_count(1 if count > 1 else 0)
    page.clock.run_for(170_000)
    expect(here.locator(".stuck")).to_be_visible()
    probes.hold(page)
