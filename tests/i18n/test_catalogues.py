import io
import logging
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from i18n import languages
from i18n.catalogues import Catalogues, Fragment, Translator
from i18n.languages import LANGUAGES, Language
from i18n.po import CatalogueError, read_translations
from i18n.text import N_, fill

PO = """\
# a translator's note
msgid ""
msgstr ""
"Language: zh_Hans\\n"

#. senior-travel-card · title
#: content/services/senior-travel-card.yaml
msgid "Send"
msgstr "寄出"

#, fuzzy
msgid "Back"
msgstr "前面"

msgid "Next"
msgstr ""

msgctxt "month"
msgid "May"
msgstr "五月"

#, python-format
msgid "Hello %(name)s"
msgstr "您好，%(name)s"

msgid "%(n)d day left"
msgid_plural "%(n)d days left"
msgstr[0] "还剩 %(n)d 天"

msgid ""
"One line\\n"
"and \\"another\\"."
msgstr "一行\\n还有“另一行”。"
#~ msgid "Old"
#~ msgstr "旧"
"""


def folder_with(folder: Path, text: str, language: str = "zh_Hans", name: str = "handrail") -> Path:
    path = folder / language / "LC_MESSAGES" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def chinese(tmp_path: Path) -> Translator:
    return Catalogues.load(folder_with(tmp_path, PO)).translator("zh-Hans")


def test_a_finished_translation_is_found_and_says_its_language(chinese: Translator) -> None:
    assert chinese.find("Send") == Fragment("寄出", "zh-Hans")
    assert chinese.language is LANGUAGES["zh-Hans"]


@pytest.mark.parametrize("msgid", ["Back", "Next", "Old", "Never seen", "May"])
def test_fuzzy_empty_obsolete_and_unknown_texts_fall_back_to_english_and_say_so(
    chinese: Translator, msgid: str
) -> None:
    assert chinese.find(msgid) == Fragment(msgid, "en")


def test_a_context_tells_equal_words_apart(chinese: Translator) -> None:
    assert chinese.find("May", context="month") == Fragment("五月", "zh-Hans")
    assert chinese.find("May", context="name") == Fragment("May", "en")


def test_texts_over_several_lines_and_with_quotes_are_found(chinese: Translator) -> None:
    assert chinese.text('One line\nand "another".') == "一行\n还有“另一行”。"


def test_a_block_text_of_yaml_is_found_although_it_ends_in_a_line_break(chinese: Translator) -> None:
    assert chinese.text("Send\n") == "寄出"


def test_named_places_are_filled(chinese: Translator) -> None:
    assert chinese.text("Hello %(name)s", name="玫瑰") == "您好，玫瑰"


def test_a_place_without_a_value_leaves_a_gap_and_is_logged(
    chinese: Translator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert chinese.text("Hello %(name)s", other=1) == "您好，…"
    assert "name" in caplog.text


def test_chinese_has_one_plural_form_and_fills_the_number_itself(chinese: Translator) -> None:
    assert chinese.plural("%(n)d day left", "%(n)d days left", 1) == "还剩 1 天"
    assert chinese.plural("%(n)d day left", "%(n)d days left", 7) == "还剩 7 天"


@pytest.mark.parametrize(("n", "text"), [(0, "0 items"), (1, "1 item"), (2, "2 items"), (-1, "-1 item")])
def test_english_without_a_catalogue_knows_its_two_forms(n: int, text: str) -> None:
    assert Catalogues({}).translator("en").plural("%(num)d item", "%(num)d items", n) == text


@pytest.mark.parametrize(("n", "form"), [(0, "a"), (1, "b"), (2, "c"), (5, "d"), (11, "e"), (99, "e"), (100, "f")])
def test_arabic_uses_its_six_forms(n: int, form: str) -> None:
    arabic = Language("ar", "ar", "العربية", "rtl", "ar")
    translator = Translator(arabic, {(None, "day"): ("a", "b", "c", "d", "e", "f")})
    assert translator.find_plural("day", "days", n) == Fragment(form, "ar")


def test_a_translation_with_too_few_plural_forms_uses_its_last() -> None:
    translator = Translator(LANGUAGES["en"], {(None, "day"): ("only",)})
    assert translator.plural("day", "days", 5) == "only"


def test_later_folders_replace_the_words_of_earlier_ones(tmp_path: Path) -> None:
    product = folder_with(tmp_path / "product", 'msgid "A"\nmsgstr "甲"\n\nmsgid "B"\nmsgstr "乙"\n')
    city = folder_with(tmp_path / "city", 'msgid "B"\nmsgstr "城"\n', name="content")
    translator = Catalogues.load(product, city).translator("zh-Hans")
    assert (translator.text("A"), translator.text("B")) == ("甲", "城")


def test_a_city_without_translations_speaks_the_source_language(tmp_path: Path) -> None:
    assert Catalogues.load(tmp_path / "none").translator("zh-Hant").find("Send") == Fragment("Send", "en")


def test_a_language_nobody_knows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Catalogues.load(tmp_path).translator("tlh")


@pytest.mark.parametrize("text", ['msgid "A"\nmsgstr unquoted\n', '"alone"\n', "<<<<<<< HEAD\n"])
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogueError, match=r"handrail\.po:\d"):
        Catalogues.load(folder_with(tmp_path, text))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    folder_with(tmp_path, "")
    path = tmp_path / "zh_Hans/LC_MESSAGES/handrail.po"
    path.write_bytes('msgid "A"\nmsgstr "甲"\n'.encode("gb18030"))
    with pytest.raises(CatalogueError, match="not UTF-8"):
        Catalogues.load(tmp_path)


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t\r"\\#%'), min_size=1)


@settings(deadline=None)  # it writes files
@given(st.dictionaries(TEXTS, st.tuples(TEXTS, st.booleans(), st.none() | TEXTS), max_size=6))
def test_the_lean_reader_reads_what_babel_writes(
    tmp_path_factory: pytest.TempPathFactory, messages: dict[str, tuple[str, bool, str | None]]
) -> None:
    catalog = Catalog(locale="zh_Hans_CN")
    for msgid, (text, fuzzy, context) in messages.items():
        catalog.add(msgid, text, flags=["fuzzy"] if fuzzy else [], context=context)
    file = io.BytesIO()
    write_po(file, catalog, width=0)
    path = tmp_path_factory.mktemp("po") / "a.po"
    path.write_bytes(file.getvalue())
    expected = {(context, msgid): (text,) for msgid, (text, fuzzy, context) in messages.items() if not fuzzy}
    assert dict(read_translations(path)) == expected


def test_marking_changes_nothing() -> None:
    assert N_("Send") == "Send"


def test_a_text_without_values_stays_as_it_is() -> None:
    assert fill("50% off, 100%% sure", {}) == "50% off, 100%% sure"


def test_values_of_any_type_are_readable() -> None:
    assert fill("%(n)d of %(all)s, %(share).1f%%", {"n": "many", "all": 3, "share": 0.25}) == "many of 3, 0.2%"


@given(st.text(alphabet="%()snd .1abf-*"), st.dictionaries(st.text(alphabet="abn"), st.none() | st.integers()))
def test_filling_never_raises(text: str, values: dict[str, int | None]) -> None:
    assert isinstance(fill(text, values), str)


def test_the_languages_in_force_are_those_with_a_translator() -> None:
    assert all(Catalogues({}).translator(tag).language is language for tag, language in languages.LANGUAGES.items())
