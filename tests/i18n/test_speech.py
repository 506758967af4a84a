"""Texts for the ear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.speech import BY_ID, VOICES, cut, key_of, label_of, name_of, sentences, spoken


@given(st.text() | st.text(alphabet='ab .!?。！？؟\n"”」1Dr'))
def test_the_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(cut(text)) == text


@given(st.text(alphabet="ab1 .!?。؟\n”字"))
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    letters = [sign for sign in text if sign.isalnum()]
    assert [sign for each in sentences(text) for sign in each if sign.isalnum()] == letters


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It costs £3.50. Is that all? Yes!", ["It costs £3.50.", "Is that all?", "Yes!"]),
        ("Ask Dr. Wong at 9 a.m. on Monday.", ["Ask Dr. Wong at 9 a.m. on Monday."]),
        ("您好。「请坐！」我们开始吧", ["您好。", "「请坐！」", "我们开始吧"]),
        ("¿Vive aquí? La Sra. Lee sí.", ["¿Vive aquí?", "La Sra. Lee sí."]),
        ("هل تسكن هنا؟ نعم.", ["هل تسكن هنا؟", "نعم."]),
        ("A line\nand another … ·", ["A line", "and another …"]),
    ],
)
def test_each_language_ends_its_sentences_in_its_own_way(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


@pytest.mark.parametrize(
    ("voice", "shown", "said"),
    [
        ("en", "Call 01632 960 100.", "Call 0 1 6 3 2, 9 6 0, 1 0 0."),
        ("en", "It costs £1,234.50 or £5.", "It costs 1234.50 British pounds or 5 British pounds."),
        ("en", "Your reference is QKRJRXHX.", "Your reference is Q K R J R X H X."),
        ("en", "Postcode HC3 4DE", "Postcode H C 3, 4 D E"),
        ("en", "9:00am – 5:30pm", "9 a m to 5 30 p m"),
        ("cmn", "上午9:30，费用£5。", "上午9点30分，费用5英镑。"),
        ("yue", "費用£1,200.50。", "費用1200.50 英鎊。"),
        ("es", "Cuesta 12,50 € a las 9:30.", "Cuesta 12,50 euros a las 9 y 30."),
        ("ar", "التكلفة £5.", "التكلفة 5 جنيه إسترليني."),
        ("en", "Nothing changes here.", "Nothing changes here."),
    ],
)
def test_figures_are_said_as_a_person_would(voice: str, shown: str, said: str) -> None:
    assert spoken(shown, BY_ID[voice]) == said


@given(st.text(max_size=80), st.sampled_from(sorted(BY_ID)))
def test_any_text_can_be_said(text: str, voice: str) -> None:
    assert isinstance(spoken(text, BY_ID[voice]), str)


def test_other_words_or_another_voice_have_another_sound() -> None:
    names = {name_of(voice, said) for voice in (BY_ID["en"], BY_ID["yue"]) for said in ("Hello.", "Hullo.")}
    assert len(names) == 4
    assert key_of(" Hello \n there.") == key_of("Hello there.") != key_of("Hello here.")


def test_the_name_of_a_recording_can_be_known_by_a_person() -> None:
    assert label_of("What is your name?", "3fa2c1d0" + "0" * 12) == "what-is-your-name-3fa2c1d0"
    assert label_of("../您好。", "3fa2c1d0" + "0" * 12) == "您好-3fa2c1d0"


def test_readers_of_traditional_chinese_choose_between_two_voices() -> None:
    assert [voice.program for voice in VOICES["zh-Hant"]] == ["cmn-latn-pinyin", "yue"]
