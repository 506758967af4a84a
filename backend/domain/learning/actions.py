"""Keeping what a learner did."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.core.database import insert_all_once, insert_once, vault_of
from backend.domain.learning.errors import LogFull
from backend.domain.learning.models import Learner, LearningEvent
from backend.domain.learning.rules import AHEAD, EARLIEST, EVENTS_PER_LEARNER, EVENTS_PER_VISITOR, VISITOR_KEPT
from tutorials.progress import Event


def learner_of_account(session: Session, account_id: int, now: datetime) -> int:
    """Return the learner of an account, made if new."""
    insert_once(session, Learner, {"account_id": account_id, "seen_at": now})
    return session.execute(select(Learner.id).where(Learner.account_id == account_id)).scalar_one()


def learner_of_browser(session: Session, browser: str, now: datetime) -> int:
    """Return the learner behind a browser's random id, made if new; the id itself is not kept."""
    index = vault_of(session).index(browser, "browser")
    insert_once(session, Learner, {"browser_index": index, "seen_at": now})
    return session.execute(select(Learner.id).where(Learner.browser_index == index)).scalar_one()


def record(session: Session, learner_id: int, events: Iterable[Event], now: datetime) -> int:
    """Add events to a learner's log and return how many were new. Raises `LogFull`.

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
            "at": event.at if EARLIEST <= event.at <= now + AHEAD else now,
        }
        for event in events
    }
    mine = LearningEvent.learner_id == learner_id
    for known in session.scalars(select(LearningEvent.id).where(mine, LearningEvent.id.in_(list(rows)))):
        del rows[known]  # a repeat on a bad line needs no room
    kept = session.scalar(select(func.count()).where(mine)) or 0
    signed_in = session.scalar(select(Learner.account_id).where(Learner.id == learner_id)) is not None
    if kept + len(rows) > (EVENTS_PER_LEARNER if signed_in else EVENTS_PER_VISITOR):
        raise LogFull
    session.execute(update(Learner).where(Learner.id == learner_id).values(seen_at=now))
    return insert_all_once(session, LearningEvent, list(rows.values()))


def claim(session: Session, account_id: int, browser: str, now: datetime) -> None:
    """Give what was learned on a browser before signing in to the account; doing it twice is the same."""
    index = vault_of(session).index(browser, "browser")
    visitor = session.scalar(select(Learner.id).where(Learner.browser_index == index))
    if visitor is None:
        return
    learner = learner_of_account(session, account_id, now)
    there = select(LearningEvent.id).where(LearningEvent.learner_id == learner)
    mine = LearningEvent.learner_id == visitor
    session.execute(update(LearningEvent).where(mine, LearningEvent.id.not_in(there)).values(learner_id=learner))
    session.execute(delete(LearningEvent).where(mine))
    session.execute(delete(Learner).where(Learner.id == visitor))


def forget_old(session: Session, now: datetime) -> None:
    """Remove visitors without an account who have not been seen for more than a year."""
    old = select(Learner.id).where(Learner.account_id.is_(None), Learner.seen_at < now - VISITOR_KEPT)
    session.execute(delete(LearningEvent).where(LearningEvent.learner_id.in_(old)))
    session.execute(delete(Learner).where(Learner.id.in_(old)))
