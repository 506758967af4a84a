"""Tells a record store what learners did (xAPI): a worker of its own, for other people's systems may be slow.

Off unless a city names a record store. As in `backend.couriers`, no network call happens inside a transaction.
"""

import hmac
import threading
from datetime import datetime
from hashlib import sha256

import orjson
import structlog
from sqlalchemy.orm import Session

from backend.core import clock, outbox
from backend.core.outbox import Job, Lane
from backend.couriers import keep_at
from backend.domain.learning import statements
from backend.parts import Parts
from push.message import Kind, Outcome
from push.record_store import RecordStore, Statements
from push.timing import next_try
from push.webhooks import Caller
from tutorials.progress import Event
from tutorials.statements import VERSION, statement

log = structlog.get_logger("handrail.record_keeping")

LANE = Lane((statements.JOB,), others=False)
NAME_DIGITS = 32
THERE_ALREADY = "status-409"
"""Some of the statements are there with other words, such as after a lesson was renamed; none of them was taken."""


def carry(parts: Parts, store: RecordStore, caller: Caller) -> int:
    """Tell all that is due now; returns how many jobs were done or put off."""
    done = 0
    while jobs := outbox.take(parts.database, clock.now(), LANE):
        done += len(jobs)
        going: list[tuple[Job, Statements]] = []
        with parts.database.writing() as session:
            for job in jobs:
                if found := statements.to_tell(session, job):
                    going.append((job, Statements(store, VERSION, _written(parts, *found))))
                else:
                    outbox.finish(session, job, "not-needed", clock.now())
        (outcomes,) = caller.call([[each for _, each in going]]) if going else ([],)
        with parts.database.writing() as session:
            _settle(session, [job for job, _ in going], outcomes, clock.now())
    return done


def _written(parts: Parts, account: int, events: list[Event]) -> bytes:
    actor, city, lessons = actor_of(parts, account), parts.settings.public_url, parts.content.lessons
    return orjson.dumps([statement(each, lessons.get(each.lesson), actor, city) for each in events])


def actor_of(parts: Parts, account: int) -> str:
    """What stands for a person there: the same each time, and nobody's number or name can be found from it."""
    key = parts.settings.key("record store")
    return hmac.digest(key, f"account {account}".encode(), sha256).hex()[:NAME_DIGITS]


def _settle(session: Session, jobs: list[Job], outcomes: list[Outcome], now: datetime) -> None:
    """Keep how it went. What was not tried, because one before it failed, waits as long as that one."""
    later: datetime | None = None
    for job, outcome in zip(jobs, outcomes, strict=False):
        if outcome.reason == THERE_ALREADY:
            several = len(job.payload["events"]) > 1
            if several:
                statements.tell_each(session, job, now)
            outbox.finish(session, job, "one-by-one" if several else "there-already", now)
            continue
        later = next_try(job.attempts, now, outcome.after) if outcome.kind is Kind.RETRY else None
        if later is None:
            outbox.finish(session, job, outcome.reason or "sent", now)
        else:
            outbox.put_off(session, job, later)
        log.info("statements told", outcome=outcome.reason or "taken", again=later is not None)
    for job in jobs[len(outcomes) :]:
        outbox.put_off(session, job, later or now)


def run(parts: Parts, store: RecordStore, stop: threading.Event) -> None:
    """Tell the record store until told to stop."""
    caller = Caller(parts.settings.webhook_networks)
    keep_at(parts, LANE, lambda: carry(parts, store, caller), "record store", stop)
