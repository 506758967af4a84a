"""Keeping what a learner did."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from backend.core.database import fill_in, insert_once, table_of, vault_of
from backend.domain.learning import statements
from backend.domain.learning.errors import LogFull, VisitorLogFull
from backend.domain.learning.models import Learner, LearningEvent
from backend.domain.learning.rules import (
    AHEAD,
    BEHIND,
    EVENTS_PER_LEARNER,
    EVENTS_PER_VISITOR,
    MOST_EVENTS,
    VISITOR_KEPT,
)
from tutorials.progress import Event

# Made once: phones that were offline send them in numbers, and making a statement costs more than asking it.
OF_ACCOUNT = select(Learner.id).where(Learner.account_id == bindparam("account"))
_OF_LEARNER = LearningEvent.learner_id == bindparam("learner")
KNOWN = select(LearningEvent.id).where(_OF_LEARNER, LearningEvent.id.in_(bindparam("ids", expanding=True)))
_KEPT = select(func.count()).select_from(LearningEvent).where(_OF_LEARNER).scalar_subquery()
ROOM = select(_KEPT, Learner.account_id).where(Learner.id == bindparam("learner"))
SEEN = table_of(Learner).update().where(Learner.id == bindparam("learner")).values(seen_at=bindparam("now"))


def learner_of_account(session: Session, account_id: int, now: datetime) -> int:
    """Return the learner of an account, made if new."""
    known = session.scalar(OF_ACCOUNT, {"account": account_id})
    if known is None:
        insert_once(session, Learner, {"account_id": account_id, "seen_at": now})
        known = session.execute(OF_ACCOUNT, {"account": account_id}).scalar_one()
    return known


def learner_of_browser(session: Session, browser: str, now: datetime) -> int:
    """Return the learner behind a browser's random id, made if new; the id itself is not kept."""
    index = vault_of(session).index(browser, "browser")
    insert_once(session, Learner, {"browser_index": index, "seen_at": now})
    return session.execute(select(Learner.id).where(Learner.browser_index == index)).scalar_one()


def record(session: Session, learner_id: int, events: Iterable[Event], now: datetime, *, told: bool = False) -> int:
    """Add events to a learner's log and return how many were new. Raises `LogFull`, or `VisitorLogFull`.

    With `told` a record store hears of them, if the learner has an account.

    A moment that cannot be (a wrong clock) becomes the moment of arrival: order matters less than keeping it.
    """
    rows = {
        event.id: {
            "learner_id": learner_id,
            "id": event.id,
            "lesson": event.lesson,
            "step": event.step,
            "kind": event.kind,
            "run": event.run,
            "at": event.at if now - BEHIND <= event.at <= now + AHEAD else now,
        }
        for event in events
    }
    for known in session.scalars(KNOWN, {"learner": learner_id, "ids": list(rows)}):
        del rows[known]  # a repeat on a bad line needs no room
    kept, account = session.execute(ROOM, {"learner": learner_id}).one()
    if kept + len(rows) > (EVENTS_PER_VISITOR if account is None else EVENTS_PER_LEARNER):
        raise VisitorLogFull if account is None else LogFull
    session.execute(SEEN, {"learner": learner_id, "now": now})
    fill_in(session, LearningEvent, list(rows.values()))
    if told and account is not None:
        statements.plan(session, learner_id, rows, now)
    return len(rows)


def claim(session: Session, account_id: int, browser: str, now: datetime, *, told: bool = False) -> None:
    """Give what was learned on a browser before signing in to the account; doing it twice is the same.

    With `told` a record store hears of it now, as of something that this account did.
    """
    index = vault_of(session).index(browser, "browser")
    visitor = session.scalar(select(Learner.id).where(Learner.browser_index == index))
    if visitor is None:
        return
    learner = learner_of_account(session, account_id, now)
    there = select(LearningEvent.id).where(LearningEvent.learner_id == learner)
    mine = LearningEvent.learner_id == visitor
    new = update(LearningEvent).where(mine, LearningEvent.id.not_in(there)).values(learner_id=learner)
    ids = session.scalars(new.returning(LearningEvent.id)).all()
    for start in range(0, len(ids) if told else 0, MOST_EVENTS):
        statements.plan(session, learner, ids[start : start + MOST_EVENTS], now)
    session.execute(delete(LearningEvent).where(mine))
    session.execute(delete(Learner).where(Learner.id == visitor))


def forget_old(session: Session, now: datetime) -> None:
    """Remove visitors without an account who have not been seen for more than a year."""
    old = select(Learner.id).where(Learner.account_id.is_(None), Learner.seen_at < now - VISITOR_KEPT)
    session.execute(delete(LearningEvent).where(LearningEvent.learner_id.in_(old)))
    session.execute(delete(Learner).where(Learner.id.in_(old)))
