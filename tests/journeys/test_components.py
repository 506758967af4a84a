"""Every component in a real browser: three themes, both directions, the elder mode, and letters as large as they go."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys import probes

SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""
"""What a reader may set (WCAG 2.2, 1.4.12)."""
LEAST_IN_ELDER_MODE, TEXT_IN_ELDER_MODE = 60, 22


def test_every_component_is_clean_in_three_themes_and_both_directions(open_phone: Callable[..., Page]) -> None:
    page = open_phone(bypass_csp=True)
    for theme in ("light", "dark", "contrast"):
        for direction in ("ltr", "rtl"):
            page.goto(f"/components?theme={theme}&dir={direction}")
            probes.hold(page)
    page.goto("/components?mode=elder")
    assert page.evaluate(probes.TARGETS, LEAST_IN_ELDER_MODE) == []
    assert page.evaluate(probes.TEXTS, TEXT_IN_ELDER_MODE) == []
    for size in (200, 300):
        for direction in ("ltr", "rtl"):
            page.goto(f"/components?text_size={size}&dir={direction}")
            page.add_style_tag(content=SPACING)
            assert probes.sideways(page) == [], (size, direction)
