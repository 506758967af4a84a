"""How long applications are kept: as their service said, or the city; then nothing of them is left."""

import dataclasses
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from backend import worker
from backend.core.clock import months_later
from backend.core.database import Base
from backend.domain.applications import keeping
from backend.domain.applications.conversing import write_to_desk
from backend.domain.applications.deciding import decide
from backend.domain.applications.ending import withdraw
from backend.domain.applications.events import Text, citizen, staff
from backend.domain.applications.models import Answer, Application, ApplicationEvent
from backend.domain.applications.rules import kept_until
from backend.domain.catalogue import actions as catalogue
from backend.domain.inbox.models import Message
from backend.parts import Parts
from tests.domain.given import AMIR, ANSWERS, CARD, NOW, Town

MONTHS = 24
A_MOMENT = timedelta(seconds=1)


def tables_of_applications() -> Iterator[Any]:
    """Every table that a row of an application leads to, by its foreign keys: a new one is found by itself."""
    for mapper in Base.registry.mappers:
        targets = {key.column.table.name for key in mapper.local_table.foreign_keys}  # type: ignore[attr-defined]
        if mapper.class_ is Application or "application" in targets:
            yield mapper.class_


def left(session: Session) -> dict[str, int]:
    """How many rows there are of each."""
    return {
        each.__tablename__: session.scalar(select(func.count()).select_from(each)) or 0
        for each in (*tables_of_applications(), Message)
    }


def refuse(town: Town, session: Session, application: Application, now: datetime = NOW) -> None:
    reason = Text(uuid.uuid4(), "You are 44.", "en")
    decide(session, application, town.service(), "refused", reason, staff(town.account(session, AMIR)), now)


def test_a_decided_application_goes_with_everything_that_was_ever_kept_of_it(town: Town, session: Session) -> None:
    sent = town.sent(session, town.account(session))
    text = Text(uuid.uuid4(), "I have moved.", "en")
    write_to_desk(session, sent, town.service(), text, citizen(sent.account_id), NOW)
    refuse(town, session, sent)
    before = left(session)
    assert before["application_event"] > 1
    assert before["application_words"] == 2
    until = kept_until(NOW, MONTHS)
    assert keeping.forget_old(session, lambda _: MONTHS, until - A_MOMENT) == 0
    assert left(session) == before
    assert keeping.forget_old(session, lambda _: MONTHS, until) == 1
    assert set(left(session).values()) == {0}
    assert keeping.forget_old(session, lambda _: MONTHS, until) == 0


def test_what_was_taken_back_goes_so_many_months_after_that(town: Town, session: Session) -> None:
    sent = town.sent(session, town.account(session))
    later = NOW + timedelta(days=3)
    withdraw(session, sent, town.service(), citizen(sent.account_id), later)
    assert keeping.forget_old(session, lambda _: MONTHS, kept_until(NOW, MONTHS)) == 0
    assert keeping.forget_old(session, lambda _: MONTHS, kept_until(later, MONTHS)) == 1
    assert left(session)["application_event"] == 0


def test_drafts_and_what_waits_for_a_decision_stay(town: Town, session: Session) -> None:
    rosa = town.account(session)
    refuse(town, session, town.sent(session, rosa))
    waits, draft = town.sent(session, rosa), town.begin(session, rosa)
    town.answer(session, draft, "full_name", "Rosa Lee")
    keeping.forget_old(session, lambda _: MONTHS, kept_until(NOW, 10 * MONTHS))
    assert set(session.scalars(select(Application.id))) == {waits.id, draft.id}
    assert session.scalar(select(func.count()).select_from(Answer)) == len(ANSWERS) + 1
    assert session.scalars(select(Message.link)).all() == [f"/applications/{waits.public_id}"]


@pytest.mark.parametrize("change", [delete(ApplicationEvent), update(ApplicationEvent).values(kind="approved")])
def test_the_history_of_what_is_kept_is_neither_changed_nor_removed(town: Town, session: Session, change: Any) -> None:
    refuse(town, session, town.sent(session, town.account(session)))
    with pytest.raises(DatabaseError, match="only grows"), session.begin_nested():
        session.execute(change)
    session.execute(update(Application).values(forgotten_at=NOW))
    waits = town.sent(session, town.account(session))
    session.execute(update(Application).where(Application.id == waits.id).values(forgotten_at=NOW))
    with pytest.raises(DatabaseError, match="only grows"), session.begin_nested():
        session.execute(delete(ApplicationEvent).where(ApplicationEvent.application_id == waits.id))


def test_each_version_of_a_service_is_kept_as_long_as_it_said(town: Town, session: Session) -> None:
    rosa = town.account(session)
    old = town.sent(session, rosa)
    refuse(town, session, old)
    new = town.sent(session, rosa)
    new.version_id = catalogue.publish(session, {CARD: "id: another version"}, NOW)[CARD]
    refuse(town, session, new)
    months = {old.version_id: 12, new.version_id: 1}
    keeping.forget_old(session, lambda each: months[each.version_id], kept_until(NOW, 2))
    assert session.scalars(select(Application.id)).all() == [old.id]


def test_a_great_many_go_over_several_hours(town: Town, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    rosa = town.account(session)
    for number in range(3):
        refuse(town, session, town.sent(session, rosa), NOW + number * A_MOMENT)
    later = kept_until(NOW, MONTHS + 1)
    assert [keeping.forget_old(session, lambda _: MONTHS, later) for _ in range(3)] == [2, 1, 0]


def test_the_worker_keeps_what_the_service_says_and_else_what_the_city_says(parts: Parts) -> None:
    service = dataclasses.replace(parts.content.services[CARD], keep_months=3)
    services = {**parts.content.services, CARD: service}
    shorter = dataclasses.replace(parts, content=dataclasses.replace(parts.content, services=services))
    assert (shorter.keep_months(service), parts.keep_months(parts.content.services[CARD])) == (3, 72)
    with parts.writing() as session:
        town = Town(parts.database, parts.content, parts.versions)
        refuse(town, session, town.sent(session, town.account(session)))
    for now_with, count in ((parts, 1), (shorter, 0)):
        with time_machine.travel(kept_until(NOW, 3) + A_MOMENT, tick=False):
            worker.tidy(now_with)
        with parts.reading() as session:
            assert len(session.scalars(select(Application.id)).all()) == count


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
