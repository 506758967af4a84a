"""Finding terms in texts, and holding translations to the words agreed on and to their places."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import tooling
from i18n.agreed import agreed_terms, misfits
from i18n.checks import faults
from i18n.entries import Entry
from i18n.glossary import Finder, Use
from i18n.languages import LANGUAGES
from i18n.lengths import too_long, width

CHINESE = LANGUAGES["zh-Hans"]


def found(text: str, **forms: str) -> list[tuple[str, str]]:
    finder = Finder({form.replace("_", " "): term for form, term in forms.items()})
    return [(text[use.start : use.end], use.term) for use in finder.uses(text)]


def test_a_term_is_found_in_all_its_forms_as_whole_words_and_whatever_their_case() -> None:
    assert found("Vouchers, a voucher and vouchersafe", voucher="v", vouchers="v") == [
        ("Vouchers", "v"),
        ("voucher", "v"),
    ]


def test_of_two_terms_the_longer_one_counts_and_it_may_go_over_a_line_end() -> None:
    assert found("A smart\nmeter and a meter", meter="m", smart_meter="s") == [("smart\nmeter", "s"), ("meter", "m")]


def test_chinese_terms_are_found_inside_a_sentence() -> None:
    assert list(Finder({"代金券": "voucher"}).uses("给您代金券。")) == [Use(2, 5, "voucher")]


def test_an_arabic_term_is_found_behind_an_and_that_is_written_onto_it() -> None:
    finder = Finder({"جهاز": "loop"})
    assert list(finder.uses("باب وجهاز")) == [Use(5, 9, "loop")]
    assert list(finder.uses("باب موجهاز")) == [], "but not inside another word"


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=5), st.text(min_size=1, max_size=3), max_size=4))
def test_finding_never_fails_and_finds_what_is_there(text: str, forms: dict[str, str]) -> None:
    for use in Finder(forms).uses(text):
        assert use.term in forms.values()
        assert 0 <= use.start < use.end <= len(text)


def test_a_translation_that_calls_a_term_by_another_word_is_told() -> None:
    entries = {
        (None, text): Entry((text,), forms=(form,), comments=[comment])
        for text, form, comment in (
            ("A voucher", "一张代金券", "card · title"),
            ("Two vouchers", "两张优惠卷", "card · title"),
            ("voucher, gift card", "购物卡", "card · keywords"),
            ("Nothing of it", "没有", "card · title"),
        )
    }
    agreed = {"voucher": ["代金券"], "vouchers": ["代金券"]}
    assert list(misfits(entries, agreed)) == ["'Two vouchers': 'vouchers' is agreed to be 代金券"]


def test_arabic_vowel_marks_and_capitals_make_no_other_word() -> None:
    entry = Entry(("A voucher",), forms=("قَسيمة",))
    assert list(misfits({entry.key: entry}, {"voucher": ["قسيمة"]})) == []
    entry = Entry(("A voucher",), forms=("Vale",))
    assert list(misfits({entry.key: entry}, {"voucher": ["vale"]})) == []


@pytest.mark.parametrize(
    ("source", "translation", "comment", "sound"),
    [
        ("Home", "首页", "", True),
        ("Home", "Inicio", "at most 8 letters", True),
        ("Home", "Página principal", "at most 8 letters", False),
        ("Home", "首页首页首", "at most 8 letters", False),
        ("Send", "Enviar la solicitud a la ciudad ahora", "", False),
        ("Hello %(name)s", "Buenos días %(name)s", "", True),
        ("One sentence of ordinary length is here.", "x" * 120, "", False),
    ],
)
def test_a_translation_that_does_not_fit_its_place_is_told(
    source: str,
    translation: str,
    comment: str,
    sound: bool,  # noqa: FBT001 - a column of the table
) -> None:
    entry = Entry((source,), forms=(translation,), comments=[comment])
    assert (list(too_long(entry)) == []) is sound


def test_a_chinese_character_is_two_letters_wide_and_a_place_to_fill_takes_none() -> None:
    assert (width("首页"), width("Home"), width("ḥ%(n)s<b>")) == (4, 4, 1)


def test_a_translation_that_drops_a_place_or_adds_a_link_is_refused() -> None:
    said = [
        *faults(Entry(("Call %(phone)s",), forms=("打电话",))),
        *faults(Entry(("See our page",), forms=("请看 https://elsewhere.example",))),
        *faults(Entry(("See [our page](/help)",), forms=("请看[这里](/other)",))),
        *faults(Entry(("Ring 01632 960130 now",), forms=("请打 01632 960131",))),
        *faults(Entry(("Write to us",), forms=("请写到 a@elsewhere.example",))),
    ]
    assert [re.sub(r"^the ", "", each) for each in said] == [
        "place to fill %(phone)s is missing in the translation",
        "web address https://elsewhere.example is not in the source",
        "link /help is missing in the translation",
        "link /other is not in the source",
        "phone number 01632 960130 is missing in the translation",
        "phone number 01632 960131 is not in the source",
        "link a@elsewhere.example is not in the source",
    ]


def test_the_check_of_the_catalogues_holds_the_citys_terms_and_lengths(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "glossary.yaml").write_text(
        "terms:\n  - id: voucher\n    term: voucher\n    forms: [vouchers]\n    means: Like money.\n"
    )
    (content / "city.yaml").write_text("name: The voucher city\n")
    call = ["--root", str(tmp_path), "--content", str(content)]
    tooling.main([*call, "update"])
    path = content / "locales/zh_Hans/LC_MESSAGES/content.po"
    text = path.read_text()
    for source, translation in {
        "voucher": "代金券",
        "vouchers": "代金券",
        "Like money.": "像钱。",
        "The voucher city": "优惠城",
    }.items():
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{translation}"')
    path.write_text(text)
    assert agreed_terms(path, CHINESE) == {"voucher": ["代金券"], "vouchers": ["代金券"]}
    capsys.readouterr()
    assert tooling.main([*call, "check"]) == 1
    assert "'The voucher city': 'voucher' is agreed to be 代金券" in capsys.readouterr().out
    path.write_text(text.replace("优惠城", "代金券" + "城" * 40))
    tooling.main([*call, "check"])
    assert "letters wide" in capsys.readouterr().out
