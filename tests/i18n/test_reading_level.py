import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.reading import Reading, Span, reading, spanish_syllables, spans, syllables

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
    assert reading("Your date of birth\nA photo\n\n- Your address", "en") == Reading(3, 4, 2.7, 0.2, None, 8)


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


def test_the_grade_is_kincaids_formula() -> None:
    # 2 sentences, 8 words, 8 syllables: 0.39 * 4 + 11.8 * 1 - 15.59 is below zero; longer words lift it.
    assert reading("The cat sat down. The dog ran off.", "en").grade == 0.0
    assert reading("Resident resident resident resident.", "en").grade == round(0.39 * 4 + 11.8 * 3 - 15.59, 1)


def test_chinese_is_measured_in_characters_and_has_no_grade() -> None:
    assert reading("您可以免费乘车。要带身份证！需要 10 天吗？", "zh-Hans") == Reading(3, 7, 5.7, None, None, 17)


def test_a_sentence_knows_its_place() -> None:
    text = "  Ask Mr. Khan. Then wait!\nDone"
    assert [(text[each.start : each.end], each.length) for each in spans(text, "en")] == [
        ("Ask Mr. Khan.", 3),
        ("Then wait!", 2),
        ("Done", 1),
    ]
    assert spans("您好。再见", "zh-Hans") == [Span(0, 2, 2), Span(3, 5, 2)]
    assert [each.length for each in spans("هل تحتاج مساعدة؟ اتصل بنا.", "ar")] == [3, 2]


SPANISH = {
    1: "que pan rey y dos Dios seis",
    2: "guía agua ciudad aire oiga baile causa hay-que",
    3: "tarjeta personas pingüino ahora Leía vivienda ayuda",
    4: "autobuses solicitar",
}


def test_spanish_syllables_are_counted_as_they_are_said() -> None:
    pairs = {word: count for count, line in SPANISH.items() for word in line.split()}
    assert {word: spanish_syllables(word) for word in pairs} == pairs


def test_the_ease_is_szigriszts_formula() -> None:
    # 2 sentences, 6 words, 10 syllables.
    measured = reading("Traiga su tarjeta. Es muy fácil.", "es")
    assert measured.ease == round(206.835 - 62.3 * 10 / 6 - 6 / 2, 1)
    assert measured.grade is None


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "fr"])
@pytest.mark.parametrize("text", ["", "  \n", "…", "。！"])
def test_a_text_without_words_measures_nothing(text: str, tag: str) -> None:
    assert reading(text, tag) == Reading(0, 0, 0.0, None)


@given(st.text(), st.sampled_from(["en", "zh-Hans", "fr"]))
def test_measuring_never_raises_and_the_longest_is_not_below_the_average(text: str, tag: str) -> None:
    measured = reading(text, tag)
    assert measured.longest + 0.05 >= measured.average
    assert (measured.grade is None) or measured.grade >= 0
