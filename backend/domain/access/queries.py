"""The access history as its person, an auditor, and whoever verifies the chain see it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.core.database import Database, vault_of
from backend.core.reading import open_within
from backend.core.vault import SealBroken
from backend.domain.access.models import Entry, Head
from backend.domain.access.rules import Fault, Link, faults_in
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import queries as identity
from backend.domain.identity.queries import StaffMember

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""
MOST_EXPORTED = 10_000
MOST_SERVICES = 200
BATCH = 1000
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading of a person's data, opened: by whom, why, and which fields of what."""

    number: int
    at: datetime
    kind: str
    reader_id: int | None
    staff: StaffMember | None
    mandate_id: int | None
    purpose: str
    service: str | None
    about: str
    about_id: uuid.UUID | None
    version_id: int | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries to look at; what is None narrows nothing. `since` and `until` are moments."""

    kind: str | None = None
    service: str | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Filter()


def what_place(number: int) -> str:
    """What the sealed part of an entry is sealed for."""
    return f"access:{number}"


def question_place(public_id: uuid.UUID) -> str:
    """What the words of a question are sealed for."""
    return f"access-question:{public_id}"


def answer_place(public_id: uuid.UUID) -> str:
    """What the words of an answer are sealed for."""
    return f"access-answer:{public_id}"


def of_person(
    session: Session, account_id: int, wanted: Filter = EVERYTHING, *, after: int | None = None, limit: int = PAGE
) -> list[Seen]:
    """Who read a person's data, newest first; `after` is the `number` of the last one seen."""
    query = select(Entry).where(Entry.subject_id == account_id)
    if wanted.kind is not None:
        query = query.where(Entry.kind == wanted.kind)
    if wanted.service is not None:
        query = query.where(Entry.service == wanted.service)
    if wanted.since is not None:
        query = query.where(Entry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Entry.at < wanted.until)
    if after is not None:
        query = query.where(Entry.number < after)
    rows = session.scalars(query.order_by(Entry.number.desc()).limit(min(limit, MOST_EXPORTED))).all()
    return _opened(session, rows)


def services_of(session: Session, account_id: int) -> list[str]:
    """The services about which a person's data was read."""
    query = select(Entry.service).where(Entry.subject_id == account_id, Entry.service.is_not(None)).distinct()
    return [each for each in session.scalars(query.order_by(Entry.service).limit(MOST_SERVICES)) if each]


def one_of(session: Session, account_id: int, number: int) -> Seen:
    """One entry about a person; raises `NotFound`."""
    row = session.get(Entry, number)
    if row is None or row.subject_id != account_id:
        raise NotFound
    return _opened(session, [row])[0]


def _opened(session: Session, rows: Sequence[Entry]) -> list[Seen]:
    staff = identity.staff_named(session, {row.reader_id for row in rows if row.reader_id is not None})
    return [_seen(session, row, staff) for row in rows]


def _seen(session: Session, row: Entry, staff: dict[int, StaffMember]) -> Seen:
    assert row.kind  # noqa: S101  (whose entry it is, is known only until it is forgotten)
    assert row.purpose  # noqa: S101
    assert row.what_sealed  # noqa: S101
    what = open_within(session, row.what_sealed, what_place(row.number))
    return Seen(
        number=row.number,
        at=row.at,
        kind=row.kind,
        reader_id=row.reader_id,
        staff=staff.get(row.reader_id or 0),
        mandate_id=what["mandate"],
        purpose=row.purpose,
        service=row.service,
        about=what["about"],
        about_id=uuid.UUID(what["id"]) if what["id"] else None,
        version_id=what["version"],
        fields=tuple(what["fields"]),
    )


@dataclass(frozen=True, slots=True)
class Chain:
    """How a chain was found: how many entries it says it has, how it ends, and what is wrong."""

    count: int
    ends: str
    faults: list[Fault]


def verify(database: Database, known: str | None = None, most: int = 100) -> Chain:
    """Walk the whole chain and say what is not as it was written, `most` of it. It reads one state of the database.

    `known` is an end that was told before, 'number:hash'; the chain must go through it.
    """
    with database.reading() as session:
        if not database.is_sqlite:  # where a reading transaction is one state anyway
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        row = session.get(Head, 1)
        head = (row.count, row.hash, row.seal) if row else None
        faults = list(islice(faults_in(vault_of(session).index, _links(session), head), most))
        if known is not None and not _goes_through(session, known):
            faults.insert(0, Fault(0, f"the chain does not go through {known}, which was its end before"))
        return Chain(row.count if row else 0, row.hash.hex() if row else "", faults)


def _goes_through(session: Session, known: str) -> bool:
    number, _, ends = known.partition(":")
    if number == "0":
        return True
    row = session.get(Entry, int(number)) if number.isdecimal() and int(number) <= LARGEST_ID else None
    return row is not None and row.hash.hex() == ends


def _links(session: Session) -> Iterator[Link]:
    query = select(*Entry.__table__.columns).order_by(Entry.number)
    rows = session.execute(query, execution_options={"yield_per": BATCH})
    for row in rows:
        yield Link(
            number=row.number,
            at=row.at,
            subject_id=row.subject_id,
            kind=row.kind,
            reader_id=row.reader_id,
            purpose=row.purpose,
            service=row.service,
            what=_what(session, row),
            digest=row.digest,
            before=row.before,
            hash=row.hash,
        )


def _what(session: Session, row: Any) -> Any:
    if row.what_sealed is None:
        return None
    try:
        return open_within(session, row.what_sealed, what_place(row.number))
    except SealBroken:
        return {}
