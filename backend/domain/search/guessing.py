"""What somebody may have meant whose word finds nothing: one slip, two words typed as one, a character like another."""

from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.search.models import SearchSpelling, SearchWord
from backend.domain.search.rules import may_have_slip, meant_by, meant_by_pair, parts
from i18n.words import is_pair, slips

MOST_GUESSED = 8
"""Of the words of one search."""
MOST_GUESSES = 3
"""Words that one slip may have meant."""
MOST_PAIRS = 200
"""Chinese words that share a character with what was typed."""


def guesses(session: Session, unknown: Iterable[str], language: str) -> tuple[str, ...]:
    """What words that nothing has may have meant, in words of the city's texts in this language."""
    runs = sorted({run for run in unknown if may_have_slip(run)})[:MOST_GUESSED]
    letters, pairs = [run for run in runs if not is_pair(run)], [run for run in runs if is_pair(run)]
    found = _with_one_slip(session, letters, language) if letters else {}
    joined = {run: parts(run) for run in letters if not found[run]}
    if any(joined.values()):
        found |= _typed_as_one(session, joined, language)
    for run in pairs:
        found[run] = _with_one_character(session, run, language)
    return tuple(dict.fromkeys(each for run in runs for each in found[run][:MOST_GUESSES]))


def spelled(session: Session, runs: Collection[str], languages: Collection[str]) -> dict[str, set[str]]:
    """Which of these written words stand in the texts of each language."""
    query = select(SearchSpelling.language, SearchSpelling.word).where(SearchSpelling.language.in_(languages))
    query = query.where(SearchSpelling.slip.in_(runs), SearchSpelling.slip == SearchSpelling.word)
    found: dict[str, set[str]] = {language: set() for language in languages}
    for language, word in session.execute(query):
        found[language].add(word)
    return found


def _with_one_slip(session: Session, runs: list[str], language: str) -> dict[str, list[str]]:
    near = {slip for run in runs for slip in slips(run)}
    query = select(SearchSpelling.word).where(SearchSpelling.language == language, SearchSpelling.slip.in_(near))
    candidates = set(session.scalars(query))
    return {run: meant_by(run, candidates) for run in runs}


def _typed_as_one(session: Session, joined: dict[str, list[tuple[str, str]]], language: str) -> dict[str, list[str]]:
    halves = {half for ways in joined.values() for way in ways for half in way}
    known = spelled(session, halves, [language])[language]
    return {run: [" ".join(way) for way in ways if known.issuperset(way)][:1] for run, ways in joined.items()}


def _with_one_character(session: Session, pair: str, language: str) -> list[str]:
    """What is worth most in the city's texts, among the words that have one of the two characters in its place."""
    query = select(SearchSpelling.word).where(SearchSpelling.language == language)
    near = query.where(SearchSpelling.slip.in_(slips(pair))).order_by(SearchSpelling.word).limit(MOST_PAIRS)
    worth = select(SearchWord.word, func.sum(SearchWord.impact)).where(SearchWord.language == language)
    worth = worth.where(SearchWord.word.in_(session.scalars(near).all())).group_by(SearchWord.word)
    return meant_by_pair(pair, {word: int(total) for word, total in session.execute(worth)})
