"""The form on paper in a real browser: as it is printed, and as a page before that."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people, probes

SERVICES = sorted(path.stem for path in Path("content/services").glob("*.yaml"))
A4 = {"width": 794, "height": 1123}
"""In CSS pixels, 96 to an inch."""
MARGINS = 2 * 57
"""15 mm on the left and on the right."""
EIGHTEEN_POINTS = 24
NOT_FOR_PAPER = ".top, .bottom, nav, .skip, .offline, .screen-only, #print"
COLOURS = """
() => [...document.querySelectorAll('.paper, .paper *:not(svg, svg *)')]
  .filter((one) => one.getClientRects().length)
  .flatMap((one) => [getComputedStyle(one).backgroundColor])
  .concat(getComputedStyle(document.documentElement).backgroundColor)
  .filter((colour) => !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(colour))
"""


def at(page: Page, name: str) -> None:
    page.goto(f"/services/{name}/paper")


def as_printed(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4["width"] - MARGINS, "height": A4["height"]})


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_what_is_printed_is_the_form_alone_in_large_black_letters(
    open_phone: Callable[..., Page], language: str
) -> None:
    page = open_phone(color_scheme="dark")
    people.choose(page, language, 100, lambda _: None)
    as_printed(page)
    for name in SERVICES:
        at(page, name)
        hold_paper(page)


def hold_paper(page: Page) -> None:
    """Nothing but the form, in letters large enough and black on white."""
    for each in page.locator(NOT_FOR_PAPER).all():
        expect(each).to_be_hidden()
    expect(page.locator(".paper h1")).to_be_visible()
    assert page.evaluate(probes.TEXTS, EIGHTEEN_POINTS) == []
    assert probes.sideways(page) == []
    assert page.evaluate(COLOURS) == []
    expect(page.locator(".paper-question h3").first).to_have_css("color", "rgb(0, 0, 0)")
    for each in page.locator(".paper-question").all():
        expect(each).to_have_css("break-inside", "avoid")


def test_letters_chosen_larger_are_larger_on_paper_and_still_fit(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    people.choose(page, "en", 300, lambda _: None)
    at(page, "winter-heating-help")
    as_printed(page)
    assert page.evaluate(probes.TEXTS, EIGHTEEN_POINTS * 26 / 18) == []
    assert probes.sideways(page) == []


def test_it_comes_out_on_sheets_of_a4(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    people.choose(page, "en", 100, lambda _: None)
    at(page, "senior-travel-card")
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert 5 <= len(sheets) <= 14
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {(595, 842)}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_on_a_small_screen_with_large_letters_the_form_is_a_page_like_the_others(
    open_phone: Callable[..., Page], language: str
) -> None:
    page = open_phone()
    people.choose(page, language, 200, lambda _: None)
    for name in SERVICES:
        at(page, name)
        (probes.hold if language == "en" else probes.hold_layout)(page)


def test_the_button_prints(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    people.choose(page, "en", 100, lambda _: None)
    page.goto("/services/senior-travel-card")
    people.press(page, page.locator("a[href$='/paper']"))
    expect(page.locator("#print-by-hand")).to_be_hidden()
    page.locator("#print").click()
    expect(page).to_have_title("printed")


def test_without_scripts_the_words_say_how_to_print(open_phone: Callable[..., Page]) -> None:
    page = open_phone(java_script_enabled=False)
    people.choose(page, "en", 100, lambda _: None)
    at(page, "senior-travel-card")
    expect(page.locator("#print")).to_be_hidden()
    expect(page.locator("#print-by-hand")).to_be_visible()
