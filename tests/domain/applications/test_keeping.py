"""How long applications are kept: as their service said, or the city; then nothing of them is left."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend import worker
from backend.core.clock import months_later
from backend.domain.applications import actions
from backend.domain.applications.models import Answer, Application
from backend.domain.applications.rules import kept_until
from backend.domain.catalogue import actions as catalogue
from backend.domain.inbox.models import Message
from backend.parts import Parts
from tests.domain.given import AMIR, ANSWERS, CARD, NOW, Town

MONTHS = 24
A_MOMENT = timedelta(seconds=1)


def rows(session: Session) -> dict[str, int]:
    tables = (Application, Answer, Message)
    return {each.__tablename__: session.scalar(select(func.count()).select_from(each)) or 0 for each in tables}


def decide(town: Town, session: Session, application: Application, now: datetime = NOW) -> None:
    amir = town.account(session, AMIR)
    actions.decide(session, application, town.service(), "refused", "You are 44.", amir, now)


def test_a_decided_application_goes_with_its_answers_its_reason_and_its_messages(town: Town, session: Session) -> None:
    decide(town, session, town.sent(session, town.account(session)))
    before = rows(session)
    assert before == {"application": 1, "answer": len(ANSWERS), "message": 2}
    until = kept_until(NOW, MONTHS)
    assert actions.forget_old(session, lambda _: MONTHS, until - A_MOMENT) == 0
    assert rows(session) == before
    assert actions.forget_old(session, lambda _: MONTHS, until) == 1
    assert rows(session) == {"application": 0, "answer": 0, "message": 0}
    assert actions.forget_old(session, lambda _: MONTHS, until) == 0


def test_drafts_and_what_waits_for_a_decision_stay_and_so_does_what_is_about_something_else(
    town: Town, session: Session
) -> None:
    rosa = town.account(session)
    decide(town, session, town.sent(session, rosa))
    waits, draft = town.sent(session, rosa), town.begin(session, rosa)
    town.answer(session, draft, "full_name", "Rosa Lee")
    actions.forget_old(session, lambda _: MONTHS, kept_until(NOW, 10 * MONTHS))
    assert set(session.scalars(select(Application.id))) == {waits.id, draft.id}
    assert rows(session) == {"application": 2, "answer": len(ANSWERS) + 1, "message": 1}


def test_each_version_of_a_service_is_kept_as_long_as_it_said(town: Town, session: Session) -> None:
    rosa = town.account(session)
    old = town.sent(session, rosa)
    decide(town, session, old)
    new = town.sent(session, rosa)
    new.version_id = catalogue.publish(session, {CARD: "id: another version"}, NOW)[CARD]
    decide(town, session, new)
    months = {old.version_id: 12, new.version_id: 1}
    actions.forget_old(session, lambda each: months[each.version_id], kept_until(NOW, 2))
    assert session.scalars(select(Application.id)).all() == [old.id]


def test_a_great_many_go_over_several_hours(town: Town, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    rosa = town.account(session)
    for number in range(3):
        decide(town, session, town.sent(session, rosa), NOW + number * A_MOMENT)
    later = kept_until(NOW, MONTHS + 1)
    assert [actions.forget_old(session, lambda _: MONTHS, later) for _ in range(3)] == [2, 1, 0]


def test_the_worker_keeps_what_the_service_says_and_else_what_the_city_says(parts: Parts) -> None:
    service = dataclasses.replace(parts.content.services[CARD], keep_months=3)
    services = {**parts.content.services, CARD: service}
    shorter = dataclasses.replace(parts, content=dataclasses.replace(parts.content, services=services))
    assert (shorter.keep_months(service), parts.keep_months(parts.content.services[CARD])) == (3, 72)
    with parts.writing() as session:
        town = Town(parts.database, parts.content, parts.versions)
        decide(town, session, town.sent(session, town.account(session)))
    for now_with, moment, left in (
        (parts, kept_until(NOW, 3) + A_MOMENT, 1),
        (shorter, kept_until(NOW, 3) + A_MOMENT, 0),
    ):
        with time_machine.travel(moment, tick=False):
            worker.tidy(now_with)
        with parts.reading() as session:
            assert len(session.scalars(select(Application.id)).all()) == left


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(0, 1200))  # noqa: DTZ001  (aware below)
def test_so_many_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: datetime, months: int) -> None:
    moment = day.replace(tzinfo=UTC)
    later = months_later(moment, months)
    assert (later.year * 12 + later.month) - (moment.year * 12 + moment.month) == months
    assert later.timetz() == moment.timetz()
    assert later.day == moment.day or (later.day < moment.day and (later + timedelta(days=1)).day == 1)
    assert months_later(later, -months) <= moment


def test_a_leap_day_is_kept_until_the_last_of_february() -> None:
    assert months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)
