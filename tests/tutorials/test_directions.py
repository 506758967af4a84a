"""Where lessons send a finger: to a thing by its word, never by its colour or its place alone (WCAG 2.2, 1.3.3)."""

import re

import pytest

from backend.config import ROOT
from flows.load import read_yaml
from i18n.catalogues import Catalogues
from i18n.extract import texts_of
from tutorials.curriculum import OWN

COLOURS = {
    "en": r"\b(?:red|green)\b",
    "zh-Hans": "[红绿]",
    "zh-Hant": "[紅綠]",
    "es": r"\b(?:roj[oa]|verde)s?\b",
    "ar": "حمر|حمراء|خضر|خضراء",
}
THING = r"(?:button|row|one|box|picture)(?: on the screen)?"
PLACES = rf"\b{THING}(?: in the middle| at the (?:top|bottom)(?: \w+)?| above| below)\."
ENDS = rf"\b(?:first|last|middle|top|bottom) {THING}\."
FILES = [*(OWN / "lessons").glob("*.yaml"), *(ROOT / "content/lessons").glob("*.yaml")]
CATALOGUES = Catalogues.load(ROOT / "i18n" / "locales", ROOT / "content" / "locales")
STEPS = [
    (f"{path.stem} {where}", text)
    for path in FILES
    for where, text in texts_of(read_yaml(path.read_text()), "lesson")
    if where.startswith("steps.")
]


@pytest.mark.parametrize("tag", COLOURS)
def test_no_step_names_a_thing_by_its_colour(tag: str) -> None:
    text = CATALOGUES.translator(tag).text
    assert len(STEPS) > 1000
    assert [(where, text(told)) for where, told in STEPS if re.search(COLOURS[tag], text(told), re.IGNORECASE)] == []


def test_no_step_names_a_thing_by_its_place_alone() -> None:
    assert [each for each in STEPS if re.search(f"{PLACES}|{ENDS}", each[1])] == []
