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
from backend.domain.search.guessing import guesses, spelled
from backend.domain.search.models import SearchDocument, SearchMiss, SearchSynonym, SearchWord
from backend.domain.search.rules import (
    LONGEST_QUERY,
    MOST_FOUND,
    MOST_MISSES_SHOWN,
    MOST_WORDS,
    SLIP,
    SYNONYM,
    TYPED,
    phrases,
    rarity,
)
from i18n.scripts import of_tag
from i18n.words import is_chinese, terms, tokens, words

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
        return of_tag(self.tag)[0]

    @property
    def converted(self) -> bool:
        """Whether a program turned them into the script that is read here."""
        return of_tag(self.tag)[1]


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
    shown in the first language wherever it is known. Only in the first is guessed what a word with a slip may mean, and
    not before another one has every word as it was typed: 'casa' is no slip for 'case'.
    """
    typed, own, others = typed[:LONGEST_QUERY], languages[0], languages[1:]
    looked = _look(session, typed, own, synonyms)
    known = {} if looked.having else _known(session, typed, others)
    for language in (each for each in known if _is_whole(typed, each, known[each])):
        if items := _ranked(session, _look(session, typed, language, synonyms), kinds, limit):
            return Findings(_shown_in(session, items, own), language)
    meant = _guess(session, looked)
    if items := _ranked(session, looked, kinds, limit):
        return Findings(items, own, meant)
    known = known or _known(session, typed, others)
    for language in others:
        exact = _exact(typed, language, known[language])
        if items := _ranked(session, _look(session, exact, language, synonyms), kinds, limit):
            return Findings(_shown_in(session, items, own), language)
    return Findings((), own)


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


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was typed, as search words of one language: what each counts, how many documents have it.

    `unknown` are the written words that neither a document nor a synonym has.
    """

    language: str
    shares: dict[str, int]
    having: dict[str, int]
    unknown: tuple[str, ...]


def _look(session: Session, typed: str, language: str, synonyms: Synonyms) -> _Looked:
    shares = dict.fromkeys(tokens(typed, language)[:MOST_WORDS], TYPED)
    if not shares:
        return _Looked(language, {}, {}, ())
    meanings = _meanings(session, typed, language, synonyms.get(language, {}))
    _share(shares, (means for _, means in meanings), language, SYNONYM)
    having = _counted(session, language, shares)
    told = having.keys() | {word for key, _ in meanings for word in key.split()}
    unknown = (run for run, made in terms(typed, language) if told.isdisjoint(made))
    return _Looked(language, shares, having, tuple(dict.fromkeys(unknown)))


def _guess(session: Session, looked: _Looked) -> tuple[str, ...]:
    """Look for what the unknown words may have meant too; returns those that stand in for them."""
    meant = guesses(session, looked.unknown, looked.language)
    if meant:
        _share(looked.shares, meant, looked.language, SLIP)
        looked.having.update(_counted(session, looked.language, looked.shares.keys() - looked.having.keys()))
    return meant


def _known(session: Session, typed: str, languages: Sequence[str]) -> dict[str, set[str]]:
    """Which of the typed words each language has as they were written."""
    runs = {each for language in languages for run in terms(typed, language) for each in _as_written(*run)}
    return spelled(session, runs, languages) if runs else {language: set() for language in languages}


def _as_written(run: str, made: list[str]) -> list[str]:
    return made if is_chinese(run) else [run] if run.isalpha() else []


def _is_whole(typed: str, language: str, known: Collection[str]) -> bool:
    """Whether a language has every word that was typed."""
    asked = [each for run in terms(typed, language) for each in _as_written(*run)]
    return bool(asked) and all(each in known for each in asked)


def _exact(typed: str, language: str, known: Collection[str]) -> str:
    """What was typed without words that this language only has as a stem: English 'pas' is no Spanish 'pasar'."""
    kept = (
        run
        for run, made in terms(typed, language)
        if run in known or made != [run] or not run.isalpha() or is_chinese(run)
    )
    return " ".join(kept)


def _share(shares: dict[str, int], texts: Iterable[str], language: str, share: int) -> None:
    for text in texts:
        for word in tokens(text, language)[:MOST_WORDS]:
            shares.setdefault(word, share)


def _meanings(session: Session, typed: str, language: str, own: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """What the reviewed synonyms say of any phrase in it, with its key: the city's own, and those of the desk."""
    keys = phrases(words(typed, language))
    query = select(SearchSynonym.key, SearchSynonym.means).where(
        SearchSynonym.language == language, SearchSynonym.state == "live", SearchSynonym.key.in_(keys)
    )
    desk = session.execute(query.order_by(SearchSynonym.id).limit(MOST_WORDS))
    return [*((key, each) for key in keys for each in own.get(key, ())), *((row.key, row.means) for row in desk)]


def _counted(session: Session, language: str, asked: Collection[str]) -> dict[str, int]:
    """How many documents have each word; words that none has are left out."""
    if not asked:
        return {}
    query = select(SearchWord.word, func.count().label("having")).where(SearchWord.language == language)
    query = query.where(SearchWord.word.in_(asked))
    return {row.word: row.having for row in session.execute(query.group_by(SearchWord.word))}


def _ranked(session: Session, looked: _Looked, kinds: Collection[str] | None, limit: int) -> list[Found]:
    """Sums of whole numbers, and ties in the order of kind and key: the same on every database."""
    if not looked.having:
        return []
    language = looked.language
    documents = session.scalar(select(func.count()).where(SearchDocument.language == language)) or 0
    weights = {word: looked.shares[word] * rarity(documents, count) for word, count in looked.having.items()}
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
