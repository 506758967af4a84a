"""The lesson: practised on the real engine, remembered, resumed, and whole without a network."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from sqlalchemy import func, select

from backend.domain.applications.models import Application
from backend.domain.learning.models import LearningEvent
from backend.parts import Parts
from tests.journeys import people, probes
from tutorials.runs import steps_of

LESSON = "/lessons/senior-travel-card"
TYPED: dict[str, tuple[tuple[str, str], ...]] = {
    "give-name": (("answer", "Rosa Lee"),),
    "give-birth-date": (("answer-day", "4"), ("answer-month", "5"), ("answer-year", "1951")),
}


def step_on(page: Page) -> Locator:
    """The one step that is shown."""
    return page.locator(".lesson-step:not([hidden])")


def step_name(page: Page) -> str:
    return step_on(page).get_attribute("data-step") or ""


def on_step(page: Page, name: str) -> None:
    """Wait for this step: what the phone kept is read after the page has come."""
    expect(step_on(page)).to_have_attribute("data-step", name)


def do_step(page: Page, parts: Parts) -> None:
    """Do the step that is shown as the lesson expects it, and go on to the next."""
    name, shown = step_name(page), step_on(page)
    step = parts.content.lessons["senior-travel-card"].by_id[name]
    if step.kind == "practise":
        fill(shown, step.type or "", step.expect)
    if step.kind == "choose":
        right = next(choice.id for choice in step.choices if choice.right)
        shown.locator(f"[name=answer][value='{right}']").check()
    shown.locator("form .button-primary").first.click()
    if step.kind in {"practise", "choose"}:
        onward = step_on(page).locator(".lesson-buttons .button-primary")
        onward.wait_for()
        onward.click()
    expect(page.locator(f".lesson-step[data-step='{name}']")).to_be_hidden()


def fill(shown: Locator, kind: str, value: object) -> None:
    """Type or choose an answer as a person would."""
    if kind == "date":
        year, month, day = str(value).split("-")
        for part, text in (("day", day), ("month", month), ("year", year)):
            shown.locator(f"[name=answer-{part}]").fill(str(int(text)))
    elif kind == "address" and isinstance(value, dict):
        for part, text in value.items():
            shown.locator(f"[name=answer-{part}]").fill(text)
    elif kind == "yes_no":
        shown.locator(f"[name=answer][value='{'yes' if value else 'no'}']").check()
    elif kind == "choice":
        shown.locator(f"[name=answer][value='{value}']").check()
    else:
        shown.locator("[name=answer]").fill(str(value))


PATIENCE = 20_000
"""Milliseconds."""


def wait_until(page: Page, truth: str) -> None:
    """Wait until a JavaScript expression is true. The pages' policy forbids the usual way, which evaluates text."""
    came = page.evaluate(
        f"""async () => {{
          const end = Date.now() + {PATIENCE};
          while (!({truth})) {{
            if (Date.now() > end) return false;
            await new Promise((go) => setTimeout(go, 50));
          }}
          return true;
        }}"""
    )
    if not came:
        raise PlaywrightTimeoutError(f"this did not come true: {truth}")


def events_kept(parts: Parts) -> int:
    with parts.reading() as session:
        return session.scalar(select(func.count(LearningEvent.id)).where(LearningEvent.kind == "done")) or 0


@pytest.mark.parametrize(("language", "size"), [("en", 200), ("zh-Hans", 100), ("zh-Hant", 150)])
def test_a_learner_practises_the_whole_lesson_and_nothing_is_sent(
    open_phone: Callable[..., Page], parts: Parts, language: str, size: int
) -> None:
    page = open_phone()
    people.choose(page, language, size, lambda _: None)
    page.goto("/lessons")
    probes.hold(page)
    people.press(page, page.locator(f"main .card[href='{LESSON}']"))
    steps = steps_of(parts.content.lessons["senior-travel-card"], "guided")
    for _ in steps:
        probes.hold(page)
        do_step(page, parts)
    expect(page.locator("[data-end=guided]")).to_be_visible()
    probes.hold(page)
    expect(page.locator("#sync")).to_be_hidden()
    page.wait_for_timeout(300)
    assert events_kept(parts) == len(steps)
    with parts.reading() as session:
        assert session.scalar(select(func.count(Application.id))) == 0


