"""Consents, what registers said under them, and what people say is wrong."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base

PURPOSES = ("fill-in",)
"""What a person allows a register to be asked for: so far only to fill in their answers to a service."""
ENDINGS = ("mended", "kept")
"""How a register's keeper answers: it was wrong and is put right, or it stays, with a reason."""
WAITING = text("ending IS NULL")


class Consent(Base):
    """What a person said when asked whether registers may be asked about them: for one service and one purpose.

    `facts` are those that the page named; nothing else is asked for. Taken back, `given` is false. `tried_at` is when
    registers were last asked, so that one that is down is not asked at every press.
    """

    __tablename__ = "register_consent"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(String(60), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    given: Mapped[bool]
    facts: Mapped[list[str]] = mapped_column(JSON)
    said_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("purpose IN ('fill-in')", name="purpose"),)


class RegisterFact(Base):
    """What a register said of one fact, sealed: {"value", "as_of"}, or null for what it does not know.

    It belongs to the service for which it was asked, and goes when the consent is taken back.
    """

    __tablename__ = "register_fact"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(String(60), primary_key=True)
    fact: Mapped[str] = mapped_column(String(121), primary_key=True)
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]

    __table_args__ = (Index("ix_register_fact_old", "asked_at"),)


class Correction(Base):
    """A person says that a register is wrong. Its keeper answers in words. `public_id` is made by the device.

    `told_sealed` is what the register said and `right_sealed` what the person says instead, both as answers to
    `question` of the service in the version `version_id`. A correction of a fact stands until its keeper has answered.
    """

    __tablename__ = "register_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    fact: Mapped[str] = mapped_column(String(121))
    keeper: Mapped[str] = mapped_column(String(60))
    service: Mapped[str] = mapped_column(String(60))
    version_id: Mapped[int] = mapped_column(ForeignKey("service_version.id"))
    question: Mapped[str] = mapped_column(String(160))
    told_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    right_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said_at: Mapped[datetime]
    ending: Mapped[str | None] = mapped_column(String(10))
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (
        CheckConstraint("ending IN ('mended', 'kept')", name="ending"),
        CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", name="whole_ending"),
        CheckConstraint("ending <> 'kept' OR reason_sealed IS NOT NULL", name="kept_with_reason"),
        Index(
            "uq_register_correction_open",
            "account_id",
            "fact",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_register_correction_mine", "account_id", "id"),
        Index("ix_register_correction_waiting", "keeper", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    )
