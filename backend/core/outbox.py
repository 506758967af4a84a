"""Later work: whatever must happen later or elsewhere is a row, committed with the change that caused it.

The worker does each row at least once. A key makes it be written once, and travels with what is sent, so that a phone
shows one notification even if it is told twice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, LargeBinary, String, func, or_, select, text, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.database import Base, Database, insert_all_once, insert_once, vault_of
from backend.core.vault import SealBroken

LEASE = timedelta(minutes=2)
BATCH = 100


class OutboxRow(Base):
    """One thing to do. `payload` is sealed, and wiped once it is done."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(60))

    __table_args__ = (
        Index(
            "ix_outbox_due", "due_at", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")
        ),
    )


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row: what to do, and how often it was tried before."""

    id: int
    kind: str
    key: str
    payload: Any
    attempts: int


def enqueue(session: Session, kind: str, key: str, payload: Any, due_at: datetime) -> bool:
    """Write down later work, once per key; returns whether it was new."""
    sealed = vault_of(session).seal(payload, f"outbox:{key}")
    session.info["outbox_woken"] = True
    return insert_once(
        session, OutboxRow, {"kind": kind, "key": key, "payload": sealed, "due_at": due_at, "attempts": 0}
    )


def enqueue_all(session: Session, kind: str, jobs: Mapping[str, tuple[Any, datetime]]) -> int:
    """Write down several pieces of later work at once, key → (payload, due at); returns how many were new."""
    session.info["outbox_woken"] = True
    rows = [
        {"kind": kind, "key": key, "payload": vault_of(session).seal(payload, f"outbox:{key}"), "due_at": due_at}
        for key, (payload, due_at) in jobs.items()
    ]
    return insert_all_once(session, OutboxRow, [row | {"attempts": 0} for row in rows])


@dataclass(frozen=True, slots=True)
class Lane:
    """What one of several workers does: jobs of these kinds, or (`others`) of all but these."""

    kinds: Collection[str] = ()
    others: bool = True

    def holds(self) -> ColumnElement[bool]:
        """Whether a row is in this lane."""
        if not self.others:
            return OutboxRow.kind.in_(self.kinds)
        return OutboxRow.kind.not_in(self.kinds) if self.kinds else true()


EVERY = Lane()


def claim(session: Session, now: datetime, limit: int = BATCH, *, lane: Lane = EVERY) -> list[Job]:
    """Take what is due, for as long as the lease; workers on PostgreSQL share rows without waiting for each other."""
    due = (
        select(OutboxRow)
        .where(
            OutboxRow.done_at.is_(None),
            OutboxRow.due_at <= now,
            lane.holds(),
            or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now),
        )
        .order_by(OutboxRow.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    jobs = []
    for row in session.scalars(due):
        row.claimed_until = now + LEASE
        row.attempts += 1
        try:
            payload = vault_of(session).open(row.payload or b"\0", f"outbox:{row.key}")
        except SealBroken:  # its key is gone: it can never be done, and must not hold up the others
            row.done_at, row.outcome = now, "unreadable"
            continue
        jobs.append(Job(row.id, row.kind, row.key, payload, row.attempts))
    return jobs


def take(database: Database, now: datetime, lane: Lane = EVERY) -> list[Job]:
    """Claim what is due of a lane, in a transaction of its own; where nothing is, nobody who saves is held up."""
    with database.reading() as session:
        if not waiting(session, now, lane):
            return []
    with database.writing() as session:
        return claim(session, now, lane=lane)


def finish(session: Session, job: Job, outcome: str, now: datetime) -> None:
    """Mark a job as done with how it ended, and wipe what it was about."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == job.id)
        .values(done_at=now, outcome=outcome, payload=None, claimed_until=None)
    )


def release(session: Session, lane: Lane = EVERY) -> None:
    """Let nobody hold anything: for the start of the only worker there is, after it was killed in the middle."""
    session.execute(update(OutboxRow).where(OutboxRow.done_at.is_(None), lane.holds()).values(claimed_until=None))


def put_off(session: Session, job: Job, until: datetime, payload: Any = None) -> None:
    """Let a job wait for another try; with a payload, that takes the place of the one it had."""
    sealed = {} if payload is None else {"payload": vault_of(session).seal(payload, f"outbox:{job.key}")}
    _let_wait(session, job, until, **sealed)


def give_back(session: Session, job: Job, until: datetime) -> None:
    """Let a job wait that was taken and not tried: this time does not count as an attempt."""
    _let_wait(session, job, until, attempts=job.attempts - 1)


def _let_wait(session: Session, job: Job, until: datetime, **more: Any) -> None:
    row = update(OutboxRow).where(OutboxRow.id == job.id)
    session.execute(row.values(due_at=until, claimed_until=None, **more))


def hurry(session: Session, key: str, now: datetime) -> bool:
    """Let a job that waits be due now; returns whether there was one that nobody is doing at this moment."""
    waits = (OutboxRow.key == key, OutboxRow.done_at.is_(None), OutboxRow.due_at > now)
    free = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now)
    hurried = update(OutboxRow).where(*waits, free).values(due_at=now).returning(OutboxRow.id)
    session.info["outbox_woken"] = True
    return session.execute(hurried).first() is not None


def waiting(session: Session, now: datetime, lane: Lane = EVERY) -> int:
    """How many jobs are due and not done."""
    query = select(func.count()).where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= now, lane.holds())
    return session.scalar(query) or 0
