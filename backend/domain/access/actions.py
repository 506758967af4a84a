"""Writing down who read what, forgetting what is old, and asking about an entry."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from backend.core.database import insert_once, vault_of
from backend.core.reading import SYSTEM, Matter, Opened, Reader
from backend.domain.access.models import Entry, Head
from backend.domain.access.queries import what_place
from backend.domain.access.rules import FORGETTING, KEPT, START, digest_of, hash_of, in_ranges, joined, seal_of

CHANCE_BYTES = 16
FORGOTTEN_AT_ONCE = 500
EMPTY = ("subject_id", "kind", "reader_id", "purpose", "service", "what_sealed")


def record(session: Session, opened: Opened | None, now: datetime) -> None:
    """Write down what a session has opened, an entry for each person and matter; the last thing in a transaction.

    The head's row is held from here to the commit, so entries follow each other and nothing else waits in between.
    """
    if opened is None or not opened.fields:
        return
    rows = [_row(opened.reader, of, about, names) for of, about, names in joined(opened.fields)]
    session.flush()  # whatever else this transaction locks, it locks before the head
    _append(session, rows, now)
    opened.fields.clear()


def _row(by: Reader, of: int | None, about: Matter, names: Sequence[str]) -> dict[str, Any]:
    return {
        "subject_id": of,
        "kind": by.kind,
        "reader_id": by.account_id,
        "purpose": by.purpose,
        "service": about.service,
        "what": {
            "about": about.kind,
            "id": str(about.id) if about.id else None,
            "version": about.version_id,
            "fields": list(names),
            "mandate": by.mandate_id,
        },
    }


def _append(session: Session, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Add entries to the end of the chain, in one statement, and move the head."""
    vault, head = vault_of(session), _held_head(session)
    number, before, chained = head.count, head.hash, []
    for row in rows:
        number += 1
        what = row["what"] | {"chance": secrets.token_hex(CHANCE_BYTES)}
        digest = digest_of(vault.index, {**row, "what": what})
        ends = hash_of(vault.index, number, now, digest, before)
        sealed = {"what_sealed": vault.seal(what, what_place(number))}
        said = {name: row[name] for name in EMPTY if name != "what_sealed"}
        chained.append(said | sealed | {"number": number, "at": now, "digest": digest, "before": before, "hash": ends})
        before = ends
    session.execute(insert(Entry), chained)
    head.count, head.hash, head.seal = number, before, seal_of(vault.index, number, before)
    session.flush()


def _held_head(session: Session) -> Head:
    """The end of the chain, held until this transaction ends; made with the first entry."""
    query = select(Head).where(Head.id == 1).with_for_update().execution_options(populate_existing=True)
    head = session.scalar(query)
    if head is None:
        seal = seal_of(vault_of(session).index, 0, START)
        insert_once(session, Head, {"id": 1, "count": 0, "hash": START, "seal": seal})
        head = session.scalars(query).one()
    return head


def forget_person(session: Session, account_id: int, now: datetime) -> None:
    """Empty all entries about a person: who read what of them, and why. The chain still holds, and says so itself."""
    while _empty(session, Entry.subject_id == account_id, now):
        pass


def forget_old(session: Session, now: datetime) -> None:
    """Empty entries that are older than they are kept, some at a time so that nobody waits long."""
    _empty(session, Entry.at < now - KEPT, now)


def _empty(session: Session, which: Any, now: datetime) -> int:
    query = select(Entry.number).where(which, Entry.what_sealed.is_not(None), Entry.purpose != FORGETTING)
    numbers = list(session.scalars(query.order_by(Entry.number).limit(FORGOTTEN_AT_ONCE)))
    if numbers:
        session.execute(update(Entry).where(Entry.number.in_(numbers)).values(dict.fromkeys(EMPTY)))
        what = {"numbers": in_ranges(numbers)}
        row = {"subject_id": None, "kind": SYSTEM, "reader_id": None, "purpose": FORGETTING, "service": None}
        _append(session, [row | {"what": what}], now)
    return len(numbers)
