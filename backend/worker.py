"""Does what is due: drains the outbox, and forgets what has no further use.

No network call happens inside a transaction: rows are claimed in one, sent outside, and marked in another. If the
process dies in between, the lease runs out and the row is sent again under the same key, which the transport and the
phone take for the same message.
"""

import random
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from backend.core import clock, outbox
from backend.core.outbox import Job, Lane
from backend.core.reading import SYSTEM, Opened, Reader, read_as
from backend.core.text import N_
from backend.domain.access import actions as access
from backend.domain.access.rules import TELLING
from backend.domain.applications import keeping
from backend.domain.applications.due import ESCALATION, escalate
from backend.domain.appointments import calendar
from backend.domain.appointments.telling import REMINDER, remind
from backend.domain.callbacks import actions as callbacks
from backend.domain.identity import actions as identity
from backend.domain.identity import queries as accounts
from backend.domain.inbox import actions as inbox_actions
from backend.domain.inbox import queries as inbox
from backend.domain.inbox.models import Message
from backend.domain.inbox.texts import Letter
from backend.domain.intake.files import Desk, scan
from backend.domain.learning import actions as learning
from backend.domain.learning import difficulty, statements
from backend.domain.learning.reminders import REMINDER as PRACTICE
from backend.domain.mandates import actions as mandates
from backend.domain.mandates import counter
from backend.domain.publications import reminders as texts
from backend.domain.publications.queries import Seen, public_versions
from backend.domain.registers import actions as registers
from backend.domain.search import actions as search
from backend.domain.uploads import actions as uploads
from backend.domain.uploads.actions import FORGET, SCAN
from backend.domain.uploads.queries import states_of
from backend.domain.uploads.store import SHARDS
from backend.domain.webhooks import actions as webhooks
from backend.logs import what_failed
from backend.parts import Parts
from backend.parts import make_texts_findable as keep_texts
from backend.practise_again import remind as practise_again
from push.message import Delivery, Kind, Outcome, Push, fit
from push.timing import next_try, when_to_send

log = structlog.get_logger("handrail.worker")

PAUSE_SECONDS = 1.0
TIDY_EVERY = timedelta(hours=1)
ASK_SCANNER_AGAIN = timedelta(hours=1)
FILE_JOBS = frozenset({SCAN, FORGET})
LANE = Lane((webhooks.JOB, statements.JOB))
"""All but webhooks and statements: those have threads of their own (`backend.couriers`, `backend.record_keeping`), for
other people's systems may be slow."""
HOURS = 24
SETTLED = timedelta(hours=1)
"""A folder this old is not one that is being begun at this moment."""
TELLER = Reader(SYSTEM, purpose=TELLING)
OWN_WORK: Mapping[str, Callable[[Parts, Session, Any, datetime], str]] = {
    REMINDER: lambda parts, session, payload, now: remind(session, parts.diary, payload, now),
    PRACTICE: lambda parts, session, payload, now: practise_again(session, parts.content.lessons, payload, now),
    texts.REMINDER: lambda parts, session, payload, now: texts.remind(session, payload, parts.zone, now),
    ESCALATION: lambda parts, session, payload, now: escalate(
        session, parts.diary.office_name, payload, parts.content.work_days, now
    ),
}
"""Jobs that are done in the database alone, each in a transaction of its own; returns how it ended, in a word."""
CODE_TEXT = N_("%(code)s is your code for %(city)s. Type it on the page you have open. Give it to nobody.")
COUNTER_TEXT = N_("%(code)s is your code for a counter of %(city)s. Say it only if you sit at that counter now.")
CODES = {"sign-in-code": CODE_TEXT, counter.CODE: COUNTER_TEXT}
"""Codes go at any hour, by what they say."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery on its way for a job, and the device it goes to, if it is one."""

    job: Job
    delivery: Delivery
    device: UUID | None = None


def drain(parts: Parts) -> int:
    """Do all that is due now; returns how many jobs were done or put off."""
    done = 0
    while jobs := outbox.take(parts.database, clock.now(), LANE):
        done += len(jobs)
        for job in jobs:
            if job.kind in FILE_JOBS:
                _do_file(parts, job)
        jobs = [job for job in jobs if job.kind not in FILE_JOBS]
        quiet_until = _quiet_until(parts)
        held = [job for job in jobs if quiet_until and job.kind not in CODES]
        for job in jobs:
            if job.kind in OWN_WORK and job not in held:
                _do(parts, job)
        going = [job for job in jobs if job not in held and job.kind not in OWN_WORK]
        parcels, failed = _pack(parts, going)
        outcomes = _send(parts, parcels)
        with parts.database.writing() as session:
            for job in held:
                outbox.put_off(session, job, quiet_until or clock.now())
            for job in going:
                mine = [(parcel, outcome) for parcel, outcome in outcomes if parcel.job is job]
                _settle(session, job, mine, could_not_write=job in failed)
    return done


