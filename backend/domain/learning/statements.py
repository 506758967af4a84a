"""Telling a record store what people with an account did: written down with the events, carried out later.

What is written down is only which events. They are read when they go, so what was forgotten meanwhile is not told.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.outbox import Job
from backend.domain.learning.models import Learner
from backend.domain.learning.queries import events_of
from tutorials.progress import Event

JOB = "statements"
"""The kind of job in the outbox."""


def plan(session: Session, learner_id: int, ids: Collection[UUID], now: datetime) -> None:
    """Tell of these events of a learner, which are new; there is one job for all of them."""
    if ids:
        outbox.enqueue(session, JOB, _key(learner_id, ids), _payload(learner_id, ids), now)


def tell_each(session: Session, job: Job, now: datetime) -> None:
    """Tell of each event of a job by itself, because all together were not taken."""
    learner_id, ids = job.payload["learner"], [UUID(each) for each in job.payload["events"]]
    jobs = {f"{_key(learner_id, [each])}:alone": (_payload(learner_id, [each]), now) for each in ids}
    outbox.enqueue_all(session, JOB, jobs)


def first_tried(job: Job, now: datetime) -> datetime:
    """When a job was tried for the first time: now, unless it was put off before."""
    return datetime.fromisoformat(job.payload["first"]) if "first" in job.payload else now


def tried(job: Job, first: datetime) -> dict[str, object]:
    """What a job is about, with when it was first tried: it waits in a queue, so its row is older than that."""
    return {**job.payload, "first": first.isoformat()}


def to_tell(session: Session, job: Job) -> tuple[int, list[Event]] | None:
    """Whose events a job is about, by account, and the events; None where there are none any more."""
    learner_id, ids = job.payload["learner"], {UUID(each) for each in job.payload["events"]}
    account = session.scalar(select(Learner.account_id).where(Learner.id == learner_id))
    events = events_of(session, learner_id, ids=ids)
    if account is None or not events:
        return None
    return account, sorted(events, key=lambda each: (each.at, each.id))


def _key(learner_id: int, ids: Collection[UUID]) -> str:
    return f"{JOB}:{learner_id}:{min(ids)}"


def _payload(learner_id: int, ids: Collection[UUID]) -> dict[str, object]:
    return {"learner": learner_id, "events": [str(each) for each in ids]}
