"""Counting how far translations are, straight from the files."""

from pathlib import Path

import pytest

from i18n.languages import LANGUAGES
from i18n.po import CatalogueError
from i18n.status import STATES, Text, counts, texts

PO = """\
# Chinese
msgid ""
msgstr ""
"Language: zh_Hans\\n"

#. a button
#: backend/a.html
msgid "Send"
msgstr "寄出"

#: backend/b.html
#: backend/c.html
#, fuzzy
#| msgid "Bak"
msgid "Back"
msgstr "返回"

#, machine-made, python-format
msgid "Hello "
"%(name)s"
msgstr "您好 \\"%(name)s\\""

msgid "%(n)d day"
msgid_plural "%(n)d days"
msgstr[0] ""

#~ msgid "Old"
#~ msgstr "旧"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "zh_Hans/LC_MESSAGES/handrail.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO)
    return tmp_path


def test_each_text_has_its_state_and_where_it_is_used(folder: Path) -> None:
    assert list(texts(LANGUAGES["zh-Hans"], "handrail", folder)) == [
        Text(1, "Send", "寄出", "done", ("a button", "backend/a.html")),
        Text(2, "Back", "返回", "fuzzy", ("backend/b.html", "backend/c.html")),
        Text(3, "Hello %(name)s", '您好 "%(name)s"', "machine-made", ()),
        Text(4, "%(n)d day", "", "missing", ()),
    ]


def test_what_is_shown_is_counted_in_percent_and_a_language_not_begun_lacks_everything(folder: Path) -> None:
    told = {each.language.tag: each for each in counts({"handrail": folder}, ["en", "zh-Hans", "zh-Hant"])}
    assert list(told) == ["zh-Hans", "zh-Hant"]
    assert dict(told["zh-Hans"].states) == dict.fromkeys(STATES, 1)
    assert (told["zh-Hans"].total, told["zh-Hans"].shown) == (4, 50)
    assert (told["zh-Hant"].states["missing"], told["zh-Hant"].shown) == (4, 0)


def test_a_city_without_catalogues_has_nothing_to_count(tmp_path: Path) -> None:
    assert [each.total for each in counts({"content": tmp_path}, ["zh-Hans"])] == [0]
    assert counts({"content": tmp_path}, ["en"]) == []


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "zh_Hans/LC_MESSAGES/handrail.po").write_bytes(PO.encode("gb18030"))
    with pytest.raises(CatalogueError, match="not UTF-8"):
        list(texts(LANGUAGES["zh-Hans"], "handrail", folder))


def test_the_products_own_catalogues_are_whole() -> None:
    for each in counts({"handrail": Path("i18n/locales"), "content": Path("content/locales")}, ["zh-Hans", "zh-Hant"]):
        if each.language.tag.startswith("zh"):
            assert (each.shown, each.states["missing"], each.states["fuzzy"]) == (100, 0, 0)