def test_a_likely_mistake_is_named_kindly_and_can_be_mended(open_phone: Callable[..., Page], parts: Parts) -> None:
    page = open_phone()
    page.goto(f"{LESSON}?step=give-birth-date")
    fill(step_on(page), "date", "1951-04-05")
    step_on(page).locator("form .button-primary").first.click()
    expect(step_on(page).locator(".feedback")).to_contain_text("The day and the month have changed places")
    probes.hold(page)
    do_step(page, parts)


def test_what_the_phone_does_not_know_is_said_by_the_real_engine(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.goto(f"{LESSON}?step=give-birth-date")
    for part, text in (("day", "31"), ("month", "2"), ("year", "1951")):
        step_on(page).locator(f"[name=answer-{part}]").fill(text)
    step_on(page).locator("form .button-primary").first.click()
    expect(step_on(page).locator(".feedback")).to_contain_text("That month does not have so many days")


def test_after_one_visit_the_lesson_works_offline_and_what_was_done_is_sent_once(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone()
    page.goto(LESSON)
    wait_until(page, "navigator.serviceWorker.controller !== null")
    wait_until(page, f"await (await caches.open('lessons')).match('{LESSON}')")
    do_step(page, parts)
    wait_until(page, "document.getElementById('sync').hidden")
    page.context.set_offline(True)
    page.goto(LESSON)
    on_step(page, "know-the-page")
    for _ in range(3):
        do_step(page, parts)
    page.reload()
    on_step(page, "give-birth-date")
    page.goto("/inbox")
    expect(page.locator("#kept .card")).to_have_count(1)
    page.context.set_offline(False)
    page.goto(LESSON)
    wait_until(page, "document.getElementById('sync').hidden")
    expect(page).to_have_url(re.compile("step="))
    page.wait_for_timeout(500)
    assert events_kept(parts) == 4
    page.reload()
    page.wait_for_timeout(500)
    assert events_kept(parts) == 4


def test_the_lesson_works_with_javascript_off_and_resumes_at_the_exact_step(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone(java_script_enabled=False)
    page.goto(LESSON)
    for _ in range(5):
        do_step(page, parts)
    here = step_name(page)
    page.goto("/")
    page.goto(LESSON)
    on_step(page, here)
    assert events_kept(parts) == 5
    while step_name(page) != "done":
        do_step(page, parts)
    assert page.locator("[data-end=guided]").is_visible()


def test_a_step_can_be_left_out_and_come_back_to(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.goto(f"{LESSON}?step=give-name")
    step_on(page).locator("[name=skip]").click()
    expect(page).to_have_url(re.compile("step=give-birth-date"))
    page.go_back()
    on_step(page, "give-name")


def test_events_sent_twice_count_once_and_nonsense_is_passed_over(client: FlaskClient, parts: Parts) -> None:
    token = client.get(f"{LESSON}?step=welcome").text.split('name="form_token" value="')[1].split('"')[0]
    event = {
        "id": "6b1f9a52-3f0e-4d3b-9d0c-0d2a5f1f7c11",
        "lesson": "senior-travel-card",
        "step": "welcome",
        "kind": "done",
        "at": "2026-05-01T10:00:00.000Z",
    }
    strange = [{}, 7, event | {"step": "nowhere"}, event | {"at": "yesterday"}, event | {"lesson": ["x"]}]
    for _ in range(2):
        answer = client.post("/learning/events", json={"events": [event, *strange]}, headers={"X-Form-Token": token})
        assert answer.status_code == 200
    assert events_kept(parts) == 1
