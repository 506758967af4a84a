"""Consents, known facts and corrections, as their person and the keepers of registers see them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.reading import Matter, open_sealed
from backend.domain.catalogue.errors import NotFound
from backend.domain.registers.models import Consent, Correction, RegisterFact
from backend.domain.registers.rules import FILL_IN

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""
MOST_CONSENTS = 200


def fact_place(account_id: int, service: str, fact: str) -> str:
    """What a known fact is sealed for."""
    return f"register-fact:{account_id}:{service}:{fact}"


def told_place(public_id: uuid.UUID) -> str:
    """What a register's value in a correction is sealed for."""
    return f"correction-told:{public_id}"


def right_place(public_id: uuid.UUID) -> str:
    """What a person's own value in a correction is sealed for."""
    return f"correction-right:{public_id}"


def reason_place(public_id: uuid.UUID) -> str:
    """What a keeper's words are sealed for."""
    return f"correction-reason:{public_id}"


def consent_of(session: Session, account_id: int, service: str) -> Consent | None:
    """What a person said about a service, if they were asked."""
    return session.get(Consent, (account_id, service, FILL_IN))


def consents_of(session: Session, account_id: int) -> Sequence[Consent]:
    """All that a person said, by service."""
    query = select(Consent).where(Consent.account_id == account_id)
    return session.scalars(query.order_by(Consent.service, Consent.purpose).limit(MOST_CONSENTS)).all()


def asked_at(session: Session, account_id: int, service: str) -> dict[str, datetime]:
    """When each fact that is kept was asked for; it is not opened for that."""
    query = select(RegisterFact.fact, RegisterFact.asked_at).where(
        RegisterFact.account_id == account_id, RegisterFact.service == service
    )
    return {fact: moment for fact, moment in session.execute(query)}  # noqa: C416  (a row is no plain tuple)


def fact_of(session: Session, account_id: int, service: str, fact: str, about: Matter, name: str) -> Any:
    """What a register said of a fact, {"value", "as_of"}, opened as the field `name`; None where nothing is known."""
    row = session.get(RegisterFact, (account_id, service, fact))
    if row is None:
        return None
    place = fact_place(account_id, service, fact)
    return open_sealed(session, row.said_sealed, place, of=account_id, about=about, name=name)


def waiting_correction(session: Session, account_id: int, fact: str) -> Correction | None:
    """The correction of a fact that its keeper has not answered yet."""
    query = select(Correction).where(
        Correction.account_id == account_id, Correction.fact == fact, Correction.ending.is_(None)
    )
    return session.scalar(query)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction, opened: what the register says since when, what the person says, and the keeper's answer."""

    id: int
    public_id: uuid.UUID
    account_id: int
    fact: str
    keeper: str
    service: str
    version_id: int
    question: str
    told: Any
    as_of: date
    right: Any
    said_at: datetime
    ending: str | None
    reason: str | None
    ended_at: datetime | None


def corrections_of(
    session: Session, account_id: int, *, after: int | None = None, limit: int = PAGE
) -> list[Corrected]:
    """What a person said is wrong, newest first; `after` is the `id` of the last one seen."""
    query = select(Correction).where(Correction.account_id == account_id)
    if after is not None:
        query = query.where(Correction.id < after)
    rows = session.scalars(query.order_by(Correction.id.desc()).limit(min(limit, MOST)))
    return [opened(session, each) for each in rows]


def waiting(
    session: Session, keepers: Collection[str] | None, *, after: int | None = None, limit: int = PAGE
) -> Sequence[Correction]:
    """What waits at these offices (None: all), oldest first, sealed; `after` is the `id` of the last one seen."""
    query = select(Correction).where(Correction.ending.is_(None))
    if keepers is not None:
        query = query.where(Correction.keeper.in_(keepers))
    if after is not None:
        query = query.where(Correction.id > after)
    return session.scalars(query.order_by(Correction.id).limit(min(limit, MOST))).all()


def at_desk(
    session: Session, public_id: uuid.UUID, keepers: Collection[str] | None, *, lock: bool = False
) -> Correction:
    """One correction for staff of these offices; raises `NotFound`."""
    query = select(Correction).where(Correction.public_id == public_id)
    if keepers is not None:
        query = query.where(Correction.keeper.in_(keepers))
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def mine(session: Session, account_id: int, public_id: uuid.UUID) -> Corrected:
    """One correction of a person; raises `NotFound`."""
    found = session.scalar(
        select(Correction).where(Correction.public_id == public_id, Correction.account_id == account_id)
    )
    if found is None:
        raise NotFound
    return opened(session, found)


def opened(session: Session, row: Correction) -> Corrected:
    """A correction, opened."""
    about = Matter("correction", row.public_id, row.service, row.version_id)

    def read(sealed: bytes, place: str, name: str) -> Any:
        return open_sealed(session, sealed, place, of=row.account_id, about=about, name=name)

    told = read(row.told_sealed, told_place(row.public_id), row.question)
    right = read(row.right_sealed, right_place(row.public_id), row.question)
    why = read(row.reason_sealed, reason_place(row.public_id), "correction.reason") if row.reason_sealed else None
    same = {name: getattr(row, name) for name in _SAME}
    return Corrected(**same, told=told["value"], as_of=date.fromisoformat(told["as_of"]), right=right, reason=why)


_SAME = (
    *("id", "public_id", "account_id", "fact", "keeper", "service", "version_id", "question"),
    *("said_at", "ending", "ended_at"),
)
