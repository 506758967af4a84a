"""Telling somebody that something they learned is to be practised again: only if they asked for it.

When it is due follows from the log, which may change until then. So what is planned is only to look again on that day.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.domain.learning.actions import learner_of_account
from backend.domain.learning.models import Learner
from backend.domain.learning.queries import events_of
from tutorials.lesson import Lesson
from tutorials.refreshers import Refresher, refreshers

REMINDER = "practise-again"
"""The kind of job in the outbox."""
Lessons = Mapping[str, Lesson]


def wanted(session: Session, account_id: int) -> bool:
    """Whether this person asked to be told."""
    query = select(Learner.reminders_at).where(Learner.account_id == account_id)
    return session.scalar(query) is not None


def choose(session: Session, account_id: int, lessons: Lessons, now: datetime, *, wanted: bool) -> None:
    """Be told from now on, or no more; choosing the same twice is the same."""
    learner = learner_of_account(session, account_id, now)
    change = update(Learner).where(Learner.id == learner)
    if not wanted:
        session.execute(change.values(reminders_at=None))
        return
    session.execute(change.where(Learner.reminders_at.is_(None)).values(reminders_at=now))
    plan(session, learner, lessons)


def plan(session: Session, learner_id: int, lessons: Lessons) -> None:
    """Look again when each refresher of this learner is due, if they want to be told."""
    account = session.scalar(
        select(Learner.account_id).where(Learner.id == learner_id, Learner.reminders_at.is_not(None))
    )
    if account is None:
        return
    jobs = {
        f"{REMINDER}:{account}:{each.lesson}:{each.round}:{each.due_at:%Y-%m-%d}": (
            {"account": account, "lesson": each.lesson},
            each.due_at,
        )
        for each in refreshers(events_of(session, learner_id), lessons)
    }
    outbox.enqueue_all(session, REMINDER, jobs)


def due(session: Session, payload: Mapping[str, Any], lessons: Lessons, now: datetime) -> Refresher | None:
    """The refresher that a job was about, if its person still wants to be told and it is still due."""
    account: int = payload["account"]
    if not wanted(session, account):
        return None
    learner = session.scalar(select(Learner.id).where(Learner.account_id == account))
    mine = refreshers(events_of(session, learner, payload["lesson"]), lessons)
    return next((each for each in mine if each.is_due(now)), None)
