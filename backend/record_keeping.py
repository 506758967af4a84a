"""Tells a record store what learners did (xAPI): a worker of its own, for other people's systems may be slow.

Off unless a city names a record store. As in `backend.couriers`, no network call happens inside a transaction.
"""

import hmac
import threading
from datetime import datetime
from hashlib import sha256
from random import SystemRandom

import orjson
import structlog
from sqlalchemy.orm import Session

from backend.core import clock, outbox
from backend.core.outbox import Job, Lane
from backend.couriers import keep_at
from backend.domain.learning import statements
from backend.domain.webhooks.rules import try_again
from backend.logs import what_failed
from backend.parts import Parts
from push.message import Kind, Outcome
from push.record_store import RecordStore, Statements
from push.timing import LEAST_WAIT
from push.webhooks import Caller
from tutorials.progress import Event
from tutorials.statements import VERSION, statement

log = structlog.get_logger("handrail.record_keeping")

LANE = Lane((statements.JOB,), others=False)
NAME_DIGITS = 32
THERE_ALREADY = "status-409"
"""Some of the statements are there with other words, such as after a lesson was renamed; none of them was taken."""
NEVER_TAKEN = (THERE_ALREADY, "status-400", "status-413")
"""The same bytes will be answered so each time, so they are not posted again: several are told one by one."""
NOT_NEEDED = Outcome.refused("not-needed")
FAILED = Outcome.retry("could-not-write")


def carry(parts: Parts, store: RecordStore, caller: Caller) -> int:
    """Tell all that is due now; returns how many jobs were done or put off."""
    done = 0
    while jobs := outbox.take(parts.database, clock.now(), LANE):
        done += len(jobs)
        going: list[tuple[Job, Statements]] = []
        unsent: list[tuple[Job, Outcome]] = []
        for job in jobs:
            written = _write(parts, job)
            if isinstance(written, Outcome):
                unsent.append((job, written))
            else:
                going.append((job, Statements(store, VERSION, written)))
        (outcomes,) = caller.call([[each for _, each in going]]) if going else ([],)
        with parts.database.writing() as session:
            now = clock.now()
            for job, outcome in unsent:
                _settle(session, job, outcome, now)
            _settle_all(session, [job for job, _ in going], outcomes, now)
    return done


def _write(parts: Parts, job: Job) -> bytes | Outcome:
    """What a job says, or why it says nothing. Only read, for up to 500 events take their time while others save."""
    try:
        with parts.database.reading() as session:
            found = statements.to_tell(session, job)
        return _written(parts, *found) if found else NOT_NEEDED
    except Exception as error:  # noqa: BLE001  (whatever it is, it is this one's alone)
        log.warning("statements could not be written", **what_failed(error))
        return FAILED


def _written(parts: Parts, account: int, events: list[Event]) -> bytes:
    actor, city, lessons = actor_of(parts, account), parts.settings.public_url, parts.content.lessons
    return orjson.dumps([statement(each, lessons.get(each.lesson), actor, city) for each in events])


def actor_of(parts: Parts, account: int) -> str:
    """What stands for a person there: the same each time, and nobody's number or name can be found from it."""
    key = parts.settings.key("record store")
    return hmac.digest(key, f"account {account}".encode(), sha256).hex()[:NAME_DIGITS]


def _settle_all(session: Session, jobs: list[Job], outcomes: list[Outcome], now: datetime) -> None:
    """Keep how it went. What was not tried, because one before it failed, waits with it and has lost no try."""
    again = now
    for job, outcome in zip(jobs, outcomes, strict=False):
        again = _settle(session, job, outcome, now)
    for job in jobs[len(outcomes) :]:
        outbox.give_back(session, job, again)


def _settle(session: Session, job: Job, outcome: Outcome, now: datetime) -> datetime:
    """Keep how one job went; returns when the record store may be asked again, for this job or the next."""
    if outcome.reason in NEVER_TAKEN:
        ended = _apart(session, job, outcome.reason, now)
        log.info("statements told", outcome=outcome.reason, again=ended == "one-by-one")
        outbox.finish(session, job, ended, now)
        return now
    if outcome.kind in {Kind.SENT, Kind.REFUSED}:
        log.info("statements told", outcome=outcome.reason or "taken", again=False)
        outbox.finish(session, job, outcome.reason or "sent", now)
        return now
    # A 410 is among the rest: no desk pauses a record store, and an address that moved is mended in the settings.
    first = statements.first_tried(job, now)
    later = try_again(job.attempts, first, now, outcome.after, SystemRandom())
    log.info("statements told", outcome=outcome.reason, again=later is not None)
    if later is None:
        outbox.finish(session, job, outcome.reason or "given-up", now)
        return now + LEAST_WAIT  # not at once, or a store that is down would use up the next ones within seconds
    outbox.put_off(session, job, later, statements.tried(job, first))
    return later


def _apart(session: Session, job: Job, reason: str, now: datetime) -> str:
    """Tell each of several by itself, so that one which is never taken holds up no other; returns how the job ended."""
    if len(job.payload["events"]) > 1:
        statements.tell_each(session, job, now)
        return "one-by-one"
    if reason == THERE_ALREADY:
        return "there-already"
    log.warning("a statement is never taken", statement=job.payload["events"][0], outcome=reason)
    return reason


def run(parts: Parts, store: RecordStore, stop: threading.Event) -> None:
    """Tell the record store until told to stop."""
    caller = Caller(parts.settings.webhook_networks)
    keep_at(parts, LANE, lambda: carry(parts, store, caller), "record store", stop)