def _quiet_until(parts: Parts) -> datetime | None:
    """When the quiet hours end, if it is quiet now; asked once for a batch, so that nothing falls between two looks."""
    now = clock.now()
    later = when_to_send(now, False, parts.quiet_hours)  # noqa: FBT003
    return later if later > now else None


def _do(parts: Parts, job: Job) -> None:
    """Do what needs nobody else, such as a reminder: it is written into an inbox, and the outbox then rings a phone."""
    now = clock.now()
    try:
        with parts.database.writing() as session:
            outcome = OWN_WORK[job.kind](parts, session, job.payload, now)
            outbox.finish(session, job, outcome, now)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is this one's alone)
        log.warning("a job could not be done", kind=job.kind, **what_failed(error))
        with parts.database.writing() as session:
            if not _try_again(session, job, None, now):
                outbox.finish(session, job, "given-up", now)


def _do_file(parts: Parts, job: Job) -> None:
    """Have a file looked at for viruses, or remove one from the disk. A scanner that is away is asked again."""
    upload_id, now = UUID(job.payload["upload"]), clock.now()
    try:
        if job.kind == FORGET:
            parts.files.store.forget(upload_id)
            settled = True
        else:
            told = (parts.files, parts.diary, parts.service_of, parts.context(), now)
            settled = scan(Desk(parts.reading, parts.writing, *told), upload_id)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is this one's alone)
        log.warning("a file could not be looked at", kind=job.kind, **what_failed(error))
        settled = False
    with parts.database.writing() as session:
        if settled:
            outbox.finish(session, job, "done", now)
        elif not _try_again(session, job, None, now):
            outbox.put_off(session, job, now + ASK_SCANNER_AGAIN)


def _pack(parts: Parts, jobs: Iterable[Job]) -> tuple[list[Parcel], list[Job]]:
    """Turn jobs into deliveries; and those that could not be, so that one of them does not hold up the others."""
    parcels: list[Parcel] = []
    failed: list[Job] = []
    opened = Opened(TELLER)
    for job in jobs:
        try:
            parcels += _parcels(parts, job, opened)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is this one's alone)
            log.warning("a message could not be written", kind=job.kind, error=type(error).__name__)
            failed.append(job)
    with parts.database.writing() as session:  # before anything leaves the house
        access.record(session, opened, clock.now())
    return parcels, failed


def _parcels(parts: Parts, job: Job, opened: Opened) -> list[Parcel]:
    if job.kind in CODES:
        return _code(parts, job)
    with parts.database.reading() as session:
        read_as(session, TELLER, opened)
        return _notification(parts, session, job)


def _code(parts: Parts, job: Job) -> list[Parcel]:
    """A code goes at any hour, but not once it can no longer be used."""
    if clock.now() >= datetime.fromisoformat(job.payload["until"]):
        return []
    language = parts.spoken_to(job.payload["language"])
    translator = parts.translator(language)
    city = translator.text(parts.content.city.name)
    body = translator.text(CODES[job.kind], code=job.payload["code"], city=city)
    push = Push(job.key, city, body, "/sign-in", language, urgent=True)
    return [Parcel(job, Delivery(push, "sms", job.payload["phone"]))]


def _notification(parts: Parts, session: Session, job: Job) -> list[Parcel]:
    """A message rings every phone with the app; a person without the app gets a text instead."""
    message = session.get(Message, job.payload["message"])
    if message is None or message.read_at is not None:
        return []
    language = parts.spoken_to(accounts.language_of(session, message.account_id))
    words, moment = parts.translator(language).text, parts.formats[language].moment
    letter = Letter(message.kind, inbox.values_of(session, message), words, moment)
    # A locked screen shows this to whoever is near, so it says neither what was asked for nor what was decided.
    push = fit(Push(job.key, words(parts.content.city.name), letter.push, f"/inbox/{message.id}", language))
    devices = inbox.devices(session, message.account_id) if "push" in parts.transports else []
    if devices:
        return [Parcel(job, Delivery(push, "push", address), device) for device, address in devices]
    number = accounts.phone_of(session, message.account_id)
    return [Parcel(job, Delivery(push, "sms", number))] if number else []


def _send(parts: Parts, parcels: list[Parcel]) -> list[tuple[Parcel, Outcome]]:
    outcomes: list[tuple[Parcel, Outcome]] = []
    for channel in ("sms", "push"):
        mine = [parcel for parcel in parcels if parcel.delivery.channel == channel]
        transport = parts.transports.get(channel)
        if transport is None:
            outcomes += [(parcel, Outcome.refused("no-transport")) for parcel in mine]
        elif mine:
            outcomes += zip(mine, transport.send([parcel.delivery for parcel in mine]), strict=True)
    return outcomes


