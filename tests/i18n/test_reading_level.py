import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.reading import Reading, reading, syllables, too_hard

# Counted by hand; what the counter gets wrong is here too, so the share it gets right means something.
COUNTED = {
    1: "the make made asked year fire clothes loved hoped breathe signed can't you'll real nurse things quay street",
    2: "table people something sometimes safely statement buses wanted handled hundred centre carer landlord "
    "language journey quiet science client fuel being passport notice provide receive require "
    "refuse region repair special station surname therefore transport treated voting waiting weather wireless "
    "worried sidewalk doesn't mustn't o'clock marriage boxes churches metres entered cancelled "
    "poem lion naive chaos ruined",
    3: "benefit evidence appointment family library radio video area idea created annual easier confident "
    "citizen contacted decision department document insurance interview medical minimum official period personal "
    "photograph possible reference resident retirement signature condition consider difficult employer equipment "
    "exercise important previous property residents telephone vehicle volunteer museum recipe",
    4: "application available certificate community declaration eligible relationship responsible situation temporary "
    "authority circumstances comfortable education environment material pedestrian television society variety "
    "information emergency cooperate diabetes reality",
    5: "nationality university individual immediately",
}


def pairs() -> list[tuple[str, int]]:
    return [(word, count) for count, line in COUNTED.items() for word in line.split()]


def test_at_least_93_of_100_different_words_have_their_syllables_counted_right() -> None:
    wrong = {word: syllables(word) for word, count in pairs() if syllables(word) != count}
    assert len(wrong) <= len(pairs()) * 0.07, wrong
    assert all(abs(found - dict(pairs())[word]) == 1 for word, found in wrong.items())


@given(st.text())
def test_every_word_has_a_syllable(word: str) -> None:
    assert syllables(word) >= 1


def test_sentences_are_counted_past_abbreviations_prices_and_addresses() -> None:
    text = "Ask Mr. Khan at 9 a.m. on Monday. It costs £3.50. See www.example.org for more! “Is it free?” Yes."
    assert reading(text, "en").sentences == 5


def test_lines_of_a_list_are_sentences_of_their_own() -> None:
    assert reading("Your date of birth\nA photo\n\n- Your address", "en") == Reading(3, 4, 2.7, 0.2)


def test_plain_words_have_a_low_grade_and_officialese_a_high_one() -> None:
    plain = reading("You can get a free travel card. We send it by post. It takes ten days.", "en")
    officialese = reading(
        "Applicants demonstrating eligibility for concessionary transportation are required to submit documentation "
        "substantiating their residential circumstances prior to consideration by the competent authority.",
        "en",
    )
    assert plain.grade is not None
    assert officialese.grade is not None
    assert plain.grade < 4
    assert officialese.grade > 16
    assert too_hard(plain, "en") == []
    assert len(too_hard(reading("officialese " * 26, "en"), "en")) == 2


def test_the_grade_is_kincaids_formula() -> None:
    # 2 sentences, 8 words, 8 syllables: 0.39 * 4 + 11.8 * 1 - 15.59 is below zero; longer words lift it.
    assert reading("The cat sat down. The dog ran off.", "en").grade == 0.0
    assert reading("Resident resident resident resident.", "en").grade == round(0.39 * 4 + 11.8 * 3 - 15.59, 1)


def test_a_sentence_of_26_words_is_too_long_and_one_of_25_is_not() -> None:
    assert too_hard(reading("go " * 25, "en"), "en") == []
    assert too_hard(reading("go " * 26, "en"), "en") == ["a sentence has 26 words; keep to 25"]


def test_chinese_is_measured_in_characters_and_has_no_grade() -> None:
    assert reading("您可以免费乘车。要带身份证！需要 10 天吗？", "zh-Hans") == Reading(3, 7, 5.7, None)


def test_chinese_with_long_sentences_is_too_hard() -> None:
    assert too_hard(reading("您好。" + "长" * 57 + "。", "zh-Hans"), "zh-Hans") == []
    assert too_hard(reading("长" * 31, "zh-Hant"), "zh-Hant") == ["sentences have 31 characters on average; keep to 30"]


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "fr"])
@pytest.mark.parametrize("text", ["", "  \n", "…", "。！"])
def test_a_text_without_words_measures_nothing(text: str, tag: str) -> None:
    assert reading(text, tag) == Reading(0, 0, 0.0, None)


@given(st.text(), st.sampled_from(["en", "zh-Hans", "fr"]))
def test_measuring_never_raises_and_the_longest_is_not_below_the_average(text: str, tag: str) -> None:
    measured = reading(text, tag)
    assert measured.longest + 0.05 >= measured.average
    assert (measured.grade is None) or measured.grade >= 0
