"""Applications and their answers."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.applications.rules import STATES


class Application(Base):
    """One person's use of one service, on the version it was begun with.

    `public_id` is made by the device, so that beginning twice on a bad line begins once. A person has at most one
    draft of a service: the partial unique index holds that, not a look before an insert.
    """

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    service: Mapped[str] = mapped_column(String(60))
    version_id: Mapped[int] = mapped_column(ForeignKey("service_version.id"))
    state: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str | None] = mapped_column(String(8), unique=True)
    submitted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),
        CheckConstraint("(state = 'draft') = (reference IS NULL)", name="reference_when_sent"),
        Index("ix_application_mine", "account_id", "id"),
        Index("ix_application_queue", "state", "id"),
        Index(
            "uq_application_one_draft",
            "account_id",
            "service",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        {"sqlite_autoincrement": True},  # a number once given is never given again: values are sealed for it
    )


class Answer(Base):
    """The answer to one question, sealed. It stays when it is no longer on the journey, for coming back."""

    __tablename__ = "answer"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(String(60), primary_key=True)
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]
