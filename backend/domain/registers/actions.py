"""Saying yes or no, keeping what registers said, telling their keepers what is wrong, and the keepers' answers."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.database import vault_of, write_over
from backend.core.errors import FieldError
from backend.domain.inbox import actions as inbox
from backend.domain.registers import queries
from backend.domain.registers.errors import CorrectionEnded, CorrectionIdTaken, KeptWithoutReason
from backend.domain.registers.models import Consent, Correction, RegisterFact
from backend.domain.registers.rules import CORRECTIONS_KEPT, FACTS_KEPT, FILL_IN, LONGEST_REASON


def say(session: Session, account_id: int, service: str, facts: list[str], now: datetime, *, given: bool) -> Consent:
    """Keep a yes or a no to asking registers for these facts; a no also lets go of what they have said already.

    Saying the same again changes nothing. Answers that were taken over stay: they are the person's own by now.
    """
    found = session.get(Consent, (account_id, service, FILL_IN), with_for_update=True)
    if found is None or found.given != given or (given and found.facts != facts):
        row = {"account_id": account_id, "service": service, "purpose": FILL_IN, "given": given}
        write_over(session, Consent, row | {"facts": facts, "said_at": now, "tried_at": None})
    if not given:
        mine = (RegisterFact.account_id == account_id, RegisterFact.service == service)
        session.execute(delete(RegisterFact).where(*mine))
    kept = session.get(Consent, (account_id, service, FILL_IN), populate_existing=True)
    assert kept is not None  # noqa: S101  (written just now)
    return kept


def keep_facts(session: Session, account_id: int, service: str, said: Mapping[str, Any], now: datetime) -> None:
    """Keep what registers said of facts: {"value", "as_of"} each, or None for what they do not know."""
    for fact, each in said.items():
        sealed = vault_of(session).seal(each, queries.fact_place(account_id, service, fact))
        row = {"account_id": account_id, "service": service, "fact": fact, "said_sealed": sealed, "asked_at": now}
        write_over(session, RegisterFact, row)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What a person says is wrong: which fact, whose keeper, in which question, what was told and what is right."""

    fact: str
    keeper: str
    service: str
    version_id: int
    question: str
    told: Mapping[str, Any]
    right: Any


def report(session: Session, account_id: int, public_id: uuid.UUID, mistake: Mistake, now: datetime) -> Correction:
    """Tell a register's keeper what is wrong. While one about the same fact waits, the newer words take its place.

    Raises `CorrectionIdTaken`.
    """
    vault = vault_of(session)
    found = queries.waiting_correction(session, account_id, mistake.fact)
    own = session.scalar(select(Correction).where(Correction.public_id == public_id))
    if own is not None and own is not found:
        if own.account_id != account_id or own.fact != mistake.fact:
            raise CorrectionIdTaken
        return own
    if found is None:
        found = Correction(public_id=public_id, account_id=account_id, fact=mistake.fact, said_at=now)
    found.keeper, found.service, found.version_id = mistake.keeper, mistake.service, mistake.version_id
    found.question = mistake.question
    found.told_sealed = vault.seal(dict(mistake.told), queries.told_place(found.public_id))
    found.right_sealed = vault.seal(mistake.right, queries.right_place(found.public_id))
    try:
        with session.begin_nested():
            session.add(found)
    except IntegrityError:  # another device said something about it in this moment, or made the same id
        raise CorrectionIdTaken from None
    return found


def end(session: Session, row: Correction, ending: str, reason: str, by: int, now: datetime) -> None:
    """Answer for a register: it is `mended`, or `kept` with a reason; the person is told. The same again is nothing.

    Raises `KeptWithoutReason` and `CorrectionEnded`.
    """
    reason = reason.strip()[:LONGEST_REASON]
    if ending == "kept" and not reason:
        raise KeptWithoutReason((FieldError("reason", "/reason", KeptWithoutReason.message),))
    if row.ending is not None:
        if row.ending != ending:
            raise CorrectionEnded
        return
    row.ending, row.ended_at, row.ended_by = ending, now, by
    if reason:
        row.reason_sealed = vault_of(session).seal(reason, queries.reason_place(row.public_id))
    session.execute(
        delete(RegisterFact).where(RegisterFact.account_id == row.account_id, RegisterFact.fact == row.fact)
    )
    session.flush()
    inbox.post(
        session,
        row.account_id,
        kind=f"register-{ending}",
        key=f"register:{row.id}",
        values={"reason": reason} if reason else {},
        link="/known",
        now=now,
    )


def forget_old(session: Session, now: datetime) -> None:
    """Let go of what registers said long ago, and of corrections that were answered long ago."""
    session.execute(delete(RegisterFact).where(RegisterFact.asked_at < now - FACTS_KEPT))
    session.execute(delete(Correction).where(Correction.ended_at < now - CORRECTIONS_KEPT))
