import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from i18n.languages import EVERY, LANGUAGES, SOURCE, Language, closest, negotiate

ANYTHING = st.none() | st.text() | st.text(alphabet="zhenHasntTWCK-_;q=0.15,* ")


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        (None, "en"),
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK, en;q=0.5", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("yue-HK", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("ZH-hant-tw", "zh-Hant"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("en;q=0.3, zh-TW;q=0.7", "zh-Hant"),
        ("fr-FR, fr;q=0.9, zh-CN;q=0.2", "zh-Hans"),
        ("zh-CN;q=0, zh-TW;q=0.1", "zh-Hant"),
        ("fr, *;q=0.5, zh;q=0.1", "en"),
        ("zh-TW ; q=0.8 , zh-CN; Q=0.9", "zh-Hans"),
        ("zh-CN;q=nan, zh-TW;q=2, ;;, en;q=0.1", "en"),
        ("zh-CN, " * 1_000, "en"),
        ("es-MX, en;q=0.5", "es"),
        ("es-419", "es"),
        ("ar-EG,ar;q=0.9", "ar"),
        ("fr, ar-AE;q=0.8, es;q=0.7", "ar"),
    ],
)
def test_the_browsers_languages_are_read_with_their_weights(header: str | None, tag: str) -> None:
    assert negotiate(None, None, header).tag == tag


def test_what_was_just_chosen_comes_before_the_account_and_the_account_before_the_browser() -> None:
    assert negotiate("zh-Hans", "zh-Hant", "en").tag == "zh-Hans"
    assert negotiate(None, "zh-Hant", "en").tag == "zh-Hant"
    assert negotiate("", None, "zh-TW").tag == "zh-Hant"


def test_a_choice_that_is_no_language_of_ours_falls_to_the_next() -> None:
    assert negotiate("../etc", "tlh", "zh-CN").tag == "zh-Hans"


@pytest.mark.parametrize("tag", [None, "", "fr", "-", "english", "z" * 1_000])
def test_a_tag_we_do_not_speak_is_close_to_nothing(tag: str | None) -> None:
    assert closest(tag) is None


@given(ANYTHING, ANYTHING, ANYTHING)
def test_negotiating_never_raises_and_always_gives_a_language_of_ours(
    choice: str | None, account: str | None, header: str | None
) -> None:
    assert negotiate(choice, account, header) in EVERY.values()


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_every_language_agrees_with_babel_and_negotiates_to_itself(language: Language) -> None:
    assert Locale.parse(language.locale).text_direction == language.direction
    assert language.folder == language.tag.replace("-", "_")
    assert negotiate(language.tag, None, None) == negotiate(None, None, language.tag) == language
    assert negotiate(language.folder, None, None) == language


def test_the_source_language_is_english_as_britain_writes_it() -> None:
    assert (SOURCE.tag, SOURCE.locale) == ("en", "en_GB")
