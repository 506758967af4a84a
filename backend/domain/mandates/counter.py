"""At a counter: a person who is present lets staff fill in with them, by a code on their phone or sent to it."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.domain.identity import actions as identity
from backend.domain.identity.errors import WaitForCode
from backend.domain.mandates import actions, queries
from backend.domain.mandates.errors import MandateIdTaken
from backend.domain.mandates.models import Mandate
from backend.domain.mandates.rules import COUNTER, HELP, SERVICES

CODE = "counter-code"
"""The kind of the outbox row that sends a code to somebody at a counter."""
LONGEST_VISIT = timedelta(hours=2)
CODES_AN_HOUR = 5
HOUR = timedelta(hours=1)


def let_in(session: Session, giver_id: int, public_id: uuid.UUID, *, today: date, now: datetime) -> Mandate:
    """Let staff at a counter fill in services and send them, today. The same id again changes nothing.

    Raises `MandateIdTaken`.
    """
    what = {"scope": (SERVICES,), "may_send": True, "kind": COUNTER}
    return actions.give(session, giver_id, public_id, ends_on=today, today=today, now=now, **what)  # type: ignore[arg-type]


def send_code(
    session: Session, public_id: uuid.UUID, phone: str, *, region: str, language: str, today: date, now: datetime
) -> None:
    """Send a code to the phone of somebody at a counter, who reads it out. The same id again sends nothing.

    Raises `PhoneNumberWrong`, `WaitForCode` and `MandateIdTaken`.
    """
    number = identity.whole_number(phone, region)
    giver_id = identity.account_for(session, number, now)
    found = session.scalar(select(Mandate).where(Mandate.public_id == public_id))
    if found is not None:
        if (found.giver_id, found.kind) != (giver_id, COUNTER):
            raise MandateIdTaken
        return
    if _lately(session, giver_id, now) >= CODES_AN_HOUR:
        raise WaitForCode(wait=HOUR)
    mandate = let_in(session, giver_id, public_id, today=today, now=now)
    code = actions.new_code(session, mandate, today=today, now=now)
    until = mandate.code_until.isoformat() if mandate.code_until else ""
    payload = {"phone": number, "code": code, "language": language, "until": until}
    outbox.enqueue(session, CODE, f"{CODE}:{public_id}", payload, now)


def _lately(session: Session, giver_id: int, now: datetime) -> int:
    query = select(func.count()).where(
        Mandate.giver_id == giver_id, Mandate.kind == COUNTER, Mandate.created_at > now - HOUR
    )
    return session.scalar(query) or 0


def finish(session: Session, helper_id: int, public_id: uuid.UUID, now: datetime) -> None:
    """End a visit, or the typing in of a form; twice is the same. Raises `NotFound`."""
    actions.end(session, queries.of_helper(session, helper_id, public_id), helper_id, now)


def end_visits(session: Session, now: datetime) -> None:
    """End what was forgotten to be finished: nobody sits at a counter for hours."""
    old = (Mandate.kind != HELP, Mandate.ended_at.is_(None), Mandate.taken_at < now - LONGEST_VISIT)
    session.execute(update(Mandate).where(*old).values(ended_at=now, ended_by=Mandate.helper_id))
