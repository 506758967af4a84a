"""Learners and what they did."""

import uuid
from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base


class Learner(Base):
    """Somebody who learns: known by their account, or before they have one by a blind index of their browser."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    browser_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    seen_at: Mapped[datetime]
    reminders_at: Mapped[datetime | None]
    """Since when this person wants to be told that something is to be practised again."""


class StepDifficulty(Base):
    """How hard a step is by what all learners did at it, in logits, from how many answers; it names nobody."""

    __tablename__ = "learning_step_difficulty"

    lesson: Mapped[str] = mapped_column(String(60), primary_key=True)
    step: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[float] = mapped_column(Float)
    answers: Mapped[int]
    reckoned_at: Mapped[datetime]


class LearningEvent(Base):
    """One thing a learner did. The id is made on the device: sent twice, from anywhere, it counts once."""

    __tablename__ = "learning_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    id: Mapped[uuid.UUID] = mapped_column(Uuid)
    lesson: Mapped[str] = mapped_column(String(60))
    step: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    run: Mapped[str] = mapped_column(String(10), server_default="hints")

    __table_args__ = (UniqueConstraint("learner_id", "id"), Index("ix_learning_event_lesson", "learner_id", "lesson"))
