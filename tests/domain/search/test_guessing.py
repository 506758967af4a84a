"""What somebody meant whose word finds nothing: guessed in their own language, and only then."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event
from sqlalchemy.orm import Session

from backend.domain.search import guessing, indexing
from backend.domain.search.models import SearchDocument
from backend.domain.search.rules import (
    LONGEST_QUERY,
    SHORTEST_PART,
    Document,
    meant_by,
    meant_by_pair,
    parts,
    written,
)
from i18n.words import slips, terms
from tests.domain.search.conftest import Look

ALL = ("en", "zh-Hans", "zh-Hant", "es", "ar")
LETTERS = st.text(alphabet="abcde", min_size=4, max_size=4)


@pytest.fixture(autouse=True)
def _texts(session: Session) -> None:
    """Two texts beside the folder's services, as the desk publishes them."""
    bins = Document("article", "bins", "/articles/bins", "When we empty your bins", "", "en", "bin collection")
    jab = Document("notice", "jab", "/notices/jab", "Your free flu jab", "We ring you.", "en", "jabs")
    indexing.keep(session, "en", [bins, jab])


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are asked meanwhile."""
    asked: list[str] = []
    bind = session.get_bind()

    def note(*told: object) -> None:
        if str(told[2]).startswith(("SELECT", "WITH")):
            asked.append(str(told[2]))

    event.listen(bind, "before_cursor_execute", note)
    yield asked
    event.remove(bind, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("buss", "bus"),
        ("cadr", "card"),
        ("bnis", "bins"),
        ("jabb", "jab"),
        ("binn", "bin"),
        ("hoem", "home"),
        ("mony", "money"),
    ],
)
def test_one_slip_in_a_word_of_four_letters_is_forgiven(look: Look, typed: str, meant: str) -> None:
    found = look(typed, *ALL)
    assert (found.language, found.meant) == ("en", (meant,))
    assert {each.id for each in found.items} == {each.id for each in look(meant).items}


@pytest.mark.parametrize("typed", ["bnu", "bsu", "ubus", "acrd", "suub"])
def test_of_a_short_word_the_first_letter_is_right_and_three_letters_are_too_few(look: Look, typed: str) -> None:
    assert look(typed).items == ()


@pytest.mark.parametrize("typed", ["card", "bus pass", "bins", "travel card", "公交卡", "freedom pass"])
def test_what_finds_something_is_not_guessed_at(look: Look, typed: str) -> None:
    assert look(typed, "zh-Hans" if typed == "公交卡" else "en").meant == ()


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("travelcard", "en", "travel card"),
        ("librarycard", "en", "library card"),
        ("bincollection", "en", "bin collection"),
        ("tarjetaazul", "es", "tarjeta azul"),
    ],
)
def test_two_words_typed_as_one_are_read_as_two(look: Look, typed: str, language: str, meant: str) -> None:
    found = look(typed, language)
    assert found.meant == (meant,)
    assert found.items[0].id == look(meant, language).items[0].id


@pytest.mark.parametrize("typed", ["carmen", "batman", "travelxqzv", "busx"])
def test_a_word_of_which_one_part_is_unknown_stays_one(look: Look, typed: str) -> None:
    assert not [each for each in look(typed).meant if " " in each]


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("取暧", "zh-Hans", "取暖"),
        ("垃极", "zh-Hans", "垃圾"),
        ("拉圾", "zh-Hans", "垃圾"),
        ("取暧", "zh-Hant", "取暖"),
        ("垃极", "zh-Hant", "垃圾"),
    ],
)
def test_one_wrong_character_of_two_is_forgiven(look: Look, typed: str, language: str, meant: str) -> None:
    found = look(typed, language)
    assert found.meant[0] == meant
    assert found.items[0].id == look(meant, language).items[0].id


def test_two_wrong_characters_find_nothing(look: Look) -> None:
    assert look("麒麟", "zh-Hans").items == ()


def test_a_slip_is_not_met_with_what_another_language_says(look: Look) -> None:
    found = look("buss pas", *ALL)
    assert (found.language, found.meant) == ("en", ("bus",))
    assert found.items[0].id in {each.id for each in look("bus").items}
    assert look("pas", *ALL).items == (), "a stem that Spanish words share is no word that was typed"
    assert look("xqtarjetas", *ALL).items == ()
    assert look("tarjetta", *ALL).items == (), "a slip in another language is not guessed at"


@pytest.mark.parametrize(("typed", "language"), [("casa", "es"), ("casa nueva", "es"), ("暖氣", "zh-Hant")])
def test_a_word_that_is_right_in_another_language_is_no_slip(look: Look, typed: str, language: str) -> None:
    found = look(typed, "en" if language == "es" else "zh-Hans", *ALL)
    assert (found.language, found.meant) == (language, ())
    assert found.items[0].id in {each.id for each in look(typed, language).items}


def test_an_ending_that_is_not_in_the_texts_is_found_in_another_language(look: Look) -> None:
    assert look("autobuses gratuitos", *ALL).language == "es"


@pytest.mark.parametrize("sign", ["x", "buss", "travelcard ", "取暧 ", "暧", "cadr ", "a1 ", "é", "بطاقةالمكتبة "])
def test_ten_thousand_characters_cost_as_little_as_two_hundred(session: Session, look: Look, sign: str) -> None:
    typed = (sign * 10_000)[:10_000]
    with counted(session) as long:
        found = look(typed, *ALL)
    with counted(session) as short:
        assert look(typed[:LONGEST_QUERY], *ALL) == found
    assert len(long) == len(short) <= 40


def test_a_search_that_finds_its_words_asks_nothing_about_slips(session: Session, look: Look) -> None:
    with counted(session) as asked:
        look("bus pass", *ALL)
    assert not [each for each in asked if "search_spelling" in each]
    assert len(asked) == 4


def test_the_same_is_meant_on_every_database(session: Session) -> None:
    """`--database postgresql` runs this too."""
    session.execute(delete(SearchDocument))
    told = ["Bone", "Bonn", "Bond", "Bono", "取一", "取丁", "取七"]
    kept = [Document("article", f"a{at}", "/", title, "", "en") for at, title in enumerate(told)]
    for language in ("en", "zh-Hans"):
        indexing.keep(session, language, kept)
    assert guessing.guesses(session, ["bony"], "en") == ("bond", "bone", "bonn")
    assert guessing.guesses(session, ["取暧"], "zh-Hans") == ("取一", "取丁", "取七")
    assert guessing.guesses(session, ["boneyard", "bonebond"], "en") == ("bone bond",)
    assert guessing.guesses(session, ["取", "12345", "bon", "don't"], "zh-Hans") == ()


@given(LETTERS, LETTERS)
def test_a_short_word_and_what_it_meant_share_their_first_letter_and_a_slip(typed: str, other: str) -> None:
    for meant in meant_by(typed, {other, other[:3], "abc"}):
        assert meant[0] == typed[0]
        assert not slips(typed).isdisjoint(slips(meant))


@given(st.text(alphabet="abcdefé", max_size=60))
def test_every_way_to_read_a_word_as_two_is_the_word_itself(run: str) -> None:
    ways = parts(run)
    assert len(ways) == max(0, len(run) - 2 * SHORTEST_PART + 1)
    assert all(one + other == run and min(len(one), len(other)) >= SHORTEST_PART for one, other in ways)
    assert all(abs(len(a) - len(b)) <= abs(len(c) - len(d)) for (a, b), (c, d) in pairwise(ways))


@given(
    st.text(alphabet="取暖垃圾暧极气", min_size=2, max_size=2),
    st.sets(st.sampled_from(["取暖", "垃圾", "暖气", "取气"])),
)
def test_of_two_characters_exactly_one_was_wrong(typed: str, known: set[str]) -> None:
    meant = meant_by_pair(typed, dict.fromkeys(known, 1))
    assert all(sum(a != b for a, b in zip(typed, each, strict=True)) == 1 for each in meant)
    assert set(meant) <= known


@given(st.text(max_size=80))
def test_what_can_be_meant_has_spellings_that_fit_the_table(text: str) -> None:
    for tag in ("en", "zh-Hans", "ar"):
        for word in written(text, tag):
            assert word in slips(word)
            assert [run for run, _ in terms(word, tag)] in ([word], []), "folded once is folded"
