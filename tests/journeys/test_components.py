"""Every component in a real browser: three themes, both directions, the elder mode, and letters as large as they go."""

from collections.abc import Callable

from playwright.sync_api import Page

from backend.web.component_examples import GROUPS, slug
from tests.journeys import probes

SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""
"""What a reader may set (WCAG 2.2, 1.4.12)."""
LEAST_IN_ELDER_MODE, TEXT_IN_ELDER_MODE = 60, 22
THEME = "(theme) => { document.documentElement.dataset.theme = theme; }"


def test_every_component_is_clean_in_three_themes_and_both_directions(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    for title in GROUPS:
        page.goto(f"/components/{slug(title)}?theme=dark&dir=rtl")
        probes.hold(page)
        page.goto(f"/components/{slug(title)}?theme=light&dir=ltr")
        probes.hold(page)
        page.evaluate(THEME, "contrast")
        probes.hold(page)


def test_every_component_is_large_in_the_elder_mode_in_two_themes_and_both_directions(
    open_phone: Callable[..., Page],
) -> None:
    page = open_phone()
    for title in GROUPS:
        for theme, direction in (("light", "ltr"), ("dark", "rtl")):
            page.goto(f"/components/{slug(title)}?mode=elder&theme={theme}&dir={direction}")
            assert page.locator(f"html[data-mode=elder][data-theme={theme}][dir={direction}]").count() == 1
            assert page.evaluate(probes.TARGETS, LEAST_IN_ELDER_MODE) == [], (title, theme, direction)
            assert page.evaluate(probes.TEXTS, TEXT_IN_ELDER_MODE) == [], (title, theme, direction)
            assert probes.sideways(page) == [], (title, theme, direction)


def test_every_component_takes_the_readers_own_spacing_at_the_largest_sizes(open_phone: Callable[..., Page]) -> None:
    page = open_phone(bypass_csp=True)
    for title in GROUPS:
        for direction in ("ltr", "rtl"):
            page.goto(f"/components/{slug(title)}?text_size=200&dir={direction}")
            page.add_style_tag(content=SPACING)
            for size in (200, 300):
                page.evaluate("(size) => { document.documentElement.dataset.textSize = size; }", size)
                assert probes.sideways(page) == [], (title, size, direction)
