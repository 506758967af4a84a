"""The owner of a text hears of its end and of its promised look, each in its own time, and each once."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.domain.inbox import queries as inbox
from backend.domain.publications import actions
from backend.domain.publications.models import Version
from backend.domain.publications.reminders import NOT_NEEDED, PLANNED, REMINDER, SENT, remind, remind_later
from backend.domain.publications.rules import ENDS, REVIEW, remind_at
from prose.document import Document
from tests.domain.given import MAYA, NOW, TOM, Town
from tests.watch import Watch

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 23)
WORDS = Document("stay-warm", "article", "How to stay warm", ("Keep one room warm.",), "warm-homes", "Ask us.\n")
DAYS = st.dates(date(2026, 11, 1), date(2028, 1, 1))


def planned(document: Document, public_from: datetime = NOW) -> dict[str, str]:
    due = remind_at(document, public_from, LONDON)
    return {kind: f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}" for kind, at in due.items()}


class Writer:
    """Somebody whose texts a second person reads, and a worker that looks every few hours."""

    def __init__(self, session: Session, town: Town) -> None:
        self.session, self.watch = session, Watch(NOW)
        self.account, self.other = (town.account(session, number) for number in (MAYA, TOM))

    def publishes(
        self,
        *,
        in_days: int = 0,
        replaces: int | None = None,
        ends_on: date | None = None,
        review_on: date | None = None,
    ) -> Version:
        now = self.watch.now()
        document = replace(WORDS, ends_on=ends_on, review_on=review_on)
        named = uuid.uuid4()
        version = actions.save(self.session, named, self.account, document, language="en", revision=None, now=now)
        actions.hand_in(version, (), 1, now)
        actions.review(self.session, version, self.other, "approved", "", 1, now)
        self.puts_off(version, in_days=in_days, replaces=replaces)
        return version

    def puts_off(self, version: Version, *, in_days: int, replaces: int | None = None) -> None:
        now = self.watch.now()
        at = now + timedelta(days=in_days)
        actions.publish(self.session, version, at, replaces=replaces, zone=LONDON, now=now)

    def hears(self, *, days: int) -> list[tuple[str, str]]:
        """What comes into the inbox in the days to come: the day and the kind."""
        begins, told = self.watch.now(), []
        seen = {each.id for each in inbox.messages(self.session, self.account)}
        while self.watch.now() < begins + timedelta(days=days):
            self.works()
            for each in inbox.messages(self.session, self.account):
                if each.id not in seen:
                    told.append((f"{self.watch.now().astimezone(LONDON):%Y-%m-%d}", each.kind))
                    seen.add(each.id)
            self.watch.wait(hours=6)
        return told

    def works(self) -> None:
        while jobs := outbox.claim(self.session, self.watch.now()):
            for job in jobs:
                done = "sent"
                if job.kind == REMINDER:
                    done = remind(self.session, job.payload, LONDON, self.watch.now())
                outbox.finish(self.session, job, done, self.watch.now())


@pytest.fixture
def writer(session: Session, town: Town) -> Writer:
    return Writer(session, town)


def test_each_of_the_two_days_has_its_own_reminder(writer: Writer) -> None:
    writer.publishes(review_on=date(2026, 12, 20), ends_on=date(2027, 6, 1))
    assert writer.hears(days=300) == [("2026-12-06", REVIEW), ("2027-05-18", ENDS)]


def test_a_text_that_is_public_only_shortly_before_its_end_is_told_of_on_its_first_day(writer: Writer) -> None:
    writer.publishes(in_days=30, ends_on=TODAY + timedelta(days=40))
    assert writer.hears(days=60) == [("2026-12-23", ENDS)]


def test_a_text_of_a_single_day_is_told_of_on_that_day(writer: Writer) -> None:
    writer.publishes(in_days=30, ends_on=TODAY + timedelta(days=30), review_on=TODAY + timedelta(days=35))
    assert writer.hears(days=60) == [("2026-12-23", ENDS)], "and once it has ended nobody need look at it"


def test_a_text_put_off_is_told_of_once_by_its_new_time(writer: Writer) -> None:
    version = writer.publishes(in_days=30, ends_on=TODAY + timedelta(days=40), review_on=TODAY + timedelta(days=39))
    writer.puts_off(version, in_days=35)
    assert sorted(writer.hears(days=60)) == [("2026-12-28", ENDS), ("2026-12-28", REVIEW)]


def test_a_text_brought_forward_is_told_of_once_by_its_new_time(writer: Writer) -> None:
    version = writer.publishes(in_days=30, ends_on=TODAY + timedelta(days=40))
    writer.puts_off(version, in_days=0)
    assert writer.hears(days=60) == [("2026-12-19", ENDS)]


def test_of_a_text_that_was_replaced_only_the_newer_one_is_told_of(writer: Writer) -> None:
    writer.publishes(review_on=date(2026, 12, 20), ends_on=date(2027, 6, 1))
    assert writer.hears(days=30) == [("2026-12-06", REVIEW)]
    writer.publishes(replaces=1, ends_on=date(2027, 3, 1))
    assert writer.hears(days=300) == [("2027-02-15", ENDS)]


def test_of_a_text_that_was_withdrawn_nobody_is_told(writer: Writer) -> None:
    version = writer.publishes(in_days=2, review_on=date(2026, 12, 20), ends_on=date(2027, 6, 1))
    actions.withdraw(version, "Not so.", writer.watch.now())
    assert writer.hears(days=300) == []


def test_only_the_owner_is_told_and_twice_is_once(session: Session, writer: Writer) -> None:
    version = writer.publishes(ends_on=date(2027, 3, 31))
    for _ in range(2):
        remind_later(session, version, LONDON)
        assert remind(session, {"version": version.id, "kind": ENDS}, LONDON, NOW) == SENT
    assert [each.kind for each in inbox.messages(session, writer.account)] == [ENDS]
    assert inbox.messages(session, writer.other) == []
    assert writer.hears(days=200) == []


def test_a_worker_that_comes_after_the_end_tells_nobody(session: Session, writer: Writer) -> None:
    version = writer.publishes(ends_on=date(2026, 12, 1))
    late = NOW + timedelta(days=30)
    assert remind(session, {"version": version.id, "kind": ENDS}, LONDON, late) == NOT_NEEDED


def test_a_reminder_that_was_written_down_for_the_earlier_day_alone_leads_to_both(
    session: Session, writer: Writer
) -> None:
    version = writer.publishes(in_days=30, review_on=date(2026, 12, 20), ends_on=date(2027, 6, 1))
    session.execute(delete(outbox.OutboxRow))
    outbox.enqueue(session, REMINDER, f"text-reminder:{version.id}", {"version": version.id}, NOW + timedelta(days=13))
    assert writer.hears(days=300) == [("2026-12-23", REVIEW), ("2027-05-18", ENDS)]
    assert remind(session, {"version": version.id}, LONDON, NOW) == PLANNED


def test_the_hour_is_the_citys_and_not_before_the_text_is_public() -> None:
    assert planned(replace(WORDS, ends_on=date(2027, 3, 31))) == {ENDS: "2027-03-17 10:00"}
    summer = replace(WORDS, ends_on=date(2027, 6, 30), review_on=date(2027, 6, 30))
    assert planned(summer) == {ENDS: "2027-06-16 10:00"}, "a look at a text on its last day is of no use"
    soon = replace(WORDS, ends_on=date(2027, 1, 30), review_on=date(2026, 11, 30))
    assert planned(soon, NOW) == {ENDS: "2027-01-16 10:00", REVIEW: "2026-11-23 12:00"}
    assert planned(soon, NOW - timedelta(hours=11)) == {ENDS: "2027-01-16 10:00", REVIEW: "2026-11-23 10:00"}
    assert planned(WORDS) == {}


@given(ends=st.none() | DAYS, review=st.none() | DAYS, hours=st.integers(-500, 9000))
def test_no_reminder_comes_before_the_text_is_public_nor_twice_for_one_day(
    ends: date | None, review: date | None, hours: int
) -> None:
    begins = NOW + timedelta(hours=hours)
    due = remind_at(replace(WORDS, ends_on=ends, review_on=review), begins, LONDON)
    days = {ENDS: ends, REVIEW: None if review and ends and review >= ends else review}
    assert due.keys() == {kind for kind, day in days.items() if day}
    for kind, at in due.items():
        day, first = days[kind], begins.astimezone(LONDON).date()
        assert day is not None
        assert at >= begins
        assert at.astimezone(LONDON).date() == max(day - timedelta(days=14), first)
