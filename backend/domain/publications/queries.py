"""Texts to read, for readers, for the desk and for the search."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from backend.domain.catalogue.errors import NotFound
from backend.domain.publications.models import Publication, Translation, Version, Writer
from backend.domain.publications.told import tell
from backend.domain.publications.words import laid_over, read_words
from i18n.catalogues import Translator
from i18n.scripts import FROM
from prose.document import Document, read_kept

PAGE = 20
MOST = 101
MOST_PUBLIC = 20_000
KEPT_READY = 1024


@lru_cache(maxsize=KEPT_READY)
def read_once(text: str) -> Document:
    """A kept document, read; the same text is not read twice."""
    return read_kept(text)


def confirmed_words(version: Version | Translation) -> list[str]:
    """The words outside the list of plain words of which its reader said that they stay."""
    return (version.words_confirmed or "").splitlines()


def document_of(version: Version) -> Document:
    """The document of a version."""
    return read_once(version.document)


Worded = tuple[Document, str]
"""A text as `tell` takes it: the document, and the language that its words are in."""


def worded(session: Session, versions: Collection[Version], language: str) -> dict[int, Worded]:
    """Each version, by its id, for a reader of this language: the one place that chooses the words.

    They are those of the translation that was let through, or of one that can be converted; else those it was
    written in.
    """
    tags = (language, *FROM[language][:1]) if language in FROM else (language,)
    others = [each.id for each in versions if each.author_id is not None and each.language != language]
    query = select(Translation).where(
        Translation.version_id.in_(others), Translation.language.in_(tags), Translation.shown.is_not(None)
    )
    shown = {(each.version_id, each.language): each.shown for each in session.scalars(query)} if others else {}
    return {each.id: _worded(each, shown, tags) for each in versions}


def _worded(version: Version, shown: Mapping[tuple[int, str], str | None], tags: Sequence[str]) -> Worded:
    document = document_of(version)
    for tag in tags:
        if version.language == tag:
            break
        words = shown.get((version.id, tag))
        if words is not None:
            return laid_over(document, read_words(words)), tag
    return document, version.language


@dataclass(frozen=True, slots=True)
class Searchable:
    """A public text in one language, for the search; title and first sentence are both in `written_in`."""

    id: str
    kind: str
    language: str
    title: str
    short: str
    written_in: str
    body: str
    keywords: str


def _public() -> Select[Version]:
    """The newest begun version of each text, unless it has ended or was withdrawn, at `now` and `today`."""
    newest = (
        select(Version.publication_id, func.max(Version.number).label("number"))
        .where(Version.publish_at <= bindparam("now"))
        .group_by(Version.publication_id)
        .subquery()
    )
    return (
        select(Version)
        .join(newest, (Version.publication_id == newest.c.publication_id) & (Version.number == newest.c.number))
        .where(Version.state == "published", or_(Version.ends_on.is_(None), Version.ends_on >= bindparam("today")))
    )


_PUBLIC = _public()
"""Made once: making such a statement takes longer than asking it."""


@lru_cache(maxsize=KEPT_READY)
def _that_name(service: str) -> Select[Version]:
    # The words of the head decide; looking for the id in the whole text only spares reading the others.
    naming = _PUBLIC.where(Version.document.contains(service, autoescape=True), Version.kind != "notice")
    return naming.order_by(Version.kind.desc(), Version.publication_id).limit(MOST)


def public(
    session: Session,
    now: datetime,
    today: date,
    *,
    kinds: Collection[str] = (),
    after: str | None = None,
    limit: int = MOST,
) -> Sequence[Version]:
    """What readers see now, by id; `after` is the id of the last one seen."""
    query = _PUBLIC
    if kinds:
        query = query.where(Version.kind.in_(kinds))
    if after is not None:
        query = query.where(Version.publication_id > after)
    query = query.order_by(Version.publication_id).limit(limit)
    return session.scalars(query, {"now": now, "today": today}).all()


def at_desk_and_public(
    session: Session, now: datetime, today: date, *, after: int | None = None, limit: int = MOST
) -> Sequence[Version]:
    """What readers see now that was written at the desk, newest first; `after` is the row of the last one seen."""
    query = _PUBLIC.where(Version.author_id.is_not(None))
    if after is not None:
        query = query.where(Version.id < after)
    return session.scalars(query.order_by(Version.id.desc()).limit(limit), {"now": now, "today": today}).all()


def public_one(session: Session, text_id: str, now: datetime, today: date) -> Version:
    """The version of one text that readers see; raises `NotFound`."""
    query = _PUBLIC.where(Version.publication_id == text_id)
    found = session.scalar(query, {"now": now, "today": today})
    if found is None:
        raise NotFound
    return found


def of_service(session: Session, service: str, now: datetime, today: date) -> list[Version]:
    """The public articles and policies that belong to a service, policies first."""
    found = session.scalars(_that_name(service), {"now": now, "today": today})
    return [each for each in found if service in document_of(each).services]


def published(session: Session, now: datetime, today: date, translators: Iterable[Translator]) -> Iterator[Searchable]:
    """Every public text in each of these languages, for the search."""
    found = public(session, now, today, limit=MOST_PUBLIC)
    for translator in translators:
        words = worded(session, found, translator.language.tag)
        for version in found:
            document, written_in = words[version.id]
            told = tell(document, written_in, translator)
            title, first = told.title, told.short[0]
            shown = (title.text, first.text, first.tag if first.converted else title.tag)
            if title.language != first.language:
                shown = (document.title, document.short[0], written_in)
            yield Searchable(told.id, told.kind, translator.language.tag, *shown, told.plain, told.keywords)


Seen = frozenset[tuple[int, str, datetime | None]]
"""Public versions, each with the languages it was translated into and since when; '' and None for itself."""


def public_versions(session: Session, now: datetime, today: date) -> Seen:
    """Which versions are public, in which translations; when they are others than before, search is told anew."""
    ids = session.scalars(_PUBLIC.with_only_columns(Version.id).limit(MOST_PUBLIC), {"now": now, "today": today})
    query = select(Translation.version_id, Translation.language, Translation.reviewed_at)
    shown = session.execute(query.where(Translation.shown.is_not(None)))
    seen = frozenset(ids)
    return frozenset((each, "", None) for each in seen) | frozenset(
        (row.version_id, row.language, row.reviewed_at) for row in shown if row.version_id in seen
    )


def version(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Version:
    """One version, at the desk; raises `NotFound`."""
    query = select(Version).where(Version.public_id == public_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def at_desk(
    session: Session, *, text_id: str | None = None, after: int | None = None, limit: int = PAGE
) -> Sequence[Version]:
    """Versions for the desk, newest first: all, or those of one text."""
    query = select(Version)
    if text_id is not None:
        query = query.where(Version.publication_id == text_id)
    if after is not None:
        query = query.where(Version.id < after)
    return session.scalars(query.order_by(Version.id.desc()).limit(min(limit, MOST))).all()


def writers(session: Session, version_id: int) -> frozenset[int]:
    """Who has written in a version."""
    return frozenset(session.scalars(select(Writer.account_id).where(Writer.version_id == version_id)))


def live_numbers(session: Session, ids: Collection[str], now: datetime) -> dict[str, int]:
    """For each text the number of the version that readers see, or would if it had not ended or been withdrawn."""
    query = (
        select(Version.publication_id, func.max(Version.number).label("number"))
        .where(Version.publication_id.in_(ids), Version.publish_at <= now)
        .group_by(Version.publication_id)
    )
    return {row.publication_id: row.number for row in session.execute(query)}


def known_ids(session: Session) -> frozenset[str]:
    """The ids of all texts there ever were, for links to them."""
    return frozenset(session.scalars(select(Publication.id).limit(MOST_PUBLIC)))


def newest_published(session: Session, text_id: str) -> Version | None:
    """The version that counts as this text's published one, be it begun, ahead or ended; None if there is none."""
    query = select(Version).where(Version.publication_id == text_id, Version.state == "published")
    return session.scalar(query.order_by(Version.number.desc()).limit(1))
