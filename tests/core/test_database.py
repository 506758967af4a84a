from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from backend.core import database as module
from backend.core.database import Busy, Database, UtcDateTime, insert_all_once, insert_once
from backend.core.outbox import OutboxRow
from backend.core.vault import Vault
from tests.databases import Maker

THREADS, TIMES = 8, 50
POSTGRESQL_CONNECTIONS = 1 + 10
"""The one asked for, and those that SQLAlchemy's pool opens beyond it."""


def row(key: str, now: datetime) -> dict[str, object]:
    return {"kind": "note", "key": key, "payload": None, "due_at": now, "attempts": 0}


def attempts(session: Session, key: str) -> int | None:
    return session.scalar(select(OutboxRow.attempts).where(OutboxRow.key == key))


def test_eight_threads_of_read_then_write_lose_nothing(database: Database, now: datetime) -> None:
    with database.writing() as session:
        insert_once(session, OutboxRow, row("counter", now))

    def count(_: int) -> None:
        for _ in range(TIMES):
            with database.writing() as session:
                found = session.scalars(select(OutboxRow).where(OutboxRow.key == "counter").with_for_update()).one()
                found.attempts += 1

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(count, range(THREADS)))
    with database.reading() as session:
        assert attempts(session, "counter") == THREADS * TIMES


def test_readers_go_on_while_somebody_writes(database: Database, now: datetime) -> None:
    with database.writing() as session:
        insert_once(session, OutboxRow, row("shown", now))
    with database.writing() as session:
        insert_once(session, OutboxRow, row("hidden", now))
        with database.reading() as other:
            assert attempts(other, "shown") == 0
            assert attempts(other, "hidden") is None


def test_who_cannot_write_in_time_is_told_that_it_is_busy(
    template: Maker, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 1)
    database = Database(template(), vault, readers=1)
    with closing(database):
        with ExitStack() as everybody:
            for _ in range(1 if database.is_sqlite else POSTGRESQL_CONNECTIONS):
                everybody.enter_context(database.writing())
            with pytest.raises(Busy) as caught, database.writing():
                pytest.fail("all connections that may write are taken")
        assert caught.value.status == 503
        with database.writing() as session:
            assert session.scalar(text("SELECT 1")) == 1


def test_what_is_written_while_reading_is_not_kept(database: Database, now: datetime) -> None:
    with database.writing() as session:
        insert_once(session, OutboxRow, row("kept", now))
    change = update(OutboxRow).where(OutboxRow.key == "kept").values(attempts=7)
    if database.is_sqlite:
        with pytest.raises(OperationalError, match="readonly"), database.reading() as session:
            session.execute(change)
    else:
        with database.reading() as session:
            session.execute(change)
    with database.reading() as session:
        assert attempts(session, "kept") == 0


def test_a_transaction_that_fails_leaves_nothing_behind(database: Database, now: datetime) -> None:
    def fail_half_way() -> None:
        with database.writing() as session:
            insert_once(session, OutboxRow, row("half", now))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    with database.writing() as session:
        assert attempts(session, "half") is None


def test_inserting_once_says_whether_it_was_new(database: Database, now: datetime) -> None:
    with database.writing() as session:
        assert insert_once(session, OutboxRow, row("a", now))
        assert not insert_once(session, OutboxRow, row("a", now + timedelta(days=1)))
        assert insert_all_once(session, OutboxRow, [row("a", now), row("b", now), row("c", now)]) == 2
        assert insert_all_once(session, OutboxRow, []) == 0
    with database.reading() as session:
        assert session.scalars(select(OutboxRow.due_at).order_by(OutboxRow.key)).all() == [now, now, now]


def test_one_of_eight_threads_that_insert_the_same_is_first(database: Database, now: datetime) -> None:
    def insert(_: int) -> bool:
        with database.writing() as session:
            return insert_once(session, OutboxRow, row("raced", now))

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(insert, range(THREADS))) == 1


def test_each_sqlite_connection_keeps_its_promises(database: Database) -> None:
    if not database.is_sqlite:
        assert database.writer is database.reader
        return
    with database.writing() as session:
        asked = ("journal_mode", "foreign_keys", "synchronous", "query_only")
        writer = [session.scalar(text(f"PRAGMA {pragma}")) for pragma in asked]
    with database.reading() as session:
        reader = [session.scalar(text(f"PRAGMA {pragma}")) for pragma in asked]
    assert writer == ["wal", 1, 2, 0]
    assert reader == ["wal", 1, 2, 1]


@given(moment=st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), hours=st.integers(-14, 14))  # noqa: DTZ001
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime, hours: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        back = UtcDateTime().process_result_value(UtcDateTime().process_bind_param(aware, dialect), dialect)
        assert back == aware
        assert back is not None
        assert back.tzinfo is UTC


def test_a_moment_without_its_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="a moment needs its zone"), database.writing() as session:
        insert_once(session, OutboxRow, row("naive", datetime(2026, 11, 23)))  # noqa: DTZ001


def test_no_moment_stays_no_moment(database: Database, now: datetime) -> None:
    with database.writing() as session:
        insert_once(session, OutboxRow, row("undone", now))
        assert session.scalar(select(OutboxRow.done_at)) is None
