"""Reminders, seen in the outbox: written when booked, rung when due, dropped when they are no longer true."""

import dataclasses
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from backend import worker
from backend.core.outbox import OutboxRow
from backend.domain.appointments.models import Appointment
from backend.domain.appointments.telling import REMINDER
from backend.domain.inbox import queries as inbox
from backend.domain.inbox.models import Message
from backend.domain.inbox.texts import KINDS, MOMENTS, Letter
from tests.core.carriers import Carrier
from tests.domain.appointments.clinic import NOW, Clinic, minutes, plan
from tests.domain.appointments.clinic import kind as visit_kind


@pytest.fixture
def sms(clinic: Clinic) -> Carrier:
    """What rings: people without the app get a text."""
    carrier = Carrier("sms")
    clinic.parts = dataclasses.replace(clinic.parts, transports={"sms": carrier})
    return carrier


def due(clinic: Clinic) -> dict[str, datetime]:
    """The reminders that wait in the outbox: the end of their key → when they are due."""
    with clinic.parts.reading() as session:
        query = select(OutboxRow).where(OutboxRow.kind == REMINDER, OutboxRow.done_at.is_(None))
        return {row.key.partition(":")[2].partition(":")[2]: row.due_at for row in session.scalars(query)}


def outcomes(clinic: Clinic) -> dict[str, str | None]:
    with clinic.parts.reading() as session:
        query = select(OutboxRow).where(OutboxRow.kind == REMINDER)
        return {row.key.partition(":")[2].partition(":")[2]: row.outcome for row in session.scalars(query)}


