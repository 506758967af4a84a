"""A service is found by people's own words, in each language, with a slip of the finger forgiven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.config import ROOT
from backend.domain.catalogue.city import Content
from backend.domain.catalogue.search import LONGEST_QUERY, MOST_FOUND, Index, build
from i18n.catalogues import Catalogues

CARD, MOVE, HEAT = "senior-travel-card", "change-of-address", "winter-heating-help"


@pytest.fixture(scope="module")
def indexes(content: Content) -> dict[str, Index]:
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", ROOT / "content" / "locales")
    return {tag: build(content, tag, catalogues.translator(tag).text) for tag in ("en", "zh-Hans", "zh-Hant")}


@pytest.mark.parametrize(
    ("language", "words", "service"),
    [
        ("en", "bus pass", CARD),
        ("en", "free bus for pensioners", CARD),
        ("en", "I lost my card", CARD),
        ("en", "my heating is broken", HEAT),
        ("en", "gas bill", HEAT),
        ("en", "moving house", MOVE),
        ("en", "we have moved to a new flat", MOVE),
        ("zh-Hans", "公交卡", CARD),
        ("zh-Hans", "老年卡", CARD),
        ("zh-Hans", "暖气坏了", HEAT),
        ("zh-Hans", "搬家", MOVE),
        ("zh-Hant", "敬老卡", CARD),
        ("zh-Hant", "暖氣", HEAT),
        ("zh-Hant", "搬家", MOVE),
    ],
)
def test_peoples_own_words_find_the_service_first(
    indexes: dict[str, Index], language: str, words: str, service: str
) -> None:
    found = indexes[language].find(words, language)
    assert found, "something is found"
    assert [each.id for each in found if each.kind == "service"][0] == service  # noqa: RUF015


@pytest.mark.parametrize(
    ("typed", "service"),
    [("pensoner", CARD), ("trvel card", CARD), ("heatng bill", HEAT), ("haeting", HEAT), ("adress", MOVE)],
)
def test_a_slip_of_the_finger_is_forgiven(indexes: dict[str, Index], typed: str, service: str) -> None:
    assert indexes["en"].find(typed, "en")[0].id == service


def test_a_word_that_was_typed_right_counts_more_than_one_found_through_a_slip(indexes: dict[str, Index]) -> None:
    right, slip = (indexes["en"].find(typed, "en")[0] for typed in ("pensioner", "pensoner"))
    assert right.id == slip.id
    assert right.score > slip.score


@pytest.mark.parametrize("typed", ["", "   ", "?!…", "qqqqqqqq", "😀", "的"])
def test_words_that_nothing_fits_find_nothing(indexes: dict[str, Index], typed: str) -> None:
    assert indexes["en"].find(typed, "en") == []


def test_lessons_are_found_too(indexes: dict[str, Index]) -> None:
    assert ("lesson", CARD) in [(each.kind, each.id) for each in indexes["en"].find("practise travel card", "en")]


@given(typed=st.text(max_size=3 * LONGEST_QUERY), language=st.sampled_from(["en", "zh-Hans", "zh-Hant"]))
def test_whatever_is_typed_gives_a_short_list_best_first(indexes: dict[str, Index], typed: str, language: str) -> None:
    found = indexes[language].find(typed, language)
    assert len(found) <= MOST_FOUND
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len({(each.kind, each.id) for each in found}) == len(found)