def _settle(
    session: Session, job: Job, outcomes: list[tuple[Parcel, Outcome]], *, could_not_write: bool = False
) -> None:
    now = clock.now()
    gone = [parcel.device for parcel, outcome in outcomes if outcome.kind is Kind.GONE and parcel.device]
    for device in gone:
        inbox_actions.drop_address(session, device)
    if gone and len(gone) == len(outcomes):  # no phone with the app is left, so the next try goes out as a text
        outbox.put_off(session, job, now)
        return
    again = [outcome for _, outcome in outcomes if outcome.kind is Kind.RETRY]
    if (again or could_not_write) and _try_again(session, job, again[0].after if again else None, now):
        return
    ending = _in_a_word(outcomes, given_up=bool(again) or could_not_write)
    outbox.finish(session, job, ending, now)
    log.info("outbox row done", kind=job.kind, outcome=ending, attempts=job.attempts)


def _try_again(session: Session, job: Job, after: timedelta | None, now: datetime) -> bool:
    """Put a job off until its next try; returns whether it has one."""
    until = next_try(job.attempts, now, after, random.Random())  # noqa: S311  (jitter, not a secret)
    if until is None:
        return False
    outbox.put_off(session, job, until)
    return True


def _in_a_word(outcomes: list[tuple[Parcel, Outcome]], *, given_up: bool) -> str:
    if given_up:
        return "given-up"
    kinds = {outcome.kind for _, outcome in outcomes}
    if Kind.SENT in kinds or not kinds:
        return "sent" if kinds else "not-needed"
    return next((outcome.reason or str(outcome.kind) for _, outcome in outcomes), "not-needed")


def tidy(parts: Parts) -> None:
    """Forget what has no further use, such as old sign-ins and ended sessions, and reckon what is reckoned daily.

    Applications that were decided long ago are the most of it, so they have a transaction of their own.
    """
    months = parts.content.city.keep_months
    with parts.database.writing() as session:
        keeping.forget_old(session, lambda old: parts.keep_months(parts.service_of(session, old)), clock.now())
    with parts.database.writing() as session:
        identity.forget_old(session, clock.now())
        learning.forget_old(session, clock.now())
        difficulty.reckon(session, parts.content.lessons, clock.now())
        calendar.forget_old(session, clock.now(), months)
        mandates.forget_old(session, clock.now(), months)
        counter.end_visits(session, clock.now())
        access.forget_old(session, clock.now())
        callbacks.forget_old(session, clock.now())
        registers.forget_old(session, clock.now())
        search.forget_old(session, clock.now())
        uploads.forget_loose(session, clock.now())
        webhooks.forget_old(session, clock.now())
    sweep(parts)


def sweep(parts: Parts) -> None:
    """Remove from the disk what no upload belongs to, such as after a crash: each hour another part of the folder."""
    store, now = parts.files.store, clock.now()
    for shard in range(now.hour, SHARDS, HOURS):
        there = store.there(shard)
        with parts.database.reading() as session:
            states = states_of(session, there)
        for each in there:
            age = store.age(each)
            if each in states and states[each] != "arriving":
                store.drop_parts(each)
            elif each not in states and age is not None and now.timestamp() - age > SETTLED.total_seconds():
                store.forget(each)


def make_texts_findable(parts: Parts, known: Seen | None) -> Seen:
    """Let search know the texts that are public now, if they are others than the `known` versions; returns them."""
    now, today = clock.now(), parts.today()
    with parts.database.reading() as session:
        public = public_versions(session, now, today)
    if public != known:
        with parts.database.writing() as session:
            keep_texts(session, parts.content, parts.catalogues, now, today)
    return public


def open_calendar(parts: Parts) -> None:
    """Open the times that can be booked, and close the days that the city's folder closes.

    An office at a time is a transaction of its own, so that nobody who saves waits long.
    """
    content, diary, now = parts.content, parts.diary, clock.now()
    new = 0
    for office in sorted({schedule.office for schedule in content.bookables.schedules}):
        with parts.writing() as session:
            new += calendar.open_slots(session, content, diary.today(now, office), office=office)
    if new:
        with parts.writing() as session:
            calendar.tell_planner(session)
    with parts.reading() as session:
        closures = calendar.closures_to_make(session, diary, now)
    for office, day, why in closures:
        with parts.writing() as session:
            calendar.close_day(session, diary, office, day, why, clock.now())


def run(parts: Parts, stop: threading.Event) -> None:
    """Work until told to stop. A database that is away for a while is waited for, not died of."""
    if parts.database.is_sqlite:  # where this worker is the only one
        with parts.database.writing() as session:
            outbox.release(session, LANE)
    tidied = clock.now() - TIDY_EVERY
    texts_known: Seen | None = None
    while not stop.is_set():
        try:
            drain(parts)
            texts_known = make_texts_findable(parts, texts_known)
            if clock.now() - tidied >= TIDY_EVERY:
                tidy(parts)
                open_calendar(parts)
                tidied = clock.now()
        except Exception as error:  # noqa: BLE001  (a worker that dies silently would keep every message back)
            log.warning("work failed and will be tried again", **what_failed(error))
        parts.wake.wait(PAUSE_SECONDS)
        parts.wake.clear()
