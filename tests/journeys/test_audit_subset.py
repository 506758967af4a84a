"""The part of `make audit` that runs each time: every fifth template, with every probe. The whole is a command.

Each template is looked at once, and each in another look than the one before: language, mode, theme and size go round
in circles of 5, 2, 3 and 3, by the template's place in the list. So each run has right to left, the elder mode, all
themes of our own and the smallest and largest letters, at the cost of one look a template.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from i18n.languages import LANGUAGES as SPOKEN
from tests.audit.city import City, open_city
from tests.audit.inspector import COUNT_ASKED, SMALL, Inspector
from tests.audit.pages import one_of_each, unopened
from tests.audit.run import Wanted, look_at

LANGUAGES = ("ar", "zh-Hans", "es", "zh-Hant", "en")
MODES = ("standard", "elder")
OWN_THEMES = ("dark", "light", "contrast")
SIZES = (200, 100, 300)
ROUND = 30
"""After so many templates any two of the four have met in every way."""
EVERY = 5
"""Of the templates in the order of their pages' names, so it is the same ones until a page comes or goes."""
ON_PURPOSE = {"/audit/broken", "/audit/busy", "/speech/en/00112233445566778899.opus"}
"""Failures, and a sound that is not there."""


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with open_city() as opened:
        yield opened


def turn(place: int) -> Wanted:
    """The look for the template at this place. With each round of the themes the size shifts, so that all meet."""
    return Wanted(
        languages=(LANGUAGES[place % len(LANGUAGES)],),
        modes=(MODES[place % len(MODES)],),
        themes=(OWN_THEMES[place % len(OWN_THEMES)],),
        sizes=(SIZES[(place + place // len(OWN_THEMES)) % len(SIZES)],),
    )


def test_every_fifth_template_passes_every_probe_each_in_a_look_of_its_own(city: City, browser: Browser) -> None:
    context, inspector = browser.new_context(viewport=SMALL, service_workers="block"), Inspector(second=False)
    context.add_init_script(COUNT_ASKED)
    sights = one_of_each(city)[::EVERY]
    found = [
        each for place, sight in enumerate(sights) for each in look_at(sight, city, context, inspector, turn(place))
    ]
    context.close()
    assert inspector.done["combinations"] == len(sights) > 2 * len(LANGUAGES)
    assert found == []


def test_ten_templates_have_every_language_mode_theme_and_size_and_a_round_has_all_pairs() -> None:
    parts = [(each.languages[0], each.modes[0], each.themes[0], each.sizes[0]) for each in map(turn, range(ROUND))]
    every = (LANGUAGES, MODES, OWN_THEMES, SIZES)
    assert {*LANGUAGES} <= SPOKEN.keys()
    for number, wanted in enumerate(every):
        assert {look[number] for look in parts[:10]} == {*wanted}
        for other in range(number):
            assert len({(look[number], look[other]) for look in parts}) == len(wanted) * len(every[other])


def test_no_page_is_for_a_role_that_the_audit_does_not_play(city: City) -> None:
    assert set(unopened(city)) == ON_PURPOSE
