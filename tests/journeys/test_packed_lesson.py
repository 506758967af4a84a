"""A lesson in a package: opened by a learning system, practised there, and told to that system alone."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from playwright.sync_api import Page, expect

from backend.web.packages import package
from tests.journeys import probes
from tests.journeys.learning_system import ACTOR, REGISTRATION, SESSION, UNIT, opening
from tests.journeys.test_learner import step_on, wait_until

CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/"
LOG = "document.getElementById('lesson').log"


def test_a_learning_system_hears_that_a_lesson_was_begun_gone_through_passed_and_left(
    open_phone: Callable[..., Page], app: Flask
) -> None:
    with opening(package(app, "bigger-letters", "en")) as system:
        page = open_phone()
        page.goto(system.launch())
        wait_until(page, "!document.getElementById('leave').hidden")
        probes.hold(page)
        while step_on(page).get_attribute("data-step") != "done":
            here = step_on(page)
            here.locator(".lesson-buttons form button").first.click()
            expect(here.first).to_be_visible()
        probes.hold(page)
        page.evaluate(
            f"""async () => {{
              const steps = [...document.querySelectorAll(".lesson-step[data-runs~=alone]")];
              for (const step of steps) await {LOG}.note(step.dataset.step, "done", "alone");
            }}"""
        )
        page.locator("#leave").click()
        expect(page).to_have_title("The course")
        page.goto(system.launch())
        expect(page.locator("#sync")).to_contain_text("open this lesson from your course again")
        assert page.evaluate(f"async () => (await {LOG}.ofLesson()).length") > 10, "the place is known again"
    assert system.fetched == 1, "the word is given once"
    assert system.verbs == ["initialized", "completed", "passed", "terminated"]
    assert system.strangers == []
    for each in system.statements:
        judged = each["verb"]["display"]["en"] in {"completed", "passed"}
        assert (each["actor"], each["object"]["id"]) == (ACTOR, UNIT)
        assert each["context"]["registration"] == REGISTRATION
        assert each["context"]["extensions"][SESSION] == "s1"
        assert len(each["context"]["contextActivities"]["grouping"]) == 1
        named = [kind["id"] for kind in each["context"]["contextActivities"]["category"]]
        assert named == [f"{CATEGORY}cmi5"] + [f"{CATEGORY}moveon"] * judged
        assert datetime.fromisoformat(each["timestamp"]).utcoffset() is not None
        if each["verb"]["display"]["en"] != "initialized":
            assert each["result"].pop("duration").startswith("PT")
