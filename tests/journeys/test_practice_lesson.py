"""A lesson that made itself, on a small phone: with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from backend.domain.applications.models import Application
from backend.parts import Parts
from tests.journeys import people, probes
from tests.journeys.test_learner import events_kept, fill, step_name, step_on
from tutorials.lesson import Step

NAME = "health-check"
"""It has a page of most kinds: typed, chosen, left empty, a time, and a box to tick."""


def do(page: Page, step: Step) -> None:
    """Do what the step says, and go on."""
    shown = step_on(page)
    assert step_name(page) == step.id
    if step.type in {"choices", "slot", "declaration"}:
        values = {"slot": ["1"], "declaration": ["yes"]}.get(step.type, step.expect)
        for value in values:
            shown.locator(f"[name=answer][value='{value}']").check()
    elif step.kind == "practise" and step.expect is not None:
        fill(shown, step.type or "", step.expect)
    shown.locator("form .button-primary").first.click()
    if step.kind == "practise":
        onward = step_on(page).locator(".lesson-buttons .button-primary")
        onward.wait_for()
        onward.click()
    expect(page.locator(f".lesson-step[data-step='{step.id}']")).to_be_hidden()


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("en", False), ("zh-Hans", True)])
def test_a_made_lesson_is_practised_from_the_page_of_its_service_to_the_end(
    open_phone: Callable[..., Page], parts: Parts, language: str, *, scripts: bool
) -> None:
    page = open_phone(java_script_enabled=scripts)
    people.choose(page, language, 100, lambda _: None)
    page.goto(f"/services/{NAME}")
    page.locator(f"a[href='/lessons/{NAME}']").click()
    steps = parts.content.lessons[NAME].steps
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
