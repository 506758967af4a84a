import pytest

from i18n.catalogues import Catalogues, Translator
from i18n.languages import LANGUAGES, PSEUDO
from i18n.plurals import plural_of
from i18n.pseudo import pseudo
from i18n.sentence import Sentence

LONGER, TURNED = PSEUDO.values()


def test_the_longer_english_is_bracketed_accented_and_two_fifths_longer() -> None:
    text = "We need the year too, for example 1948."
    made = pseudo(text, LONGER)
    assert made.startswith("[Ŵé ñééđ ţĥé ýéåŕ ţöö")
    assert made.endswith("]")
    assert not any(letter.isascii() and letter.isalpha() for letter in made)
    assert 1.4 <= len(made) / len(text) < 1.6


@pytest.mark.parametrize("language", PSEUDO.values())
@pytest.mark.parametrize(
    "kept",
    ["%(name)s", "%(count)d", "%%", '<a href="/x">', "</a>", "&nbsp;", "https://example.org/?b", "a@b.org"],
)
def test_what_a_text_must_keep_is_kept(kept: str, language: object) -> None:
    assert kept in pseudo(f"Read {kept} now", language)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "2026", "%(a)s: %(b)s", "12:30 – 14:00"])
def test_a_text_without_words_stays_as_it_is(text: str) -> None:
    assert pseudo(text, LONGER) == pseudo(text, TURNED) == text


def test_each_word_of_the_turned_english_is_read_from_right_to_left() -> None:
    assert pseudo("Go on", TURNED) == "\u200f\u202eGo\u202c\u200f \u200f\u202eon\u202c\u200f"


def test_they_have_plurals_and_sentences_like_any_language() -> None:
    words = Catalogues({}).translator("en-XA")
    assert words.plural("%(n)d day", "%(n)d days", 1).startswith("[1 đåý")
    assert words.plural("%(n)d day", "%(n)d days", 3).startswith("[3 đåýš")
    assert words.text(Sentence("Tell %(who)s", who="Rosa")).startswith("[Ţéļļ Rosa")


@pytest.mark.parametrize(
    ("tag", "forms"),
    [
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4, 1000: 5}),
        ("es", {0: 1, 1: 0, 2: 1, 21: 1, 1_000_000: 1}),
        ("zh-Hant", {0: 0, 1: 0, 100: 0}),
    ],
)
def test_plural_forms_are_those_of_cldr(tag: str, forms: dict[int, int]) -> None:
    pick = plural_of(LANGUAGES[tag]).picker()
    assert {n: pick(n) for n in forms} == forms


def test_only_a_form_for_one_number_may_leave_the_number_out() -> None:
    assert plural_of(LANGUAGES["ar"]).alone == {0, 1, 2}
    assert plural_of(LANGUAGES["es"]).alone == {0}
    assert plural_of(LANGUAGES["zh-Hans"]).alone == frozenset()


def test_values_stand_alone_in_a_sentence_from_right_to_left_and_markup_stays_whole() -> None:
    messages = {
        (None, "Call %(phone)s"): ("اتصل على %(phone)s",),
        (None, '<a href="%(url)s">%(name)s</a>'): ('<a href="%(url)s">%(name)s</a>',),
    }
    arabic = Translator(LANGUAGES["ar"], messages)
    assert arabic.text("Call %(phone)s", phone="01632 960100") == "اتصل على \u206801632 960100\u2069"
    link = arabic.text('<a href="%(url)s">%(name)s</a>', url="/x", name="Rosa")
    assert link == '<a href="/x">\u2068Rosa\u2069</a>'
    assert Translator(LANGUAGES["es"], messages).text("Call %(phone)s", phone="1") == "اتصل على 1"
