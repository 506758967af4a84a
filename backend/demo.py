"""The demo city's made-up people: accounts, the roles of staff, phones with the app on them, and calls waited for."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.appointments.diary import Diary
from backend.domain.callbacks import actions as callbacks
from backend.domain.callbacks.actions import Asking
from backend.domain.catalogue.city import Person
from backend.domain.identity import actions as identity
from backend.domain.identity.rules import EVERY_OFFICE
from backend.domain.inbox import actions as inbox
from backend.domain.learning import actions as learning
from backend.domain.mandates import actions as mandates
from backend.domain.mandates.queries import exists
from backend.domain.mandates.rules import APPOINTMENTS, SERVICE, last_day
from backend.domain.search import actions as search
from backend.domain.search.models import SearchMiss
from backend.domain.webhooks import actions as webhooks
from backend.domain.webhooks import queries as systems
from backend.domain.webhooks.actions import Wanted
from flows.service import Service
from tutorials.lesson import Lesson
from tutorials.progress import Event
from tutorials.runs import steps_of

PHONES = uuid.UUID("6b1f9a52-3f0e-4d3b-9d0c-0d2a5f1f7c11")
"""Any fixed UUID: the demo phones' ids are made from it and their numbers (RFC 9562, version 5)."""

IN_VAIN = (("en", "swimming pool", 4), ("en", "parking permit", 3), ("en", "lost cat", 1), ("zh-Hans", "游泳", 2))
"""What people of the demo city looked for in vain, and how often a day."""


CALLS = (
    ("+447700900461", "afternoon", "I moved house. Whom do I tell?", "en"),
    ("+447700900462", "morning", "老年乘车卡怎么申请", "zh-Hans"),
)
"""Two made-up people wait for a call: their numbers, when, about what, and in which language they read."""


ROSA, ANNA = "+447700900101", "+447700900104"
PRIYA = "+447700900208"


def ask_for_calls(session: Session, diary: Diary, now: datetime) -> None:
    """Let some people wait for a call at the desk; doing it again changes nothing."""
    for number, part, about, language in CALLS:
        call = uuid.uuid5(PHONES, f"call {number}")
        asking = Asking(None, number, "", language)
        callbacks.ask(session, call, asking, part=part, about=about, city=diary.content.city, now=now)


LEARNER = "+447700900101"
LEARNED = (("pay-safely", 4), ("where-to-get-help", 4), ("bigger-letters", 1))
"""What Rosa has learned to do alone, and how many days before the demo's first start."""


def learn_a_little(session: Session, lessons: Mapping[str, Lesson], now: datetime) -> None:
    """Let Rosa have learned something, so that she has a certificate and something to practise again."""
    learner = learning.learner_of_account(session, identity.account_for(session, LEARNER, now), now)
    for name, days in LEARNED:
        at, steps = now - timedelta(days=days), steps_of(lessons[name], "alone") if name in lessons else ()
        ids = [uuid.uuid5(PHONES, f"learned {name} {step.id}") for step in steps]
        done = [Event(each, name, step.id, "done", at, "alone") for each, step in zip(ids, steps, strict=True)]
        learning.record(session, learner, done, now)


def load_people(session: Session, people: Iterable[Person], push_transport: str, now: datetime) -> None:
    """Make each person's account; doing it again changes nothing. With the console transport their phones ring too."""
    for person in people:
        account = identity.account_for(session, person.phone, now)
        if person.role != "citizen":
            for office in person.offices or (EVERY_OFFICE,):
                identity.give_role(session, account, person.role, office)
            identity.introduce(session, account, person.name, person.office)
        if push_transport == "console":
            inbox.keep_device(session, account, uuid.uuid5(PHONES, person.phone), person.phone, now)


def let_anna_help(session: Session, today: date, now: datetime) -> None:
    """Rosa lets her daughter book for her and fill in the travel card, once: if she stops it, it stays stopped."""
    mandate_id = uuid.uuid5(PHONES, "Anna helps Rosa")
    rosa, anna = (identity.account_for(session, number, now) for number in (ROSA, ANNA))
    if exists(session, mandate_id):
        return
    scope, ends_on = (APPOINTMENTS, f"{SERVICE}senior-travel-card"), last_day("year", today)
    given = mandates.give(session, rosa, mandate_id, scope=scope, name="Anna", ends_on=ends_on, today=today, now=now)
    code = mandates.new_code(session, given, today=today, now=now)
    mandates.take(session, anna, ROSA, code, region="GB", name="Mum", today=today, now=now)


def name_a_system(session: Session, services: Mapping[str, Service], now: datetime) -> None:
    """A system of the city that could be told of travel cards, once; it is paused, for nobody listens there."""
    hook_id = uuid.uuid5(PHONES, "Records system")
    if systems.find(session, hook_id) is None:
        events, card = ("application.sent", "application.decided"), "senior-travel-card"
        wanted = Wanted("Records system", "https://records.example/hooks", events, card, ("full_name",), paused=True)
        webhooks.save(session, identity.account_for(session, PRIYA, now), hook_id, wanted, services, (), now)


def look_in_vain(session: Session, today: date) -> None:
    """Let people have looked for what the demo city does not have, yesterday and the day before, unless they have."""
    if session.scalar(select(SearchMiss.day).limit(1)) is not None:
        return
    for language, typed, times in IN_VAIN:
        for ago in (2, 1):
            for _ in range(times):
                search.note_miss(session, typed, language, today - timedelta(days=ago))
