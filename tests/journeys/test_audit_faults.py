"""The audit finds what is planted, by name, and finds nothing in a page that is as it should be."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.audit.city import Answer, Look, listening
from tests.audit.faults import FAULTS, GOOD, Fault
from tests.audit.inspector import SMALL, Finding, Inspector

LOOKS = [Look("light", size, (("data-text-size", str(size)),), "") for size in (100, 200)]
HTML = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass
class Planter:
    """Shows pages to the audit."""

    page: Page
    address: str
    shown: dict[str, Answer]

    def found(self, html: str, language: str = "en", direction: str = "ltr", mode: str = "standard") -> list[Finding]:
        self.shown["page"] = Answer(200, html, HTML)
        self.page.goto(f"{self.address}/?shown=page")
        inspector = Inspector(second=False)
        return inspector.inspect(self.page, "page", LOOKS, language=language, direction=direction, mode=mode)


@pytest.fixture(scope="module")
def planter(browser: Browser) -> Iterator[Planter]:
    shown: dict[str, Answer] = {}
    context = browser.new_context(viewport=SMALL)
    with listening(lambda *_: [b""], shown) as address:
        yield Planter(context.new_page(), address, shown)
    context.close()


def test_a_page_as_it_should_be_passes(planter: Planter) -> None:
    assert planter.found(GOOD) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_named(planter: Planter, fault: Fault) -> None:
    found = planter.found(fault.page, fault.language, fault.direction, fault.mode)
    named = [each for each in found if each.rule == fault.rule]
    assert named, sorted({each.rule for each in found})
    assert all(fault.only in each.seen for each in named)
