"""Counting words that found nothing, and the synonyms of the desk."""

import uuid
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.core.database import insert_once, vault_of
from backend.core.errors import FieldError
from backend.core.text import N_
from backend.domain.search import queries
from backend.domain.search.errors import OwnSynonym, SynonymReviewed, SynonymWrong, TooManySynonyms
from backend.domain.search.models import SearchMiss, SearchSynonym
from backend.domain.search.rules import KEPT_FOR, LONGEST_PHRASE, MOST_MISSES_A_DAY, MOST_SYNONYMS, key_of, may_be_kept


def note_miss(session: Session, typed: str, language: str, today: date) -> None:
    """Count words that found nothing. Nothing is kept that may be a number, an address or a long story.

    The words are written down only when they were looked for on an earlier day too.
    """
    said = tidy(typed)
    if not may_be_kept(said, language):
        return
    mark = _mark(session, said, language)
    same = (SearchMiss.language == language, SearchMiss.mark == mark)
    if session.scalar(select(SearchMiss.day).where(*same, SearchMiss.day == today)) is None:
        count = select(func.count()).where(SearchMiss.language == language, SearchMiss.day == today)
        if (session.scalar(count) or 0) >= MOST_MISSES_A_DAY:
            return
        row = {"language": language, "mark": mark, "day": today, "times": 0, "words": None}
        insert_once(session, SearchMiss, row)
    session.execute(update(SearchMiss).where(*same, SearchMiss.day == today).values(times=SearchMiss.times + 1))
    if session.scalar(select(func.min(SearchMiss.day)).where(*same)) != today:
        session.execute(update(SearchMiss).where(*same).values(words=said))


def forget_old(session: Session, now: datetime) -> None:
    """Forget the words of more than 90 days ago."""
    session.execute(delete(SearchMiss).where(SearchMiss.day < (now - KEPT_FOR).date()))


def propose(
    session: Session, by: int, public_id: uuid.UUID, language: str, words: str, means: str, now: datetime
) -> SearchSynonym:
    """Say that people who type `words` mean `means`. It counts once another person has read it.

    The same id again changes nothing. Raises `SynonymWrong` and `TooManySynonyms`.
    """
    known = session.scalar(select(SearchSynonym).where(SearchSynonym.public_id == public_id))
    if known is not None:
        return known
    words, means = tidy(words), tidy(means)
    _hold_to_words(session, language, words, means)
    if (session.scalar(select(func.count(SearchSynonym.id))) or 0) >= MOST_SYNONYMS:
        raise TooManySynonyms
    row = {"public_id": public_id, "language": language, "words": words, "means": means, "state": "proposed"}
    made = {"key": key_of(words, language), "proposed_by": by, "proposed_at": now}
    insert_once(session, SearchSynonym, row | made)
    return queries.synonym(session, public_id)


def review(session: Session, by: int, public_id: uuid.UUID, now: datetime, *, live: bool) -> SearchSynonym:
    """Let a synonym count, or not: a second person says yes; anybody at the desk may say no or take it away.

    The same answer again changes nothing. Raises `NotFound`, `OwnSynonym` and `SynonymReviewed`.
    """
    found = session.scalars(
        select(SearchSynonym).where(SearchSynonym.public_id == public_id).with_for_update()
    ).one_or_none() or queries.synonym(session, public_id)
    if not live:
        if found.state in {"proposed", "live"}:
            found.state = "refused" if found.state == "proposed" else "withdrawn"
        return found
    if found.state not in {"proposed", "live"}:
        raise SynonymReviewed
    if found.proposed_by == by:
        raise OwnSynonym
    if found.state == "proposed":
        found.state, found.reviewed_by, found.reviewed_at = "live", by, now
        session.flush()
        mark = _mark(session, found.words, found.language)
        session.execute(delete(SearchMiss).where(SearchMiss.language == found.language, SearchMiss.mark == mark))
    return found


def tidy(text: str) -> str:
    """Small letters and single blanks, so that the same words count as the same."""
    return " ".join(text.casefold().split())


def _mark(session: Session, said: str, language: str) -> bytes:
    return vault_of(session).index(f"{language} {said}", "search-miss")


def _hold_to_words(session: Session, language: str, words: str, means: str) -> None:
    wrong = []
    if not 0 < len(words) <= LONGEST_PHRASE or not key_of(words, language):
        wrong.append(FieldError("words", "/words", N_("Write the words that people type, for example bus pass.")))
    if not 0 < len(means) <= LONGEST_PHRASE or not queries.found_by(session, means, language):
        said = N_("Nothing is found by these words. Use words that stand on one of our pages.")
        wrong.append(FieldError("means", "/means", said))
    elif key_of(words, language) == key_of(means, language):
        wrong.append(FieldError("means", "/means", N_("Search takes both for the same already.")))
    if wrong:
        raise SynonymWrong(tuple(wrong))
