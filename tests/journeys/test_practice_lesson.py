"""A lesson on a live service, on a small phone: one that made itself, with scripts and without, and a written one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from backend.domain.applications.models import Application
from backend.parts import Parts
from tests.journeys import people, probes
from tests.journeys.test_learner import events_kept, fill, on_step, step_name, step_on
from tutorials.lesson import Step
from tutorials.runs import steps_of
from tutorials.typed import typed_fields

MADE = "change-of-address"
"""It has a page of most kinds: typed, chosen, left empty, and a box to tick."""
WRITTEN = "health-check"
"""It has a time to choose, pictures to look at, and questions of its own."""


def do(page: Page, step: Step) -> None:
    """Do what the step says, and go on."""
    shown = step_on(page)
    assert step_name(page) == step.id
    if step.type in {"choices", "slot", "declaration"}:
        values = step.expect if step.type == "choices" else typed_fields(step.type, step.expect).values()
        for value in values:
            shown.locator(f"[name=answer][value='{value}']").check()
    elif step.kind == "practise" and step.expect is not None:
        fill(shown, step.type or "", step.expect)
    if step.kind == "choose":
        right = next(choice.id for choice in step.choices if choice.right)
        shown.locator(f"[name=answer][value='{right}']").check()
    place = ".lesson-buttons .button-primary" if step.kind in {"read", "watch", "check"} else "form .button-primary"
    shown.locator(place).first.click()
    if step.kind in {"practise", "choose"}:
        onward = step_on(page).locator(".lesson-buttons .button-primary")
        onward.wait_for()
        onward.click()
    expect(page.locator(f".lesson-step[data-step='{step.id}']")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "language", "size", "scripts"),
    [(MADE, "en", 100, True), (MADE, "en", 100, False), (WRITTEN, "zh-Hans", 200, True)],
)
def test_a_lesson_is_practised_from_the_page_of_its_service_to_the_end(
    open_phone: Callable[..., Page], parts: Parts, name: str, language: str, size: int, *, scripts: bool
) -> None:
    page = open_phone(java_script_enabled=scripts)
    people.choose(page, language, size, lambda _: None)
    page.goto(f"/services/{name}")
    page.locator(f"a[href='/lessons/{name}']").click()
    steps = steps_of(parts.content.lessons[name], "guided")
    on_step(page, steps[0].id)
    for step in steps:
        if scripts:
            probes.hold(page)
        do(page, step)
    expect(page.locator("[data-end=guided]")).to_be_visible()
    if scripts:
        probes.hold(page)
        expect(page.locator("#sync")).to_be_hidden()
        page.wait_for_timeout(300)
    assert events_kept(parts) == len(steps)
    with parts.reading() as session:
        assert session.scalar(select(func.count(Application.id))) == 0
