"""People with a browser that runs no scripts, and a city in which something has happened."""

import dataclasses
import random
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import clock
from backend.core.outbox import OutboxRow
from backend.core.reading import STAFF
from backend.core.reading import Reader as ReaderOfAnswers
from backend.demo import learn_a_little
from backend.demo_publishers import write_a_text
from backend.domain.access import queries as history
from backend.domain.access import questions
from backend.domain.access.rules import DECIDING
from backend.domain.applications import queries as applications
from backend.domain.applications.models import Application
from backend.domain.appointments import actions as booking
from backend.domain.appointments import calendar, counter
from backend.domain.appointments import queries as booking_queries
from backend.domain.callbacks import actions as callbacks
from backend.domain.callbacks.actions import Asking
from backend.domain.callbacks.rules import STATES
from backend.domain.catalogue.bookables import DAYS, MIDNIGHT
from backend.domain.desk import bulk
from backend.domain.desk.bulk import Wish
from backend.domain.identity import actions as identity
from backend.domain.inbox import queries as inbox
from backend.domain.mandates import actions as mandates
from backend.domain.mandates.rules import APPOINTMENTS, last_day
from backend.domain.publications import actions as publishing
from backend.domain.publications import queries as texts
from backend.domain.registers import actions as registers
from backend.domain.registers.actions import Mistake
from backend.domain.tables import ALL
from backend.domain.webhooks import actions as webhooks
from backend.domain.webhooks.actions import Wanted
from backend.domain.webhooks.rules import EVENTS
from backend.parts import Parts
from backend.web.door import SESSION_COOKIE
from push.message import Outcome
from tests.domain.applications.after import NADIA, Desk
from tests.domain.given import AMIR, ANSWERS, CARD, MAYA, PRIYA, ROSA, Town
from tests.domain.old_services import drafts_of_old_services
from tests.enclosures.given import permit

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
HEATING_TOO_RICH = {
    "heating_broken": False,
    "home_address": ANSWERS["address"],
    "household": 1,
    "pension_credit": False,
    "income": "1900.00",
}
MOVING: dict[str, Any] = {
    "who": "me",
    "full_name": "Rosa Lee",
    "old_address": ANSWERS["address"],
    "new_in_city": True,
    "new_address": ANSWERS["address"],
    "move_date": "2026-12-01",
    "tell_services": None,
    "phone_changed": False,
    "really_moving": True,
}

NEW_NAME: dict[str, Any] = {
    "lives_here": True,
    "born": "1951-05-04",
    "why_changed": "spelling",
    "old_name": {"given": "Rosa", "family": "Li"},
    "new_name": {"given": "Rosa", "family": "Lee"},
    "number": "NC123456C",
    "what_else": None,
    "sure": True,
}

TWINS: dict[str, Any] = {
    "born_here": True,
    "who": "other_parent",
    "babies/first/baby_name": {"given": "Lily", "family": "Lee"},
    "babies/first/born_on": "2026-11-03",
    "babies/first/sex": "girl",
    "babies/first/where_born": "home",
    "babies/second/baby_name": {"name": "Sam"},
}
"""The second baby is not finished yet."""


