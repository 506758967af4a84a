"""Words that found nothing are counted for the desk, and nothing personal is kept of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.search import actions, queries
from backend.domain.search.models import SearchMiss
from backend.domain.search.rules import LONGEST_KEPT, MOST_MISSES_A_DAY, may_be_kept
from tests.domain.given import NOW

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


def listed(session: Session, language: str | None = None) -> list[tuple[str, str, int, date]]:
    return [(each.language, each.words, each.times, each.last) for each in queries.misses(session, language)]


def test_words_are_written_down_only_when_looked_for_on_a_second_day(session: Session) -> None:
    for _ in range(5):
        actions.note_miss(session, "Parking for  guests", "en", YESTERDAY)
    assert listed(session) == []
    assert session.scalars(select(SearchMiss.words)).all() == [None], "not even in the table"
    actions.note_miss(session, "parking FOR guests", "en", TODAY)
    assert listed(session) == [("en", "parking for guests", 6, TODAY)]


def test_the_mark_of_words_cannot_be_guessed_without_the_key(session: Session) -> None:
    actions.note_miss(session, "rosa lee", "en", TODAY)
    mark = session.scalars(select(SearchMiss.mark)).one()
    assert len(mark) == 32
    assert b"rosa" not in mark


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900101",
        "+44 7700 900101",
        "٠٧٧٠٠٩٠٠١٠١",
        "７７００",
        "rosa@example.org",
        "https://example.org",
        "flat 7 mill lane",
        "HC3 4DE",
        "my neighbour keeps his bins in our hall",
        "x" * (LONGEST_KEPT + 1),
        "🙂",
        "?",
        "",
        "the",
    ],
)
def test_numbers_addresses_and_long_stories_leave_no_trace(session: Session, typed: str) -> None:
    actions.note_miss(session, typed, "en", YESTERDAY)
    actions.note_miss(session, typed, "en", TODAY)
    assert session.scalar(select(func.count()).select_from(SearchMiss)) == 0


@given(st.text(max_size=60), st.sampled_from(["en", "zh-Hans", "ar"]))
def test_what_may_be_kept_has_no_digit_of_any_script(text: str, language: str) -> None:
    assert not (may_be_kept(text, language) and any(sign.isnumeric() and not sign.isalpha() for sign in text))


def test_each_language_has_its_own_list_the_most_frequent_first(session: Session) -> None:
    for typed, language, times in (("停车", "zh-Hans", 3), ("parking", "en", 2), ("zoo", "en", 4)):
        for day in (YESTERDAY, TODAY):
            for _ in range(times):
                actions.note_miss(session, typed, language, day)
    assert [each[1] for each in listed(session)] == ["zoo", "停车", "parking"]
    assert [each[1] for each in listed(session, "en")] == ["zoo", "parking"]


def test_they_are_forgotten_after_ninety_days(session: Session) -> None:
    for age in (91, 90, 2):
        actions.note_miss(session, "parking", "en", TODAY - timedelta(days=age))
    actions.forget_old(session, NOW)
    assert session.scalars(select(SearchMiss.day).order_by(SearchMiss.day)).all() == [
        TODAY - timedelta(days=90),
        TODAY - timedelta(days=2),
    ]


def test_a_flood_of_words_is_counted_up_to_a_limit(session: Session) -> None:
    session.add_all(
        SearchMiss(language="en", mark=number.to_bytes(32, "big"), day=TODAY, times=1, words=None)
        for number in range(MOST_MISSES_A_DAY)
    )
    session.flush()
    actions.note_miss(session, "parking", "en", TODAY)
    actions.note_miss(session, "停车", "zh-Hans", TODAY)
    assert session.scalar(select(func.count()).select_from(SearchMiss)) == MOST_MISSES_A_DAY + 1
