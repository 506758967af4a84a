import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.database import Database
from backend.core.outbox import LEASE, Job, OutboxRow

SECOND = timedelta(seconds=1)


def fill(database: Database, now: datetime, *keys: str) -> None:
    with database.writing() as session:
        for key in keys:
            outbox.enqueue(session, "note", key, {"for": key}, now)


def take(database: Database, now: datetime, limit: int = outbox.BATCH) -> list[Job]:
    with database.writing() as session:
        return outbox.claim(session, now, limit)


def found(session: Session, key: str) -> OutboxRow:
    return session.scalars(select(OutboxRow).where(OutboxRow.key == key)).one()


def test_later_work_is_written_down_once_for_each_key(database: Database, now: datetime) -> None:
    with database.writing() as session:
        assert outbox.enqueue(session, "note", "a", {"first": True}, now)
        assert not outbox.enqueue(session, "note", "a", {"first": False}, now)
    (job,) = take(database, now)
    assert (job.kind, job.key, job.payload, job.attempts) == ("note", "a", {"first": True}, 1)


def test_work_is_undone_with_the_change_that_caused_it(database: Database, now: datetime) -> None:
    def change_one_s_mind() -> None:
        with database.writing() as session:
            outbox.enqueue(session, "note", "a", {}, now)
            raise LookupError

    with pytest.raises(LookupError):
        change_one_s_mind()
    assert take(database, now) == []


def test_what_it_is_about_is_sealed_in_the_row(database: Database, now: datetime) -> None:
    with database.writing() as session:
        outbox.enqueue(session, "note", "a", {"phone": "+447700900101"}, now)
        assert b"7700900101" not in (found(session, "a").payload or b"")


def test_what_is_not_due_waits(database: Database, now: datetime) -> None:
    fill(database, now + SECOND, "later")
    with database.reading() as session:
        assert outbox.waiting(session, now) == 0
        assert outbox.waiting(session, now + SECOND) == 1
    assert take(database, now) == []
    assert [job.key for job in take(database, now + SECOND)] == ["later"]


def test_the_oldest_comes_first_and_no_more_than_asked_for(database: Database, now: datetime) -> None:
    for minutes in (3, 1, 2):
        fill(database, now - timedelta(minutes=minutes), f"{minutes} minutes ago")
    assert [job.key for job in take(database, now, 2)] == ["3 minutes ago", "2 minutes ago"]


def test_what_is_claimed_is_left_alone_until_its_lease_runs_out(database: Database, now: datetime) -> None:
    fill(database, now, "a")
    assert [job.attempts for job in take(database, now)] == [1]
    assert take(database, now + LEASE) == []
    assert [job.attempts for job in take(database, now + LEASE + SECOND)] == [2]


def test_what_is_done_stays_done_and_its_payload_is_wiped(database: Database, now: datetime) -> None:
    fill(database, now, "a")
    (job,) = take(database, now)
    with database.writing() as session:
        outbox.finish(session, job, "sent", now)
    with database.reading() as session:
        row = found(session, "a")
        assert (row.done_at, row.outcome, row.payload, row.claimed_until) == (now, "sent", None, None)
        assert outbox.waiting(session, now + timedelta(days=1)) == 0
    assert take(database, now + timedelta(days=1)) == []
    with database.writing() as session:
        assert not outbox.enqueue(session, "note", "a", {}, now), "a key that was done is not done again"


def test_what_is_put_off_comes_back_at_its_new_time(database: Database, now: datetime) -> None:
    fill(database, now, "a")
    (job,) = take(database, now)
    with database.writing() as session:
        outbox.put_off(session, job, now + SECOND)
    assert take(database, now) == []
    assert [job.attempts for job in take(database, now + SECOND)] == [2]


def test_what_is_given_back_has_lost_no_attempt(database: Database, now: datetime) -> None:
    fill(database, now, "a")
    (job,) = take(database, now)
    with database.writing() as session:
        outbox.give_back(session, job, now + SECOND)
    assert take(database, now) == []
    assert [(job.attempts, job.payload) for job in take(database, now + SECOND)] == [(1, {"for": "a"})]


def test_what_is_put_off_can_remember_something_of_its_try(database: Database, now: datetime) -> None:
    fill(database, now, "a")
    (job,) = take(database, now)
    with database.writing() as session:
        outbox.put_off(session, job, now, {"for": "a", "first": 1})
    assert [job.payload for job in take(database, now)] == [{"for": "a", "first": 1}]


def test_what_cannot_be_read_does_not_hold_up_the_others(database: Database, now: datetime) -> None:
    fill(database, now, "moved", "short", "empty", "gone", "sound")
    with database.writing() as session:
        moved = found(session, "sound").payload
        for key, payload in (("moved", moved), ("short", b"\x03old12"), ("empty", b""), ("gone", None)):
            session.execute(update(OutboxRow).where(OutboxRow.key == key).values(payload=payload))
    assert [job.key for job in take(database, now)] == ["sound"]
    with database.reading() as session:
        assert {found(session, key).outcome for key in ("moved", "short", "empty", "gone")} == {"unreadable"}


def test_workers_share_the_work_and_none_gets_what_another_has(database: Database, now: datetime) -> None:
    keys = [f"job-{number}" for number in range(40)]
    fill(database, now, *keys)

    def work(_: int) -> list[str]:
        taken: list[str] = []
        while jobs := take(database, now, 3):
            taken += [job.key for job in jobs]
        return taken

    with ThreadPoolExecutor(4) as workers:
        taken = Counter(key for keys in workers.map(work, range(4)) for key in keys)
    assert taken == dict.fromkeys(keys, 1)


def test_a_second_worker_waits_for_nobody_on_postgresql_and_in_turn_on_sqlite(
    database: Database, now: datetime
) -> None:
    fill(database, now, "a", "b", "c")
    second: list[str] = []
    done = threading.Event()

    def other() -> None:
        second.extend(job.key for job in take(database, now))
        done.set()

    with database.writing() as session:
        first = [job.key for job in outbox.claim(session, now, 2)]
        session.flush()
        thread = threading.Thread(target=other)
        thread.start()
        assert done.wait(0.3 if database.is_sqlite else 10) is not database.is_sqlite
    thread.join()
    assert sorted(first + second) == ["a", "b", "c"]
