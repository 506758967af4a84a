"""Carries webhooks out: a worker of its own, so that a city's slow system never holds up a code for signing in.

As in `backend.worker`, no network call happens inside a transaction. What a message says of a person is opened for each
try and written into the access history before it leaves.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import orjson
import structlog
from sqlalchemy.orm import Session

from backend.core import clock, outbox
from backend.core.outbox import Job, Lane
from backend.core.reading import SYSTEM, Opened, Reader, read_as
from backend.domain.access import actions as access
from backend.domain.access.rules import WEBHOOK
from backend.domain.applications import queries as applications
from backend.domain.applications.models import Application
from backend.domain.webhooks import actions, queries
from backend.domain.webhooks.models import Webhook, WebhookDelivery
from backend.domain.webhooks.rules import body, chosen
from backend.logs import what_failed
from backend.parts import Parts
from flows.submission import as_published
from push.message import Outcome
from push.webhooks import Call, Caller

log = structlog.get_logger("handrail.couriers")

LANE = Lane((actions.JOB,), others=False)
PAUSE_SECONDS = 1.0
COURIER = Reader(SYSTEM, purpose=WEBHOOK)
FAILED = Outcome.retry("could-not-write")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way: its job, its number, whose it is, and the call; None where it could not be written."""

    job: Job
    delivery: int
    receiver: int
    call: Call | None


def carry(parts: Parts, caller: Caller) -> int:
    """Tell all that is due now; returns how many messages were tried or put off."""
    done = 0
    while jobs := outbox.take(parts.database, clock.now(), LANE):
        done += len(jobs)
        letters = _write(parts, jobs)
        receivers: dict[int, list[Letter]] = {}
        for letter in letters:
            receivers.setdefault(letter.receiver, []).append(letter)
        going = [[each for each in mine if each.call is not None] for mine in receivers.values()]
        outcomes = caller.call([[each.call for each in mine if each.call] for mine in going])
        for mine, told in zip(going, outcomes, strict=True):
            _settle(parts, mine, told)
        for letter in letters:
            if letter.call is None:
                _settle(parts, [letter], [FAILED])
    return done


def _write(parts: Parts, jobs: list[Job]) -> list[Letter]:
    """Write the messages, in the order in which things happened; one that cannot be written holds up no other."""
    letters, opened = [], Opened(COURIER)
    in_order = sorted(jobs, key=lambda job: int(job.payload["delivery"]))
    with parts.database.writing() as session:
        due = [(job, found) for job in in_order if (found := _due(session, job, clock.now()))]
    for job, (number, receiver) in due:
        try:
            with parts.database.reading() as session:
                read_as(session, COURIER, opened)
                call = _call(session, number)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is this one's alone)
            log.warning("a webhook could not be written", **what_failed(error))
            call = None
        letters.append(Letter(job, number, receiver, call))
    with parts.database.writing() as session:  # before anything leaves the house
        access.record(session, opened, clock.now())
    return letters


def _due(session: Session, job: Job, now: datetime) -> tuple[int, int] | None:
    """The number of the message and of its system, if it is still to be told; otherwise the job is done."""
    found = queries.by_number(session, job.payload["delivery"], lock=True)
    if found is None or found[1].job != job.key or found[1].state != "waiting":
        outbox.finish(session, job, "not-needed", now)
        return None
    webhook, delivery = found
    if webhook.paused is not None:
        actions.give_up(session, delivery, "paused", now)
        outbox.finish(session, job, "paused", now)
        return None
    return delivery.id, webhook.id


def _call(session: Session, number: int) -> Call:
    found = queries.by_number(session, number)
    if found is None:
        raise LookupError
    webhook, delivery = found
    answers = _answers(session, webhook, delivery)
    said = orjson.dumps(body(delivery.kind, delivery.at, delivery.told, answers))
    secrets = queries.secrets_of(session, webhook, clock.now())
    return Call(queries.address_of(session, webhook), queries.message_id(delivery), said, secrets)


def _answers(session: Session, webhook: Webhook, delivery: WebhookDelivery) -> dict[str, object] | None:
    """The answers that the city chose for this system, as they stand now; None where it chose none."""
    if not webhook.answers or delivery.application_id is None:
        return None
    application = session.get_one(Application, delivery.application_id)
    if application.service != webhook.service:
        return None
    answers = applications.submitted(session, application, lambda question: chosen(question, webhook.answers))
    return dict(as_published(answers))


def _settle(parts: Parts, letters: list[Letter], outcomes: list[Outcome]) -> None:
    """Keep how it went. What was not tried, because one before it failed, waits as long as that one."""
    now, source, later = clock.now(), random.Random(), None  # noqa: S311  (jitter, not a secret)
    with parts.database.writing() as session:
        for letter, outcome in zip(letters, outcomes, strict=False):
            found = queries.by_number(session, letter.delivery, lock=True)
            later = actions.settle(session, *found, outcome, now, source) if found else None
            if later is None:
                outbox.finish(session, letter.job, outcome.reason or "sent", now)
            else:
                outbox.put_off(session, letter.job, later)
            log.info("webhook tried", outcome=outcome.reason or "delivered", again=later is not None)
        for letter in letters[len(outcomes) :]:
            outbox.put_off(session, letter.job, later or now)
            found = queries.by_number(session, letter.delivery, lock=True)
            if found:
                found[1].next_at = later or now


def run(parts: Parts, stop: threading.Event) -> None:
    """Carry webhooks out until told to stop."""
    caller = Caller(parts.settings.webhook_networks)
    keep_at(parts, LANE, lambda: carry(parts, caller), "webhooks", stop)


def keep_at(parts: Parts, lane: Lane, work: Callable[[], object], what: str, stop: threading.Event) -> None:
    """Do the work of a lane until told to stop. A database that is away for a while is waited for, not died of."""
    if parts.database.is_sqlite:  # where this worker is the only one
        with parts.database.writing() as session:
            outbox.release(session, lane)
    while not stop.is_set():
        try:
            work()
        except Exception as error:  # noqa: BLE001  (a worker that dies silently would keep every message back)
            log.warning("telling others failed and will be tried again", lane=what, **what_failed(error))
        stop.wait(PAUSE_SECONDS)
