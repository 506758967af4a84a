"""Finding by people's own words, and what staff read about it."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, column, func, or_, select, values
from sqlalchemy import Integer as WholeNumber
from sqlalchemy import String as Text
from sqlalchemy.orm import Session

from backend.domain.catalogue.errors import NotFound
from backend.domain.search.models import SearchDocument, SearchMiss, SearchSpelling, SearchSynonym, SearchWord
from backend.domain.search.rules import (
    LONGEST_QUERY,
    MOST_FOUND,
    MOST_MISSES_SHOWN,
    MOST_WORDS,
    SHORTEST_GUESSED,
    SLIP,
    SYNONYM,
    TYPED,
    phrases,
    rarity,
)
from i18n.words import characters, is_slip, slips, terms, tokens, words

MOST_GUESSED = 8
MOST_GUESSES = 3
"""Words that one slip may have meant."""
PAGE = 20
MOST_WAITING = 100

Synonyms = Mapping[str, Mapping[str, Sequence[str]]]
"""A city's own: by language, then by key, what people mean."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that fits, as it is shown. `tag` says in which language, and from which it was converted."""

    kind: str
    id: str
    path: str
    title: str
    text: str
    tag: str
    score: int

    @property
    def written_in(self) -> str:
        """The language of its title and text."""
        return self.tag.partition("-t-")[0]

    @property
    def converted(self) -> bool:
        """Whether a program turned them into the script that is read here."""
        return "-t-" in self.tag


@dataclass(frozen=True, slots=True)
class Findings:
    """What fits, best first. `meant` are words found in place of those with a slip; `language`: where it was found."""

    items: Sequence[Found]
    language: str
    meant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Miss:
    """Words that found nothing: how often, and the last day."""

    language: str
    words: str
    times: int
    last: date


def find(
    session: Session,
    typed: str,
    languages: Sequence[str],
    synonyms: Synonyms,
    *,
    kinds: Collection[str] | None = None,
    limit: int = MOST_FOUND,
) -> Findings:
    """What fits the words best, best first; what lies beyond `LONGEST_QUERY` characters is passed over.

    Looks in the first of these languages, and in the next ones only where that finds nothing; what is found there is
    shown in the first language wherever it is known.
    """
    for language in languages:
        items, meant = _find(session, typed[:LONGEST_QUERY], language, synonyms.get(language, {}), kinds, limit)
        if items:
            shown = items if language == languages[0] else _shown_in(session, items, languages[0])
            return Findings(shown, language, meant)
    return Findings((), languages[0])


def found_by(session: Session, phrase: str, language: str) -> bool:
    """Whether these words find anything as they are, with no synonym and no slip."""
    return bool(_counted(session, language, set(tokens(phrase, language)[:MOST_WORDS])))


def misses(session: Session, language: str | None = None, limit: int = MOST_MISSES_SHOWN) -> list[Miss]:
    """Words that found nothing on two days or more, the most frequent first."""
    times, last = func.sum(SearchMiss.times), func.max(SearchMiss.day)
    query = select(SearchMiss.language, SearchMiss.words, times, last).where(SearchMiss.words.is_not(None))
    if language is not None:
        query = query.where(SearchMiss.language == language)
    grouped = query.group_by(SearchMiss.language, SearchMiss.words)
    ordered = grouped.order_by(times.desc(), SearchMiss.words, SearchMiss.language).limit(limit)
    return [Miss(tag, said or "", int(count), day) for tag, said, count, day in session.execute(ordered)]


def synonyms_of(session: Session, state: str, after: int | None = None, limit: int = PAGE) -> Sequence[SearchSynonym]:
    """Synonyms in a state, the oldest first."""
    query = select(SearchSynonym).where(SearchSynonym.state == state, SearchSynonym.id > (after or 0))
    return session.scalars(query.order_by(SearchSynonym.id).limit(limit)).all()


