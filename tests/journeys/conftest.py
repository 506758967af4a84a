"""A real browser on a phone-sized page, and the checks that every page must pass."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from backend.core import clock
from tests.browser import FLAGS, find, needed
from tests.watch import Watch

SMALL = {"width": 320, "height": 640}
PATIENCE = 20_000
"""Milliseconds: two cores may be shared by two browsers and a city."""
LOST = ["TimeoutError"]
"""Once in some thousands of presses Chromium loses the word that a page has come. A page that does not come loses it
twice."""
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=LOST))


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The city's clock on a Monday evening: what is booked then can be changed, whatever the day of the real clock."""
    made = Watch(runs=True)
    monkeypatch.setattr(clock, "now", made.now)
    return made


# One browser a module, not a session: Playwright keeps an event loop running, and tests after it may want their own.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = find()
    if path is None:
        if needed():
            pytest.fail("a browser is needed here and none could be had", pytrace=False)
        pytest.skip("no browser could be had; install Chromium")
    started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    yield started
    started.close()


@pytest.fixture
def open_phone(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Make a phone: a browser of its own, 320 × 640, opened at the city."""
    opened: list[BrowserContext] = []

    def opener(**options: Any) -> Page:
        context = browser.new_context(viewport=SMALL, base_url=server, **options)
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context.new_page()

    yield opener
    for context in opened:
        context.close()
