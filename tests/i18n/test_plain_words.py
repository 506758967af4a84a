"""The gate for plain words: what it complains of, where, and what it leaves alone."""

import re
from pathlib import Path

import polib
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from i18n.catalogues import Catalogues
from i18n.extract import texts_of
from i18n.plain.actions import actions_in
from i18n.plain.gate import complaints
from i18n.plain.lists import ListBroken, city_lists, lists_of
from i18n.plain.masks import readable
from i18n.text import fill

TAGS = ("en", "zh-Hans", "zh-Hant", "es", "ar")
PLAIN = {
    "en": "You can ask for a card. Send us your old one. We look at it, and we ring you.",
    "zh-Hans": "您可以申请一张卡。请把旧卡寄给我们。我们看了就打电话给您。",
    "zh-Hant": "您可以申請一張卡。請把舊卡寄給我們。我們看了就打電話給您。",
    "es": "Usted puede pedir una tarjeta. Envíe la vieja. La miramos y le llamamos.",
    "ar": "يمكنك أن تطلب بطاقة. أرسل إلينا القديمة. ننظر فيها ونتصل بك.",
}


def told(text: str, tag: str, **options: bool) -> list[tuple[str, str]]:
    """Each complaint's rule and the words it is about."""
    return [(each.rule, text[each.start : each.end]) for each in complaints(text, tag, **options)]


def rules(text: str, tag: str, **options: bool) -> list[str]:
    return [rule for rule, _ in told(text, tag, **options)]


@pytest.mark.parametrize("tag", TAGS)
def test_plain_words_pass(tag: str) -> None:
    assert complaints(PLAIN[tag], tag) == []


@pytest.mark.parametrize(
    ("tag", "text", "words", "swaps"),
    [
        ("en", "Please submit it to us.", "submit", ("send", "hand in")),
        ("en", "Send it PRIOR TO Monday.", "PRIOR TO", ("before",)),
        ("zh-Hans", "请到窗口进行预约。", "进行预约", ("约时间",)),
        ("zh-Hans", "由于天气的原因，今天不开门。", "由于天气的原因", ("因为",)),
        ("zh-Hant", "請檢附身分證。", "檢附", ("附上", "帶上")),
        ("es", "Rellene el formulario en virtud de la ley.", "en virtud de", ("por",)),
        ("ar", "يجب الدفع بموجب القانون.", "بموجب", ("حسب",)),
    ],
)
def test_office_language_is_found_with_its_place_and_a_plain_swap(
    tag: str, text: str, words: str, swaps: tuple[str, ...]
) -> None:
    found = next(each for each in complaints(text, tag) if each.rule == "officialese")
    assert text[found.start : found.end] == words
    assert set(found.swaps) & set(swaps)
    assert words in fill(found.message, found.values)


def test_of_two_phrases_that_overlap_the_longer_one_counts_and_half_a_word_does_not() -> None:
    assert told("Bring it in accordance with the rule.", "en") == [("officialese", "in accordance with")]
    assert told("The resubmitted form", "en") == [("word", "resubmitted")]


def test_what_is_best_left_out_says_so() -> None:
    (found,) = complaints("Please note that we are closed.", "en")
    assert (found.rule, found.swaps, found.message) == ("officialese", (), "“%(words)s” can be left out.")


def test_a_sentence_of_26_words_is_too_long_and_one_of_25_is_not() -> None:
    assert "sentence" not in rules("go " * 25, "en")
    assert told("Yes. " + "go " * 26, "en")[0] == ("sentence", "go " * 26)


@pytest.mark.parametrize(("tag", "most", "word"), [("es", 30, "sí "), ("ar", 25, "لا ")])
def test_other_languages_have_their_own_longest_sentence(tag: str, most: int, word: str) -> None:
    assert "sentence" not in rules(word * most, tag)
    assert "sentence" in rules(word * (most + 1), tag)


def test_chinese_sentences_of_more_than_30_characters_on_average_are_too_long() -> None:
    assert rules("长" * 31 + "。", "zh-Hans") == ["average"]
    assert rules("长" * 31 + "。" + "短" * 29 + "。", "zh-Hans") == []
    assert rules("您好。" + "长" * 51 + "。", "zh-Hans") == ["sentence"]
    assert rules("长" * 31 + "。", "zh-Hans", whole=False) == []


