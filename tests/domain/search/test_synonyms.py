"""Synonyms of the desk: proposed by one, read by another, and then people find what they mean."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import actions as identity
from backend.domain.search import actions, queries
from backend.domain.search.errors import OwnSynonym, SynonymReviewed, SynonymWrong, TooManySynonyms
from backend.domain.search.models import SearchSynonym
from tests.domain.given import AMIR, NOW, ROSA
from tests.domain.search.conftest import Look

CARD = "senior-travel-card"
ID = uuid.UUID(int=7)


@pytest.fixture
def amir(session: Session) -> int:
    return identity.account_for(session, AMIR, NOW)


@pytest.fixture
def second(session: Session) -> int:
    return identity.account_for(session, ROSA, NOW)


def propose(session: Session, by: int, words: str = "twirly", means: str = "travel card") -> SearchSynonym:
    return actions.propose(session, by, ID, "en", words, means, NOW)


def test_a_synonym_counts_once_a_second_person_has_read_it(
    session: Session, look: Look, amir: int, second: int
) -> None:
    propose(session, amir)
    assert look("twirly").items == (), "not yet"
    with pytest.raises(OwnSynonym):
        actions.review(session, amir, ID, NOW, live=True)
    assert look("twirly").items == (), "and not by oneself"
    assert actions.review(session, second, ID, NOW, live=True).state == "live"
    assert look("get a Twirly, please").items[0].id == CARD
    assert look("twirly", "zh-Hans").items == (), "in its own language"


def test_saying_the_same_twice_changes_nothing(session: Session, amir: int, second: int) -> None:
    first = propose(session, amir)
    assert propose(session, second, "other", "heating") is first
    for _ in range(2):
        assert actions.review(session, second, ID, NOW, live=True).reviewed_by == second
    for _ in range(2):
        assert actions.review(session, second, ID, NOW, live=False).state == "withdrawn"


def test_what_was_taken_away_counts_no_more_and_stays_away(
    session: Session, look: Look, amir: int, second: int
) -> None:
    propose(session, amir)
    actions.review(session, second, ID, NOW, live=True)
    actions.review(session, amir, ID, NOW, live=False)
    assert look("twirly").items == ()
    with pytest.raises(SynonymReviewed):
        actions.review(session, second, ID, NOW, live=True)


def test_words_that_were_looked_for_in_vain_leave_the_list_when_they_find_something(
    session: Session, amir: int, second: int
) -> None:
    for ago in (1, 0):
        actions.note_miss(session, "Twirly", "en", NOW.date() - timedelta(days=ago))
    assert queries.misses(session)
    propose(session, amir)
    actions.review(session, second, ID, NOW, live=True)
    assert queries.misses(session) == []


@pytest.mark.parametrize(
    ("words", "means", "field"),
    [
        ("", "travel card", "words"),
        ("?!", "travel card", "words"),
        ("x" * 61, "travel card", "words"),
        ("twirly", "", "means"),
        ("twirly", "zzzzzz", "means"),
        ("travel cards", "travel card", "means"),
    ],
)
def test_a_synonym_that_helps_nobody_is_refused_with_its_reason(
    session: Session, amir: int, words: str, means: str, field: str
) -> None:
    with pytest.raises(SynonymWrong) as wrong:
        propose(session, amir, words, means)
    assert [each.field for each in wrong.value.errors] == [field]


def test_the_list_has_an_end(session: Session, amir: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_SYNONYMS", 1)
    propose(session, amir)
    with pytest.raises(TooManySynonyms):
        actions.propose(session, amir, uuid.uuid4(), "en", "oyster", "travel card", NOW)


def test_what_nobody_proposed_is_not_found(session: Session, amir: int) -> None:
    for live in (True, False):
        with pytest.raises(NotFound):
            actions.review(session, amir, uuid.uuid4(), NOW, live=live)
