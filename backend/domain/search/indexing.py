"""Keeping what can be found: documents come from above, search makes their words."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from backend.core.database import fill_in
from backend.domain.search.models import SearchDocument, SearchSpelling, SearchWord
from backend.domain.search.rules import Document, impacts, written
from i18n.words import VERSION, slips

MOST_AT_ONCE = 500
LONGEST_SPELLED = 80


def keep(session: Session, language: str, documents: Iterable[Document]) -> int:
    """Make these findable, in place of what they were before; returns how many had changed.

    Call it in the transaction that changes a document: then search never tells of what is not there. A document that
    is as it was costs nothing.
    """
    wanted = {(each.kind, each.id): each for each in documents}
    known = _digests(session, language, {kind for kind, _ in wanted})
    if not any(known.get(name) != _digest(each) for name, each in wanted.items()):
        return 0
    if _wait_for_my_turn(session):
        known = _digests(session, language, {kind for kind, _ in wanted})
    changed = [each for name, each in wanted.items() if known.get(name) != _digest(each)]
    for at in range(0, len(changed), MOST_AT_ONCE):
        _replace(session, language, changed[at : at + MOST_AT_ONCE])
    return len(changed)


def forget(session: Session, kind: str, ids: Collection[str]) -> None:
    """Let these be found no longer, in any language."""
    if ids:
        session.execute(delete(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.key.in_(ids)))


def keep_all(session: Session, language: str, kinds: Collection[str], documents: Iterable[Document]) -> None:
    """Make these findable, and of their kinds nothing else."""
    wanted = list(documents)
    keep(session, language, wanted)
    names = {(each.kind, each.id) for each in wanted}
    for kind, key in _digests(session, language, kinds).keys() - names:
        gone = delete(SearchDocument).where(SearchDocument.language == language)
        session.execute(gone.where(SearchDocument.kind == kind, SearchDocument.key == key))


def _digest(document: Document) -> str:
    return hashlib.sha256("\0".join((VERSION, *astuple(document))).encode()).hexdigest()


def _digests(session: Session, language: str, kinds: Collection[str]) -> Mapping[tuple[str, str], str]:
    query = select(SearchDocument.kind, SearchDocument.key, SearchDocument.digest)
    query = query.where(SearchDocument.language == language, SearchDocument.kind.in_(kinds))
    return {(kind, key): digest for kind, key, digest in session.execute(query)}


def _wait_for_my_turn(session: Session) -> bool:
    """Processes of PostgreSQL that start together write one after the other; readers do not wait. SQLite has one."""
    if session.get_bind().dialect.name != "postgresql":
        return False
    session.execute(text("LOCK TABLE search_document IN SHARE ROW EXCLUSIVE MODE"))
    return True


def _replace(session: Session, language: str, documents: list[Document]) -> None:
    for kind in {each.kind for each in documents}:
        old = delete(SearchDocument).where(SearchDocument.language == language, SearchDocument.kind == kind)
        session.execute(old.where(SearchDocument.key.in_([each.id for each in documents if each.kind == kind])))
    rows = [
        SearchDocument(
            language=language,
            kind=each.kind,
            key=each.id,
            path=each.path,
            title=each.title,
            text=each.text,
            written_in=each.written_in,
            digest=_digest(each),
        )
        for each in documents
    ]
    session.add_all(rows)
    session.flush()
    worth = [
        {"language": language, "word": word, "document_id": row.id, "impact": impact}
        for row, each in zip(rows, documents, strict=True)
        for word, impact in impacts(each, language).items()
    ]
    fill_in(session, SearchWord, sorted(worth, key=lambda each: each["word"]))
    _keep_spellings(session, language, documents)
    for row in rows:
        session.expunge(row)


def _keep_spellings(session: Session, language: str, documents: list[Document]) -> None:
    """Keep the written words that were not seen before. Old ones stay: what no document has, no search finds."""
    texts = (f"{each.title} {each.text} {each.keywords} {each.body}" for each in documents)
    seen = {word for text in texts for word in written(text, language) if len(word) < LONGEST_SPELLED}
    for some in _batched(sorted(seen), MOST_AT_ONCE):
        query = select(SearchSpelling.slip).where(SearchSpelling.language == language)
        known = set(
            session.scalars(query.where(SearchSpelling.slip.in_(some), SearchSpelling.slip == SearchSpelling.word))
        )
        near = [(slip, word) for word in some if word not in known for slip in sorted(slips(word))]
        fill_in(session, SearchSpelling, [{"language": language, "slip": slip, "word": word} for slip, word in near])


def _batched(words: list[str], size: int) -> Iterator[list[str]]:
    """Parts of a list, so that no statement grows with it."""
    return (words[at : at + size] for at in range(0, len(words), size))
