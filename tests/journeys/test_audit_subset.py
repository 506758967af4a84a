"""The part of `make audit` that runs each time: every fifth template, with every probe. The whole is a command."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.audit.city import City, open_city
from tests.audit.inspector import SMALL, Inspector
from tests.audit.pages import one_of_each, unopened
from tests.audit.run import Wanted, look_at

LARGE = 200
EVERY = 5
"""Of the templates in the order of their pages' names, so it is the same ones until a page comes or goes."""
ON_PURPOSE = {"/audit/broken", "/audit/busy", "/speech/en/00112233445566778899.opus"}
"""Failures, and a sound that is not there."""


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with open_city() as opened:
        yield opened


def test_every_fifth_template_passes_every_probe_in_chinese_with_large_letters(city: City, browser: Browser) -> None:
    wanted = Wanted(languages=("zh-Hans",), modes=("standard",), themes=("dark",), sizes=(LARGE,))
    context, inspector = browser.new_context(viewport=SMALL, service_workers="block"), Inspector(second=False)
    sights = one_of_each(city)[::EVERY]
    found = [each for sight in sights for each in look_at(sight, city, context, inspector, wanted)]
    context.close()
    assert inspector.done["combinations"] == len(sights) > 10
    assert found == []


def test_no_page_is_for_a_role_that_the_audit_does_not_play(city: City) -> None:
    assert set(unopened(city)) == ON_PURPOSE
