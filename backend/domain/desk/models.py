"""What the desk did to many applications at once, and what left it as a file."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.desk.rules import ACTIONS, FORMATS


def _one_of(words: tuple[str, ...]) -> str:
    return ", ".join(repr(each) for each in words)


class Batch(Base):
    """One thing done to several applications, and what became of each. Its id is made before, so it is done once.

    `results` are the applications' ids and references with a word: 'done', 'already', or the name of a problem.
    """

    __tablename__ = "desk_batch"

    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(10))
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    done_at: Mapped[datetime]

    __table_args__ = (CheckConstraint(f"action IN ({_one_of(ACTIONS)})", name="action"),)


class Export(Base):
    """A file that somebody took from the desk: who, when, of what, and how many applications were in it."""

    __tablename__ = "desk_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    format: Mapped[str] = mapped_column(String(12))
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    count: Mapped[int]
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"format IN ({_one_of(FORMATS)})", name="format"),
        Index("ix_desk_export_of", "account_id", "id"),
    )
