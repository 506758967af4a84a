"""The access history: its entries, the head of their chain, and what people ask about an entry."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base

FORGOTTEN = "what_sealed IS NULL"
WAITING = text("answered_at IS NULL")


class Entry(Base):
    """One reading of one person's data. Entries are only added; a number is never given twice and none is left out.

    `subject_id` is whose data it was, None for somebody without an account; `reader_id` who read, None for the program
    itself. What was read is sealed, with a grain of chance that the `digest` of all this depends on; `hash` binds the
    digest to the entry before, whose own hash is `before`. When a person is forgotten, everything but the number, the
    moment and the three hashes is emptied: the chain holds, and the digest tells nothing without the chance.
    """

    __tablename__ = "access_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str | None] = mapped_column(String(8))
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str | None] = mapped_column(String(20))
    service: Mapped[str | None] = mapped_column(String(60))
    what_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    before: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        CheckConstraint(f"({FORGOTTEN}) = (kind IS NULL)", name="whole"),
        Index("ix_access_entry_mine", "subject_id", "number"),
        Index("ix_access_entry_old", "at"),
    )


class Head(Base):
    """The one row that says how long the chain is and how it ends; who adds an entry holds it until they are done."""

    __tablename__ = "access_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (CheckConstraint("id = 1", name="one"),)


class Question(Base):
    """What a person asks about an entry of theirs, and what an auditor answers. One for each entry."""

    __tablename__ = "access_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    entry: Mapped[int] = mapped_column(ForeignKey("access_entry.number"), unique=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answer_sealed IS NULL)", name="whole_answer"),
        Index("ix_access_question_mine", "asker_id", "id"),
        Index("ix_access_question_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        {"sqlite_autoincrement": True},
    )