def test_an_english_text_as_a_whole_is_held_to_grade_6_and_a_short_one_to_8() -> None:
    middling = "The library is open for you again on Monday. "
    assert rules(middling * 12, "en") == ["grade"]
    assert rules(middling * 4, "en") == []
    assert rules("Information about temporary accommodation. " * 8, "en")[:1] == ["grade"]


def test_a_spanish_text_is_held_to_the_inflesz_scale() -> None:
    assert rules("La casa es de mi madre. Venga a verla hoy. " * 12, "es") == []
    assert rules("La administración municipal comunicará oportunamente modificaciones. " * 15, "es") == ["grade"]


def test_words_outside_the_list_are_told_once_and_their_forms_are_known_by_their_family() -> None:
    assert told("The obfuscated helper. Obfuscated again.", "en") == [("word", "obfuscated")]
    assert told("She chose the easiest buses, went happily, and asked twice.", "en") == []
    assert told("你龘好。龘", "zh-Hans") == [("word", "龘")]


def test_a_traditional_character_in_simplified_text_is_a_stranger() -> None:
    assert told("请您申請。", "zh-Hans") == [("word", "請")]


def test_names_buttons_numbers_places_and_addresses_are_no_hard_words() -> None:
    text = "Ask Guiying at %(office)s, HC1 2AB or <b>www.obfuscated.org</b>, write `grep` to a@obfuscated.org. Press 4."
    assert told(text, "en") == []


def test_markdown_is_read_without_its_marks() -> None:
    text = "# Get *help*\n\nSee [our page](https://x.example/obfuscated).\n\n- One\n- Two"
    assert complaints(text, "en", wrapped=True) == []
    assert len(readable(text)) == len(text)
    broken = "go " * 13 + "\n" + "go " * 13
    assert "sentence" not in rules(broken, "en")
    assert "sentence" in rules(broken, "en", wrapped=True)


@pytest.mark.parametrize(
    ("tag", "one", "two"),
    [
        ("en", "1. Open the letter.", "1. Open the letter and press Send."),
        ("zh-Hans", "1. 打开信。", "1. 打开信，然后点发送。"),
        ("zh-Hant", "（1）打開信。", "（1）打開信，再按寄出。"),
        ("es", "1. Abra la carta.", "1. Abra la carta y pulse Enviar."),
        ("ar", "1. افتح الرسالة.", "1. افتح الرسالة ثم اضغط إرسال."),
    ],
)
def test_a_step_asks_for_one_thing(tag: str, one: str, two: str) -> None:
    assert rules(one, tag) == []
    assert rules(two, tag) == ["actions"]
    assert rules(two.lstrip("（1）. "), tag) == []
    assert rules(two.lstrip("（1）. "), tag, step=True) == ["actions"]


@pytest.mark.parametrize(
    ("tag", "text", "count"),
    [
        ("zh-Hans", "打开应用，点开始，选日子，按确定。", 4),
        ("zh-Hans", "请打开应用并点开始", 2),
        ("zh-Hans", "填好以后，点“发送”。", 1),
        ("zh-Hans", "坐稳了，司机再开车。", 0),
        ("zh-Hant", "打開應用程式，點「打開，按這裡」。", 2),
        ("es", "Abra la puerta y llámenos.", 2),
        ("es", "Abre la puerta y llama.", 2),
        ("es", "El botón abre la puerta y llama a Marta.", 0),
        ("ar", "افتح الباب واتصل بنا.", 2),
        ("ar", "اقرؤوا الرقم على العدّاد واكتبوه.", 2),
        ("ar", "اضغطوا الزر، وانتظروا.", 2),
        ("ar", "هذا كتاب عن الباب واتصال به.", 0),
        ("fr", "Ouvrez et appelez.", 0),
    ],
)
def test_actions_are_counted_however_they_are_joined(tag: str, text: str, count: int) -> None:
    assert actions_in(text, tag.partition("-")[0]) == count


def test_two_words_side_by_side_are_no_phrase_of_an_office() -> None:
    assert rules("我們需要司機早上開車。", "zh-Hant") == []
    assert rules("上開文件請帶來。", "zh-Hant") == ["officialese"]