def synonym(session: Session, public_id: uuid.UUID) -> SearchSynonym:
    """One synonym; raises `NotFound`."""
    found = session.scalar(select(SearchSynonym).where(SearchSynonym.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def _find(
    session: Session,
    typed: str,
    language: str,
    own: Mapping[str, Sequence[str]],
    kinds: Collection[str] | None,
    limit: int,
) -> tuple[list[Found], tuple[str, ...]]:
    shares = dict.fromkeys(tokens(typed, language)[:MOST_WORDS], TYPED)
    if not shares:
        return [], ()
    _share(shares, _meanings(session, typed, language, own), language, SYNONYM)
    having = _counted(session, language, shares)
    meant = _guesses(session, typed, language, having)
    if meant:
        _share(shares, meant, language, SLIP)
        having |= _counted(session, language, shares.keys() - having.keys())
    if not having:
        return [], ()
    documents = session.scalar(select(func.count()).where(SearchDocument.language == language)) or 0
    weights = {word: shares[word] * rarity(documents, count) for word, count in having.items()}
    return _ranked(session, language, weights, kinds, limit), meant


def _share(shares: dict[str, int], texts: Iterable[str], language: str, share: int) -> None:
    for text in texts:
        for word in tokens(text, language)[:MOST_WORDS]:
            shares.setdefault(word, share)


def _meanings(session: Session, typed: str, language: str, own: Mapping[str, Sequence[str]]) -> list[str]:
    """What the reviewed synonyms say of any phrase in it: the city's own, and those of the desk."""
    keys = phrases(words(typed, language))
    query = select(SearchSynonym.means).where(
        SearchSynonym.language == language, SearchSynonym.state == "live", SearchSynonym.key.in_(keys)
    )
    desk = session.scalars(query.order_by(SearchSynonym.id).limit(MOST_WORDS)).all()
    return [*(each for key in keys for each in own.get(key, ())), *desk]


def _counted(session: Session, language: str, asked: Collection[str]) -> dict[str, int]:
    """How many documents have each word; words that none has are left out."""
    if not asked:
        return {}
    query = select(SearchWord.word, func.count().label("having")).where(SearchWord.language == language)
    query = query.where(SearchWord.word.in_(asked))
    return {row.word: row.having for row in session.execute(query.group_by(SearchWord.word))}


def _guesses(session: Session, typed: str, language: str, having: Mapping[str, int]) -> tuple[str, ...]:
    """Words of the city's texts that differ by one slip from those that nothing has."""
    unknown = {
        run
        for run, made in terms(typed, language)
        if len(run) >= SHORTEST_GUESSED and run.isalpha() and not characters(run) and not having.keys() & set(made)
    }
    near = {slip for run in sorted(unknown)[:MOST_GUESSED] for slip in slips(run)}
    if not near:
        return ()
    query = select(SearchSpelling.word).where(SearchSpelling.language == language, SearchSpelling.slip.in_(near))
    candidates = sorted(set(session.scalars(query)))
    guesses: list[str] = []
    for run in sorted(unknown)[:MOST_GUESSED]:
        guesses += [each for each in candidates if is_slip(run, each)][:MOST_GUESSES]
    return tuple(dict.fromkeys(guesses))


def _ranked(
    session: Session, language: str, weights: Mapping[str, int], kinds: Collection[str] | None, limit: int
) -> list[Found]:
    """Sums of whole numbers, and ties in the order of kind and key: the same on every database."""
    asked = values(column("word", Text), column("weight", WholeNumber), name="asked").data(list(weights.items()))
    given = asked.cte("asked")
    score = func.sum(SearchWord.impact * given.c.weight, type_=BigInteger).label("score")
    summed = (
        select(SearchWord.document_id, score)
        .join(given, and_(SearchWord.word == given.c.word, SearchWord.language == language))
        .group_by(SearchWord.document_id)
        .subquery()
    )
    query: Select[Any] = select(
        SearchDocument.kind,
        SearchDocument.key,
        SearchDocument.path,
        SearchDocument.title,
        SearchDocument.text,
        SearchDocument.written_in,
        summed.c.score,
    ).join(summed, summed.c.document_id == SearchDocument.id)
    if kinds is not None:
        query = query.where(SearchDocument.kind.in_(kinds))
    ordered = query.order_by(summed.c.score.desc(), SearchDocument.kind, SearchDocument.key).limit(limit)
    return [Found(*row) for row in session.execute(ordered)]


def _shown_in(session: Session, items: Sequence[Found], language: str) -> list[Found]:
    """The same things with the words of another language."""
    same: list[ColumnElement[bool]] = [
        and_(SearchDocument.kind == each.kind, SearchDocument.key == each.id) for each in items
    ]
    query = select(SearchDocument).where(SearchDocument.language == language, or_(*same))
    known = {(each.kind, each.key): each for each in session.scalars(query)}
    return [
        Found(each.kind, each.id, other.path, other.title, other.text, other.written_in, each.score)
        if (other := known.get((each.kind, each.id)))
        else each
        for each in items
    ]