class Reader:
    """Somebody's browser."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.client = app.test_client()
        self.client.set_cookie("handrail_choices", f"{language}..")
        self.parts: Parts = app.extensions["handrail"]
        self._prefix = "__Host-" if self.parts.settings.secure else ""
        self._base = "https://localhost" if self.parts.settings.secure else "http://localhost"

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, base_url=self._base, **options)

    def post(self, path: str, token: str | None = None, **fields: Any) -> TestResponse:
        return self.client.post(path, data=fields | {"form_token": token or self.form_token()}, base_url=self._base)

    def form_token(self) -> str:
        found = TOKEN.search(self.get("/settings").text)
        assert found is not None
        return found[1]

    def sign_in(self, number: str = ROSA) -> "Reader":
        """Sign in as the forms do, without walking through them."""
        with self.parts.writing() as session:
            account = identity.account_for(session, number, clock.now())
            opened = identity._open_session(session, account, uuid.uuid4(), clock.now())  # noqa: SLF001
        self.client.set_cookie(f"{self._prefix}{SESSION_COOKIE}", opened.token, secure=bool(self._prefix))
        return self

    def help(self, mandate: uuid.UUID) -> "Reader":
        """Do things for somebody from now on."""
        assert self.post(f"/helping/{mandate}/begin").location in {"/appointments", "/applications"}
        return self

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(f"{self._prefix}{name}") or self.client.get_cookie(name)
        return found.value if found else None


@dataclass(frozen=True)
class Seeded:
    """Rosa's applications, one in each state; her newest message; an appointment of hers to come, one where she is
    already, and the token of a time that she holds. Amir helps her by a mandate, and another waits for its code. In
    `birth` a group has two entries, the second of them not finished. Two applications for a permit have a letter and a
    photo. The service of `changed` is another one now, and that of `left` is offered no more.
    `version` is that of the travel card that is on offer. `correction` is what she says is wrong in a register.
    """

    draft: uuid.UUID
    ended: uuid.UUID
    complete: uuid.UUID
    sent: uuid.UUID
    approved: uuid.UUID
    refused: uuid.UUID
    needed: uuid.UUID
    withdrawn: uuid.UUID
    proposed: uuid.UUID
    batch: uuid.UUID
    message: int
    appointment: uuid.UUID
    waiting: uuid.UUID
    hold: str
    mandate: uuid.UUID
    offered: uuid.UUID
    calls: dict[str, uuid.UUID]
    entry: int
    asked: int
    question: uuid.UUID
    text: uuid.UUID
    handed_in: uuid.UUID
    public_text: uuid.UUID
    birth: uuid.UUID
    permit: uuid.UUID
    photo: uuid.UUID
    permit_sent: uuid.UUID
    photo_sent: uuid.UUID
    webhook: uuid.UUID
    delivery: uuid.UUID
    name_sent: uuid.UUID
    correction: uuid.UUID
    changed: uuid.UUID
    left: uuid.UUID
    version: int


def seed(parts: Parts) -> Seeded:
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        rosa, amir = town.account(session, ROSA), town.account(session, AMIR)
        sent, approved, refused, *others = (town.sent(session, rosa) for _ in range(6))
        town.decide(session, approved, "approved", "Gladly")
        town.decide(session, refused, "refused", "A reason of 100 %")
        desks = [Desk(town, session, each) for each in others]
        batch = _work_on(town, session, *desks)
        draft, ended = town.begin(session, rosa), town.begin(session, rosa, "winter-heating-help")
        complete = town.begin(session, rosa, "change-of-address")
        town.answer(session, draft, "full_name", "Rosa Lee")
        town.answer_all(session, ended, HEATING_TOO_RICH)
        town.answer_all(session, complete, MOVING)
        birth = town.begin(session, rosa, "birth-registration")
        town.answer_all(session, birth, TWINS)
        message = inbox.messages(session, rosa)[0].id
        renamed = town.begin(session, rosa, "name-change")
        town.answer_all(session, renamed, NEW_NAME)
        town.send(session, renamed)
        correction = _tell_us_once(session, rosa, draft)
        learn_a_little(session, parts.content.lessons, clock.now())
        permits = [permit(session, town, parts.files, rosa, sent=sent) for sent in (True, False)]
    ids = (each.public_id for each in (draft, ended, complete, sent, approved, refused, *others))
    helping = help_by(parts, AMIR), offer(parts)[0]
    booked, calls = _appointments(parts, rosa, amir), call_in_every_state(parts)
    read = [_read_by(parts, amir, sent.public_id) for _ in range(2)]
    asked = _asked_about(parts, rosa, read[0])
    texts = _texts(parts)
    return Seeded(
        *(*ids, batch, message, *booked, *helping, calls, read[1], read[0], asked, *texts, birth.public_id),
        *(*permits[1], *permits[0], *_systems(parts), renamed.public_id, correction),
        *drafts_of_old_services(parts, rosa),
        parts.versions[CARD],
    )


def _tell_us_once(session: Session, rosa: int, application: Application) -> uuid.UUID:
    """Rosa allows that registers are asked for one service, and says that one is wrong about her address."""
    registers.say(session, rosa, application.service, ["residents.address"], clock.now(), given=True)
    told = {"value": ANSWERS["address"], "as_of": "2026-05-03"}
    place = (application.service, application.version_id, "address")
    mistake = Mistake("residents.address", "residents-office", *place, told, ANSWERS["address"])
    return registers.report(session, rosa, uuid.uuid4(), mistake, clock.now()).public_id


def _systems(parts: Parts) -> tuple[uuid.UUID, uuid.UUID]:
    """A system that is told, and a message to it; one arrived, one is tried again, and one was given up."""
    hook, now = uuid.uuid4(), clock.now()
    wanted = Wanted("Records system", "http://127.0.0.1:9/hooks", EVENTS, CARD, ["full_name"])
    outcomes = (Outcome.SENT, Outcome.retry("status-500"), Outcome.refused("too-slow"))
    with parts.writing() as session:
        priya, inside = identity.account_for(session, PRIYA, now), parts.settings.webhook_networks
        row, _ = webhooks.save(session, priya, hook, wanted, parts.content.services, inside, now)
        told = [webhooks.test(session, row, uuid.uuid4(), now) for _ in range(4)]
        for each, outcome in zip(told, outcomes, strict=False):
            webhooks.settle(session, row, each, outcome, now, random.Random(1))  # noqa: S311
        return hook, told[0].public_id


def _asked_about(parts: Parts, rosa: int, number: int) -> uuid.UUID:
    """Rosa asks why Amir read her answers."""
    with parts.writing() as session:
        return questions.ask(session, rosa, uuid.uuid4(), number, "Why this?", clock.now()).public_id


def _read_by(parts: Parts, amir: int, application: uuid.UUID) -> int:
    """Amir reads an application to decide about it; returns the number of the entry in the access history."""
    with parts.writing(ReaderOfAnswers(STAFF, amir, DECIDING)) as session:
        found = applications.at_desk(session, application)
        applications.submitted(session, found)
        of = found.account_id
    with parts.reading() as session:
        return history.of_person(session, of)[0].number


def _work_on(town: Town, session: Session, asked: Desk, withdrawn: Desk, proposed: Desk) -> uuid.UUID:
    """Let the desk ask for more, have one taken back and one proposed; and do something to two at once."""
    batch, days = uuid.uuid4(), town.content.work_days
    asked.write("I have moved.")
    asked.ask("Is the house number right?", "address", "full_name")
    asked.reply("Take your time.")
    withdrawn.withdraw()
    proposed.want_two()
    proposed.propose("refused", "A reason of 100 %", NADIA)
    ids = [each.application.public_id for each in (withdrawn, proposed)]
    amir = asked.id(AMIR)
    sent = (Wish("assign", amir), ids, amir, None, lambda _, each: town.service(each.service), days, clock.now())
    bulk.run(session, batch, *sent)
    return batch


def call_in_every_state(parts: Parts) -> dict[str, uuid.UUID]:
    """Calls that were asked for without signing in, so that whoever knows the id sees them."""
    made, now, city = {}, clock.now(), parts.content.city
    with parts.writing() as session:
        amir = identity.account_for(session, AMIR, now)
        for ending, state in enumerate(STATES):
            asking = Asking(None, f"+44770090040{ending}", "", "en")
            row = callbacks.ask(session, uuid.uuid4(), asking, part="morning", about="My bus pass", city=city, now=now)
            for number in range(1, {"called": 2, "not_reached": 4}.get(state, 1)):
                callbacks.note_call(session, row, number, state, amir, city=city, now=now)
            if state == "taken_back":
                callbacks.take_back(row, now)
            made[state] = row.public_id
    return made


def _texts(parts: Parts) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """A draft of Maya's, one that waits to be read, and one of the city's folder."""
    now, ids = clock.now(), (uuid.uuid4(), uuid.uuid4())
    with parts.writing() as session:
        maya = identity.account_for(session, MAYA, now)
        # Whatever the test's clock says, the city's folder was taken in before.
        public = texts.public_one(session, "scam-calls", datetime.max.replace(tzinfo=UTC), parts.today())
        document = texts.document_of(public)
        for public_id in ids:
            saved = publishing.save(session, public_id, maya, document, language="en", revision=None, now=now)
        publishing.hand_in(saved, (), 1, now)
        write_a_text(session, parts.zone, parts.content.city.languages, now)
    return *ids, public.public_id


def offer(
    parts: Parts, length: str = "month", scope: Sequence[str] = (APPOINTMENTS,), *, may_send: bool = False
) -> tuple[uuid.UUID, str]:
    """Rosa lets somebody help; returns the mandate and the code she says."""
    now, today, public_id = clock.now(), parts.today(), uuid.uuid4()
    until = {"ends_on": last_day(length, today), "may_send": may_send}
    with parts.writing() as session:
        rosa = identity.account_for(session, ROSA, now)
        mandate = mandates.give(session, rosa, public_id, scope=scope, **until, today=today, now=now)  # type: ignore[arg-type]
        return public_id, mandates.new_code(session, mandate, today=today, now=now)


def help_by(
    parts: Parts, number: str, length: str = "month", scope: Sequence[str] = (APPOINTMENTS,), *, may_send: bool = False
) -> uuid.UUID:
    """Rosa lets somebody help, and they type her code."""
    public_id, code = offer(parts, length, scope, may_send=may_send)
    with parts.writing() as session:
        helper = identity.account_for(session, number, clock.now())
        today = parts.today()
        taken = mandates.take(session, helper, ROSA, code, region="GB", today=today, now=clock.now())
    assert not isinstance(taken, Exception)
    return public_id


def _appointments(parts: Parts, rosa: int, amir: int) -> tuple[uuid.UUID, uuid.UUID, str]:
    """An appointment of tomorrow, the next of today, and a hold, at an office that opens round the clock."""
    now, kind = clock.now(), "clinic-visit"
    around = dataclasses.replace(parts.content.bookables.schedules[0], days=DAYS, opens=MIDNIGHT, closes=MIDNIGHT)
    until_tomorrow = {kind: dataclasses.replace(parts.content.bookables.kinds[kind], days_ahead=1)}
    plan = dataclasses.replace(parts.content.bookables, kinds=until_tomorrow, schedules=(around,))
    content = dataclasses.replace(parts.content, bookables=plan)
    with parts.writing() as session:
        calendar.open_slots(session, content, parts.today())
        free = booking_queries.soonest(session, kind, now, limit=100)
        made = []
        for slot in (free[-1], free[0]):
            held = booking.hold(session, slot.slot_id, rosa, now)
            needs = ("interpreter",)
            made.append(booking.book(session, parts.diary, rosa, uuid.uuid4(), held.token, needs, now, booked_by=amir))
        if made[1].day == parts.today():
            counter.arrive(session, parts.diary, made[1], now)
        token = booking.hold(session, free[50].slot_id, rosa, now).token
    return made[0].public_id, made[1].public_id, token


def snapshot(parts: Parts) -> dict[str, list[Any]]:
    """All rows of all tables, to see whether anything changed."""
    with parts.reading() as session:
        return {table.__tablename__: session.execute(select(table.__table__)).all() for table in ALL}


def code_of(parts: Parts, sign_in: str) -> str:
    """The code on its way for one sign-in."""
    with parts.reading() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.key == f"sign-in:{sign_in}")).one()
        payload = session.info["vault"].open(row.payload, f"outbox:{row.key}")
    return str(payload["code"])