@pytest.mark.parametrize("tag", [*TAGS, "fr", "tlh"])
@pytest.mark.parametrize("text", ["", "  \n\t", "…?!。؟", "😀 👵🏽", "()[]{}**__", "\u202e\u2067"])
def test_a_text_without_words_has_no_complaint(tag: str, text: str) -> None:
    assert complaints(text, tag) == []


def test_a_language_without_lists_is_held_to_lengths_alone() -> None:
    assert rules("mot " * 26, "fr") == ["sentence"]
    assert rules("Veuillez soumettre", "fr") == []


@given(st.text(), st.sampled_from([*TAGS, "fr"]), st.sampled_from([{}, {"wrapped": True}, {"step": True}]))
def test_no_text_breaks_the_gate_and_every_place_is_in_the_text(text: str, tag: str, how: dict[str, bool]) -> None:
    for each in complaints(text, tag, **how):  # type: ignore[arg-type]
        assert 0 <= each.start < each.end <= len(text)
        assert "%(" not in fill(each.message, each.values)


@given(st.lists(st.sampled_from(["prior to", "مرحبا", "İstanbul", "😀", "请予以办理", "obfuscate", "1. "]), max_size=8))
def test_mixed_directions_and_scripts_keep_their_places(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for each in complaints(text, "en"):
        if each.rule == "officialese":
            assert text[each.start : each.end] == "prior to"


@pytest.mark.parametrize(("tag", "least"), [("en", 150), ("zh-Hans", 80), ("zh-Hant", 80), ("es", 60), ("ar", 40)])
def test_the_lists_of_office_language_are_there_and_no_swap_is_office_language_itself(tag: str, least: int) -> None:
    swaps = lists_of(tag).swaps
    assert len(swaps) >= least
    assert [swap.phrase for swap in swaps if swap.phrase in swap.plain] == []
    if tag == "en":
        hard = [(swap.phrase, rule, word) for swap in swaps for rule, word in told(". ".join(swap.plain), tag)]
        assert hard == []


def test_a_city_adds_words_and_swaps_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "en.words.txt").write_text("# trades\nfunicular\n")
    (tmp_path / "en.swaps.txt").write_text("pop along, popping along = come\n")
    lists = city_lists(tmp_path, "en").allowing(["Zyx Wharf"])
    assert complaints("take the funiculars at the zyx wharf.", "en", lists) == []
    assert [each.swaps for each in complaints("Pop along.", "en", lists)] == [("come",)]
    assert city_lists(tmp_path / "none", "en") == lists_of("en")


@pytest.mark.parametrize("line", ["no sign", "= plain", "hard =", "a,, b = c"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.swaps.txt").write_text(f"# mine\n{line}\n")
    with pytest.raises(ListBroken, match=r"en\.swaps\.txt:2: "):
        city_lists(tmp_path, "en")


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_every_text_of_the_interface_is_plain(tag: str) -> None:
    translator = Catalogues.load(Path("i18n/locales"), Path("content/locales")).translator(tag)
    explained = [translator.text(source) for path, source in GLOSSARY if not path.endswith(".means")]
    lists = lists_of(tag).allowing([*explained, *KNOWN_TO_STAFF, *NAMES])
    product = polib.pofile("i18n/locales/zh_Hans/LC_MESSAGES/handrail.po")
    shown = [translator.find(entry.msgid) for entry in product if not OF_OTHERS.fullmatch(entry.comment)]
    told = {each.text for each in shown if each.language == tag}
    assert len(told) > 700
    hard = [(text, each.message, each.values) for text in told for each in complaints(text, tag, lists, whole=False)]
    assert hard == []


GLOSSARY = list(texts_of(yaml.safe_load(Path("content/glossary.yaml").read_text()), "glossary"))
KNOWN_TO_STAFF = (
    "catalogues",
    "colon",
    "CSV",
    "glossary",
    "bytes",
    "hyphens",
    "https",
    "policy",
    "Quotation",
    "synonym",
    "synonyms",
    "tel",
    "unseen",
    "in vain",
)
NAMES = ("Anna", "Maria", "Rosa", "Wei", "Mandarin", "Cantonese")
OF_OTHERS = re.compile(r".* · (?:title|screens\..*|pieces\..*|steps\.[^.]+\.(?:write|cards\.[^.]+\.(?:title|text)))")
"""What a simulated phone shows is as other people write it, and a scam may be written badly."""
