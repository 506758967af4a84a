"""What a learner did."""

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.domain.learning.models import Learner, LearningEvent
from tutorials.progress import Event, EventKind
from tutorials.runs import Run

EVENT_COLUMNS = (
    LearningEvent.id,
    LearningEvent.lesson,
    LearningEvent.step,
    LearningEvent.kind,
    LearningEvent.at,
    LearningEvent.run,
)


def learner(session: Session, account_id: int | None, browser: str | None) -> int | None:
    """The learner behind an account, or else behind a browser's id; None before anything was learned."""
    if account_id is not None:
        return session.scalar(select(Learner.id).where(Learner.account_id == account_id))
    if browser is None:
        return None
    return session.scalar(
        select(Learner.id).where(Learner.browser_index == vault_of(session).index(browser, "browser"))
    )


def events_of(
    session: Session, learner_id: int | None, lesson: str | None = None, ids: Collection[UUID] | None = None
) -> list[Event]:
    """All that a learner did, or all of one lesson, or of these ids; at most as many as a log may hold."""
    if learner_id is None:
        return []
    table = LearningEvent
    query = select(*EVENT_COLUMNS).where(table.learner_id == learner_id)
    if lesson is not None:
        query = query.where(table.lesson == lesson)
    if ids is not None:
        query = query.where(table.id.in_(ids))
    return [read_event(row) for row in session.execute(query)]


def read_event(row: Any) -> Event:
    """An event from a row that has `EVENT_COLUMNS`."""
    return Event(row.id, row.lesson, row.step, cast("EventKind", row.kind), row.at, cast("Run", row.run))