def work(clinic: Clinic, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        worker.drain(clinic.parts)


def in_days(clinic: Clinic, days: int) -> Appointment:
    slot = next(each for each in clinic.slots() if each.day == NOW.date() + timedelta(days=days))
    return clinic.book(slot.id, clinic.person())


def test_a_booking_writes_down_its_reminders(clinic: Clinic) -> None:
    booked = in_days(clinic, 7)
    assert due(clinic) == {
        "1:days3": booked.starts_at - timedelta(days=3),
        "1:day1": booked.starts_at - timedelta(days=1),
        "1:hours2": booked.starts_at - timedelta(hours=2),
    }


def test_what_has_passed_is_not_written_down(clinic: Clinic) -> None:
    booked = in_days(clinic, 1)
    assert list(due(clinic)) == ["1:day1", "1:hours2"]
    soon = clinic.book(clinic.slots()[3].id, clinic.person(2))
    assert soon.starts_at - NOW < timedelta(hours=2)
    assert len(due(clinic)) == 2
    assert booked.starts_at - timedelta(days=1) in due(clinic).values()


def test_each_reminder_rings_once_when_it_is_due(clinic: Clinic, sms: Carrier) -> None:
    booked = in_days(clinic, 7)
    work(clinic, NOW)
    assert len(sms.sent) == 1, "that it is booked"
    for ahead in (timedelta(days=3), timedelta(days=1), timedelta(hours=2)):
        before = len(sms.sent)
        work(clinic, booked.starts_at - ahead - timedelta(seconds=1))
        assert len(sms.sent) == before
        work(clinic, booked.starts_at - ahead)
        work(clinic, booked.starts_at - ahead)
        assert len(sms.sent) == before + 1
        assert sms.sent[-1].push.body == "Your time is on Monday 8 March 2027 at 10:00am. Open the app to see where."
    assert clinic.told(clinic.person()) == ["booked", "reminder", "reminder", "reminder"]


def test_after_cancelling_nothing_rings(clinic: Clinic, sms: Carrier) -> None:
    booked = in_days(clinic, 7)
    clinic.cancel(booked)
    work(clinic, booked.starts_at)
    assert "reminder" not in clinic.told(clinic.person())
    assert set(outcomes(clinic).values()) == {"not-needed"}
    assert [each.push.body.partition(".")[0] for each in sms.sent] == ["Your time is booked", "Your time is cancelled"]


@pytest.mark.usefixtures("sms")
def test_after_a_change_only_the_new_time_rings(clinic: Clinic) -> None:
    booked = in_days(clinic, 7)
    new = next(each for each in clinic.slots() if each.day == NOW.date() + timedelta(days=10))
    changed = clinic.change(booked, clinic.hold(new.id, clinic.person()).token)
    assert len(due(clinic)) == 6
    work(clinic, booked.starts_at)
    assert {key: outcome for key, outcome in outcomes(clinic).items() if outcome} == {
        "1:days3": "not-needed",
        "1:day1": "not-needed",
        "1:hours2": "not-needed",
        "2:days3": "sent",
    }
    work(clinic, changed.starts_at - timedelta(hours=2))
    assert clinic.letter(clinic.person())["when"] == new.starts_at.isoformat()


@pytest.mark.usefixtures("sms")
def test_a_worker_that_was_away_rings_only_the_nearest_reminder(clinic: Clinic) -> None:
    booked = in_days(clinic, 7)
    work(clinic, booked.starts_at - minutes(60))
    assert outcomes(clinic) == {"1:days3": "not-needed", "1:day1": "not-needed", "1:hours2": "sent"}
    assert clinic.told(clinic.person()) == ["booked", "reminder"]


@pytest.mark.usefixtures("sms")
def test_a_reminder_after_the_time_has_begun_is_dropped(clinic: Clinic) -> None:
    booked = in_days(clinic, 7)
    work(clinic, booked.starts_at)
    assert set(outcomes(clinic).values()) == {"not-needed"}


def test_at_night_nothing_rings_and_in_the_morning_only_what_is_still_true(clinic: Clinic, sms: Carrier) -> None:
    booked = in_days(clinic, 7)
    night = booked.starts_at - timedelta(days=2, hours=12)
    work(clinic, night)
    assert sms.sent == []
    work(clinic, booked.starts_at - timedelta(days=2, hours=2))
    assert outcomes(clinic)["1:days3"] == "sent"
    assert len(sms.sent) == 2, "that it is booked, and the reminder"


@pytest.mark.usefixtures("sms")
def test_a_reminder_that_cannot_be_written_is_tried_again_and_holds_up_no_other(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = in_days(clinic, 7), in_days(clinic, 8)
    work(clinic, NOW)
    real = worker.remind

    def failing(session: object, diary: object, payload: dict[str, int], now: datetime) -> str:
        if payload["appointment"] == first.id:
            raise OSError("the disk is full")
        return real(session, diary, payload, now)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "remind", failing)
    moment = second.starts_at - timedelta(days=3)
    work(clinic, moment)
    assert clinic.told(clinic.person()).count("reminder") == 1
    monkeypatch.setattr(worker, "remind", real)
    work(clinic, moment + minutes(5))
    assert clinic.told(clinic.person()).count("reminder") == 2


ABOUT_A_TIME = ("booked", "changed", "cancelled", "reminder", "sooner", "moved", "closed", "missed", "called")


def letter_about(clinic: Clinic, kind: str) -> Letter:
    """A message of one kind about an appointment that is booked for it."""
    booked = in_days(clinic, 7)
    with clinic.parts.reading() as session:
        values = inbox.values_of(session, session.scalars(select(Message)).one())
    values |= {"was": booked.starts_at.isoformat(), "why": "Christmas Day", "helper": "0104"}
    return Letter(kind, values, clinic.parts.translator("en").text, clinic.parts.formats["en"].moment)


@pytest.mark.parametrize("kind", ABOUT_A_TIME)
def test_every_message_of_an_appointment_has_all_its_words(clinic: Clinic, kind: str) -> None:
    letter = letter_about(clinic, kind)
    whole = "\n".join([letter.title, letter.push, *letter.body])
    assert "%(" not in whole
    assert "T10:00" not in whole, f"one of {MOMENTS} is not in words"
    of_a_visit = any("%(visit)s" in part for part in KINDS[kind].body)
    assert len(letter.body) == len(KINDS[kind].body) - of_a_visit - (kind == "called")


@pytest.mark.parametrize("kind", ABOUT_A_TIME)
def test_nobody_who_is_visited_at_home_is_told_to_come(clinic: Clinic, kind: str) -> None:
    clinic.plan(plan(), of=visit_kind(at_home=True))
    letter = letter_about(clinic, kind)
    assert "Market Hill Clinic" not in "\n".join([letter.title, *letter.body])
    assert any("your home" in part for part in letter.body) is any("%(visit)s" in each for each in KINDS[kind].body)


def test_where_to_come_is_told_if_it_is_known(clinic: Clinic) -> None:
    words = clinic.parts.translator("en").text
    values = {"what": "See a doctor", "counter": "Window 3"}
    assert Letter("called", values, words, clinic.parts.formats["en"].moment).body[-1] == "Where: Window 3"
