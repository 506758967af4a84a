"""The part of `make audit` that runs each time: every fifth template, with every probe. The whole is a command."""

from playwright.sync_api import Browser

from tests.audit.city import open_city
from tests.audit.inspector import SMALL, Inspector
from tests.audit.pages import one_of_each
from tests.audit.run import Wanted, look_at

LARGE = 200
EVERY = 5
"""Of the templates in the order of their pages' names, so it is the same ones until a page comes or goes."""


def test_every_fifth_template_passes_every_probe_in_chinese_with_large_letters(browser: Browser) -> None:
    wanted = Wanted(languages=("zh-Hans",), modes=("standard",), themes=("dark",), sizes=(LARGE,))
    context, inspector = browser.new_context(viewport=SMALL, service_workers="block"), Inspector(second=False)
    with open_city() as city:
        sights = one_of_each(city)[::EVERY]
        found = [each for sight in sights for each in look_at(sight, city, context, inspector, wanted)]
    context.close()
    assert inspector.done["combinations"] == len(sights) > 10
    assert found == []
