"""From 'What can you do already?' to a certificate that a stranger's phone checks without a network."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from backend.certificates import credential, earned
from backend.core import clock
from backend.domain.learning.badges import short
from backend.parts import Parts
from tests.journeys import people, probes
from tutorials.path import standing
from tutorials.progress import Event
from tutorials.runs import steps_of


def test_what_one_can_do_leads_to_a_lesson_and_what_was_done_alone_to_a_certificate(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone()
    people.choose(page, "en", 200, probes.hold)
    page.goto("/learning")
    probes.hold(page)
    people.press(page, page.locator("a[href='/learning/tasks']"))
    people.press_main(page)
    probes.hold(page)
    people.press(page, page.locator("button[value=bigger]"))
    expect(page.locator(".feedback-right")).to_be_visible()
    people.press_main(page)
    for _ in range(2):
        probes.hold(page)
        people.press(page, page.locator("button[name=skip]"))
    expect(page).to_have_url(re.compile("/learning/tasks/end$"))
    expect(page.locator("a.card")).to_have_attribute("href", "/lessons/join-wifi")
    probes.hold(page)
    _checked_by_a_stranger(page, parts)


def _checked_by_a_stranger(page: Page, parts: Parts) -> None:
    signer, lessons, then = parts.signer, parts.content.lessons, clock.now() - timedelta(days=1)
    assert signer is not None
    done = [
        Event(uuid.uuid4(), name, step.id, "done", then, "alone")
        for name in ("pay-safely", "where-to-get-help")
        for step in steps_of(lessons[name], "alone")
    ]
    (one,) = earned(parts, standing(done, lessons))
    code = short(credential(parts, signer, "learner 1", one, "en", "Rosa Lee"))
    page.goto("/badge")
    page.evaluate("code => { location.hash = code; }", code)
    expect(page.locator("#badge-real .badge-name")).to_have_text("Rosa Lee")
    probes.hold(page)
    page.evaluate("code => { location.hash = code; }", code[:-4] + "AAAA")
    expect(page.locator("#badge-not")).to_be_visible()
    expect(page.locator("#badge-real")).to_be_hidden()
