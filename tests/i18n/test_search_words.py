import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.words import LONGEST, is_slip, slips, words

LETTERS = st.text(alphabet="abcde", min_size=4, max_size=8)
MIXED = st.text(max_size=80) | st.text(alphabet="aesingld' ’-É港市卡老年ａＢ12", max_size=80)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("BUSES", "bus"),
        ("ferry", "ferries"),
        ("travelling", "travel"),
        ("café", "cafe"),
        ("passenger’s", "passenger"),
        ("ＷｉＦｉ", "wifi"),
        ("naïve", "naive"),
        ("straße", "STRASSE"),
    ],
)
def test_forms_of_one_word_are_found_as_the_same(typed: str, kept: str) -> None:
    assert words(typed, "en") == words(kept, "en") != []


def test_small_words_of_a_question_are_left_out() -> None:
    assert words("How do I get a free bus pass?", "en") == ["get", "free", "bus", "pass"]


def test_chinese_becomes_pairs_of_characters_and_single_ones_stand_alone() -> None:
    assert words("老年交通卡", "zh-Hans") == ["老年", "年交", "交通", "通卡"]
    assert words("卡", "zh-Hant") == ["卡"]


def test_latin_words_and_numbers_inside_chinese_are_kept() -> None:
    assert words("办理Wi-Fi优惠，2026年", "zh-Hans") == ["办理", "wi", "fi", "优惠", "2026", "年"]


def test_traditional_and_simplified_stay_as_they_are() -> None:
    assert words("長者", "zh-Hant") == ["長者"]
    assert words("长者", "zh-Hans") == ["长者"]


def test_a_language_without_a_stemmer_keeps_whole_words() -> None:
    assert words("Les bus, l'été", "fr") == ["les", "bus", "lete"]


def test_text_beyond_the_limit_is_left_out() -> None:
    assert len(words("港" * (LONGEST + 500), "zh-Hans")) == LONGEST - 1
    assert words("x" * 5_000, "en") == []


@given(MIXED, st.sampled_from(["en", "zh-Hans", "zh-Hant", "fr"]))
def test_making_words_of_words_changes_nothing(text: str, tag: str) -> None:
    once = words(text, tag)
    assert words(" ".join(once), tag) == once


@given(MIXED)
def test_a_part_of_a_chinese_text_is_found_in_the_whole(text: str) -> None:
    assert set(words("老年卡", "zh-Hans")) <= set(words(f"{text} 申请老年卡吧 {text}", "zh-Hans"))


def test_threads_do_not_mix_up_their_stems() -> None:
    texts = [f"travelling ferries passengers q{number}x" for number in range(40)]
    found: dict[str, list[str]] = {}
    threads = [
        threading.Thread(target=lambda part=texts[at::4]: found.update({text: words(text, "en") for text in part}))
        for at in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[text][:3] == ["travel", "ferri", "passeng"] for text in texts)


@pytest.mark.parametrize("typed", ["senior", "senoir", "snior", "seenior", "sanior", "enior", "seniors"])
def test_one_slip_is_forgiven(typed: str) -> None:
    assert is_slip(typed, "senior")
    assert not slips(typed).isdisjoint(slips("senior"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bus", "bug"),
        ("bu", "bus"),
        ("bbu", "bub"),
        ("abcd", "bcde"),
        ("2026", "2025"),
        ("sneoir", "senior"),
        ("", "a"),
    ],
)
def test_two_slips_short_words_and_numbers_are_not_forgiven(typed: str, meant: str) -> None:
    assert not is_slip(typed, meant)


def distance(one: str, other: str) -> int:
    """Optimal string alignment, the textbook way."""
    rows = [[max(i, j) if not i or not j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(LETTERS, LETTERS)
def test_a_slip_is_a_distance_of_at_most_one(one: str, other: str) -> None:
    assert is_slip(one, other) == is_slip(other, one) == (distance(one, other) <= 1)


@given(LETTERS, st.data())
def test_a_word_with_a_slip_shares_a_neighbour_with_the_right_one(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    wrong = data.draw(st.sampled_from([word[:at] + "x" + word[at + 1 :], word[:at] + "x" + word[at:]]))
    assert not slips(word).isdisjoint(slips(wrong))
