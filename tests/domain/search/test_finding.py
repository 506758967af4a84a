"""What the city says is found by people's own words, in each language, with a slip of the finger forgiven."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.domain.catalogue.city import Content
from backend.domain.search import indexing
from backend.domain.search.documents import of_city
from backend.domain.search.models import SearchDocument, SearchWord
from backend.domain.search.rules import LONGEST_QUERY, MOST_FOUND, Document, impacts
from i18n.catalogues import Catalogues
from tests.domain.search.conftest import Look

CARD, MOVE, HEAT = "senior-travel-card", "change-of-address", "winter-heating-help"


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
def test_peoples_own_words_find_the_service_first(look: Look, language: str, words: str, service: str) -> None:
    first = look(words, language).items[0]
    assert (first.kind, first.id, first.path) == ("service", service, f"/services/{service}")


@pytest.mark.parametrize(
    ("typed", "service", "meant"),
    [
        ("pensoner", CARD, "pensioner"),
        ("trvel card", CARD, "travel"),
        ("heatng bill", HEAT, "heating"),
        ("haeting", HEAT, "heating"),
        ("adress", MOVE, "address"),
    ],
)
def test_a_slip_of_the_finger_is_forgiven_and_what_was_meant_is_said(
    look: Look, typed: str, service: str, meant: str
) -> None:
    found = look(typed)
    assert service in [each.id for each in found.items[:2]]
    assert meant in found.meant


def test_a_word_that_was_typed_right_counts_more_than_one_found_through_a_slip(look: Look) -> None:
    right, slip = (look(typed).items[0] for typed in ("pensioner", "pensoner"))
    assert right.id == slip.id
    assert right.score > slip.score


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "?!…", "qqqqqqqq", "😀", "的", '" OR --', "%", "*", "\x00", "\u202e\u2066", "\ud800"],
)
def test_what_nothing_fits_finds_nothing(look: Look, typed: str) -> None:
    assert look(typed).items == ()


@pytest.mark.parametrize(
    "typed", ['"bus" AND pass', "bus* pass", "-bus +pass", "bus 😀 pass", "\u202ebus\u202c pass", "BUS　ＰＡＳＳ"]
)
def test_quotes_operators_and_signs_are_passed_over(look: Look, typed: str) -> None:
    assert look(typed).items[0].id == CARD


def test_lessons_and_offices_are_found_too(look: Look) -> None:
    assert ("lesson", CARD) in [(each.kind, each.id) for each in look("practise travel card").items]
    library = look("Mill Lane").items[0]
    assert (library.kind, library.path) == ("office", "/offices/mill-lane-library")
    assert look("book an appointment with a doctor", kinds=("office",)).items


@pytest.mark.parametrize("typed", ["moving house", "health check", "heating bill"])
def test_a_service_is_found_before_its_practice(look: Look, typed: str) -> None:
    assert look(typed).items[0].kind == "service"


def test_one_kind_can_be_asked_for(look: Look) -> None:
    assert {each.kind for each in look("travel card", kinds=("lesson",)).items} == {"lesson"}


def test_one_chinese_character_of_a_title_finds_it(look: Look) -> None:
    assert CARD in [each.id for each in look("卡", "zh-Hans").items]


def test_the_folders_synonyms_lead_to_the_citys_own_words(look: Look) -> None:
    assert look("freedom pass").items[0].id == CARD
    assert look("我要体检", "zh-Hans").items[0].id == "health-check"


def test_words_of_another_language_find_what_is_then_shown_in_the_readers_own(look: Look) -> None:
    found = look("bus pass", "zh-Hant", "en")
    assert found.language == "en"
    assert found.items[0].id == CARD
    assert found.items[0].written_in == "zh-Hant"


@settings(max_examples=40)
@given(typed=st.text(max_size=3 * LONGEST_QUERY), language=st.sampled_from(["en", "zh-Hans", "zh-Hant", "es", "ar"]))
def test_whatever_is_typed_gives_a_short_list_best_first(look: Look, typed: str, language: str) -> None:
    found = look(typed, language).items
    assert len(found) <= MOST_FOUND
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len({(each.kind, each.id) for each in found}) == len(found)


def test_the_order_is_by_worth_then_by_kind_and_name_on_every_database(session: Session, look: Look) -> None:
    """The same lines on SQLite and PostgreSQL: `--database postgresql` runs this too."""
    session.execute(delete(SearchDocument))
    told = "The quick brown ferry"
    names = ["b", "a-1", "a_2", "a"]
    indexing.keep(
        session,
        "en",
        [Document(kind, name, "/", f"{told} {name}", "", "en") for kind in ("policy", "article") for name in names],
    )
    indexing.keep(session, "en", [Document("notice", "both", "/", told, "", "en", "ferry", "ferry ferry brown")])
    found = [(each.kind, each.id, each.score) for each in look("brown ferry").items]
    assert found == [
        ("notice", "both", 42950),
        *((kind, name, 32300) for kind in ("article", "policy") for name in sorted(names)),
    ]


def test_a_document_is_found_by_its_new_words_and_no_longer_by_its_old_ones(session: Session, look: Look) -> None:
    first = Document("article", "giraffe", "/articles/giraffe", "When the giraffe is high", "Look before you go.", "en")
    assert indexing.keep(session, "en", [first]) == 1
    assert indexing.keep(session, "en", [first]) == 0
    assert look("giraffe").items[0].path == "/articles/giraffe"
    changed = Document("article", "giraffe", "/articles/giraffe", "When the zebra is full", "Look before you go.", "en")
    assert indexing.keep(session, "en", [changed]) == 1
    assert look("giraffe").items == ()
    assert [each.id for each in look("zebra").items] == ["giraffe"]
    indexing.forget(session, "article", ["giraffe"])
    assert look("zebra").items == ()
    assert session.scalar(select(SearchWord.word).where(SearchWord.word == "zebra")) is None


def test_what_left_the_folder_is_found_no_longer(session: Session, look: Look) -> None:
    pair = [Document("article", name, "/", f"The {name}", "", "en") for name in ("zebra", "giraffe")]
    indexing.keep_all(session, "en", ("article",), pair)
    indexing.keep_all(session, "en", ("article",), pair[:1])
    assert look("giraffe").items == ()
    assert look("zebra").items
    assert look("bus pass").items, "and other kinds stay"


@settings(max_examples=60)
@given(text=st.text(max_size=400), language=st.sampled_from(["en", "zh-Hans", "es", "ar"]))
def test_any_document_has_words_that_fit_the_table(text: str, language: str) -> None:
    made = impacts(Document("article", "a", "/", text, text, language, text, text), language)
    assert all(0 < len(word) <= 80 and 0 < worth < 1000 for word, worth in made.items())


def test_what_was_converted_is_found_in_the_readers_script_and_says_so(
    session: Session, content: Content, look: Look
) -> None:
    office = content.offices["travel-desk"]
    simplified = {(None, office.name): ("软件服务台",), (None, office.getting_there): ("坐公交车。",)}
    reader = Catalogues({"zh-Hans": simplified}).translator("zh-Hant")
    indexing.keep(session, "zh-Hant", [each for each in of_city(content, reader) if each.id == office.id])
    found = look("軟體", "zh-Hant").items[0]
    assert (found.id, found.title, found.written_in, found.converted) == (office.id, "軟體服務檯", "zh-Hant", True)
    assert not look("bus pass").items[0].converted
