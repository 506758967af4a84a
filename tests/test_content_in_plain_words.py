"""Content with a fault planted in it: each rule for plain words finds its own, and names the place."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from backend import checks, plain_words
from backend.config import ROOT
from backend.domain.catalogue.city import ContentBroken, load_content
from i18n.catalogues import Catalogues

SERVICE = "services/winter-heating-help.yaml"
LESSON = "lessons/senior-travel-card.yaml"
OFFICES, GLOSSARY = "offices.yaml", "glossary.yaml"
CHINESE = "locales/zh_Hans/LC_MESSAGES/content.po"
SUMMARY = "Get £200 off your heating bill this winter, or a voucher to buy fuel."
TRAMS = "Trams 1 and 4 stop outside. There is a ramp at the door."
MEANS = "A paper or a message that you pay with in a shop, as with money."
LOOP = "term: hearing loop\n    forms: [hearing loops]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo city's folder, to plant faults in."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def plant(folder: Path, name: str, old: str, new: str) -> list[str]:
    """Change a text, and give what the check for plain words then says."""
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    return said(folder)


def said(folder: Path) -> list[str]:
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", folder / "locales")
    return [str(each) for each in plain_words.problems_of(folder, load_content(folder), catalogues)]


def test_the_demo_city_speaks_plainly_in_every_language() -> None:
    assert said(ROOT / "content") == []


def test_the_check_before_publishing_asks_for_plain_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "practice_problems", lambda *_: [])
    monkeypatch.setattr(checks, "content_problems", lambda *_: [])
    (folder / SERVICE).write_text((folder / SERVICE).read_text().replace(SUMMARY, "Submit a voucher."))
    found = [str(each) for each in checks.problems_of(folder, date(2026, 11, 24))]
    assert found == [f"{SERVICE} summary: “Submit” is office language. Say: send, hand in. (line 3)"]


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "what"),
    [
        (SERVICE, SUMMARY, "Submit this.", f"{SERVICE} summary", "“Submit” is office language. Say: send, hand in."),
        (SERVICE, SUMMARY, "go " * 26, f"{SERVICE} summary", "This sentence has 26 words"),
        (SERVICE, SUMMARY, "Please quantify it.", f"{SERVICE} summary", "“quantify” is not an everyday word"),
        (LESSON, "her name in the box", "it and press it", f"{LESSON} steps.give-name.say", "asks for 2 things"),
        (OFFICES, TRAMS, "Unforgettable responsibilities. " * 12, OFFICES, "The reading grade is"),
        (GLOSSARY, MEANS, "A voucher.", f"{GLOSSARY} terms.voucher.means (en)", "explains 'voucher' by itself"),
        (GLOSSARY, MEANS, "A remittance.", f"{GLOSSARY} terms.voucher.means", "“remittance” is office language"),
        (GLOSSARY, LOOP, "term: induction coil", f"{GLOSSARY} terms.hearing-loop", "stands in no text"),
    ],
)
def test_a_planted_fault_is_found_at_its_place(
    folder: Path, name: str, old: str, new: str, place: str, what: str
) -> None:
    assert [each for each in plant(folder, name, old, new) if each.startswith(f"{place}: ") and what in each]


@pytest.mark.parametrize(
    ("new", "what"),
    [
        ("请予以办理。", "“予以办理” is office language. Say: 给您办."),
        ("长" * 51 + "。", "This sentence has 51 characters"),
        ("龘。", "“龘” is a rare character"),
    ],
)
def test_a_fault_in_a_translation_is_found_too(folder: Path, new: str, what: str) -> None:
    old = "今年冬天，暖气账单减 200 英镑，或者领一张买燃料的代金券。"
    found = plant(folder, CHINESE, f'msgstr "{old}"', f'msgstr "{new}"')
    assert [each for each in found if each.startswith(f"{SERVICE} (zh-Hans) summary: ") and what in each]


def test_a_list_of_words_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "plain").mkdir()
    (folder / "plain/en.swaps.txt").write_text("no sign\n")
    assert "plain: en.swaps.txt:1: expected" in "\n".join(said(folder))


def test_words_that_the_city_lists_as_plain_pass(folder: Path) -> None:
    assert len(plant(folder, SERVICE, "to buy fuel", "for the funicular")) == 1
    (folder / "plain").mkdir()
    (folder / "plain/en.words.txt").write_text("funicular\n")
    assert said(folder) == []


def test_a_term_explained_twice_is_refused(folder: Path) -> None:
    with pytest.raises(ContentBroken, match=r"glossary\.yaml terms\.voucher: is there twice"):
        plant(folder, GLOSSARY, "id: meter", "id: voucher")
