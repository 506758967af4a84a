"""Simplified Chinese becomes Traditional where nobody has translated it, and says so."""

import subprocess
import sys

import pytest

from i18n import scripts
from i18n.catalogues import Catalogues, Fragment, Translator
from i18n.languages import LANGUAGES
from i18n.po import Forms, Key, MachineMade
from i18n.sentence import Sentence

SIMPLIFIED: dict[Key, Forms] = {
    (None, "Send"): ("发送",),
    (None, "New"): ("软件",),
    (None, "Hello %(name)s, <b>look</b>"): ("您好，%(name)s，<b>请看</b>",),
    (None, "%(n)d day left"): ("还剩 %(n)d 天",),
    (None, "Draft"): MachineMade(("草稿时间",)),
    ("month", "May"): ("五月里",),
}


@pytest.fixture
def reader() -> Translator:
    """Whoever reads Traditional Chinese in a city that has translated one text into it."""
    return Catalogues({"zh-Hans": SIMPLIFIED, "zh-Hant": {(None, "Send"): ("寄出",)}}).translator("zh-Hant")


def test_what_has_no_translation_is_converted_with_the_words_of_the_place_and_says_so(reader: Translator) -> None:
    assert reader.find("New") == Fragment("軟體", "zh-Hant", converted=True)
    assert reader.find("May", context="month") == Fragment("五月裡", "zh-Hant", converted=True)
    assert reader.find("New").tag == "zh-Hant-t-zh-hans"


def test_what_people_translated_is_never_converted_and_what_neither_has_is_english(reader: Translator) -> None:
    assert reader.find("Send") == Fragment("寄出", "zh-Hant")
    assert reader.find("Unknown") == Fragment("Unknown", "en")
    assert reader.find_plural("a day", "days", 2) == Fragment("days", "en")


def test_nobody_else_gets_converted_words() -> None:
    catalogues = Catalogues({"zh-Hans": SIMPLIFIED, "zh-Hant": {(None, "Back"): ("返回",)}})
    assert catalogues.translator("zh-Hans").find("Back") == Fragment("Back", "en")
    assert catalogues.translator("es").find("New") == Fragment("New", "en")


def test_places_tags_and_plural_forms_survive(reader: Translator) -> None:
    assert reader.text("Hello %(name)s, <b>look</b>", name="软件") == "您好，软件，<b>請看</b>"
    assert reader.plural("%(n)d day left", "%(n)d days left", 3) == "還剩 3 天"
    assert reader.find_plural("%(n)d day left", "%(n)d days left", 1).converted


def test_a_draft_that_was_converted_is_both(reader: Translator) -> None:
    assert reader.find("Draft") == Fragment("草稿時間", "zh-Hant", machine_made=True, converted=True)


def test_a_sentence_is_converted_if_any_part_of_it_is(reader: Translator) -> None:
    catalogues = Catalogues({"zh-Hans": SIMPLIFIED, "zh-Hant": {(None, "%(what)s: yes"): ("%(what)s：是",)}})
    found = catalogues.translator("zh-Hant").find(Sentence("%(what)s: yes", what=(Sentence("New"),)))
    assert found == Fragment("軟體：是", "zh-Hant", converted=True)
    assert reader.find(Sentence("Send")) == Fragment("寄出", "zh-Hant")


def test_a_text_that_was_written_in_the_other_script_is_converted_and_one_in_another_language_is_not(
    reader: Translator,
) -> None:
    written = "软件：[请看](/articles/软件)"
    assert reader.from_language(written, "zh-Hans") == Fragment(
        "軟體：[請看](/articles/软件)", "zh-Hant", converted=True
    )
    assert reader.from_language("El tranvía", "es") == Fragment("El tranvía", "es")
    assert reader.from_language("軟體", "zh-Hant") == Fragment("軟體", "zh-Hant")
    simplified = Catalogues({}).translator("zh-Hans")
    assert simplified.from_language("軟體", "zh-Hant") == Fragment("軟體", "zh-Hant")


def test_without_the_converter_readers_get_the_language_it_was_written_in_and_the_log_says_why(
    reader: Translator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    scripts.converted.cache_clear()
    scripts.kept_converter.cache_clear()
    try:
        assert reader.find("New") == Fragment("New", "en")
        assert reader.from_language("软件", "zh-Hans") == Fragment("软件", "zh-Hans")
        assert len(caplog.records) == 1
        assert "OpenCC" in caplog.text
    finally:
        scripts.converted.cache_clear()
        scripts.kept_converter.cache_clear()


def test_a_city_whose_translations_are_complete_never_loads_the_converter() -> None:
    program = """
import sys
from pathlib import Path
from i18n.catalogues import Catalogues
from i18n.po import read_translations
catalogues = Catalogues.load(Path("i18n/locales"), Path("content/locales"))
paths = [Path(top, "locales/zh_Hans/LC_MESSAGES", name) for top, name in
         (("i18n", "handrail.po"), ("content", "content.po"))]
every = [key for path in paths for key, _ in read_translations(path)]
reader = catalogues.translator("zh-Hant")
assert len(every) > 1000 and not any(reader.find(text, context).converted for context, text in every)
assert "opencc" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_every_language_that_is_converted_has_an_origin_that_we_speak() -> None:
    assert all({tag, origin} <= LANGUAGES.keys() for tag, (origin, _) in scripts.FROM.items())
