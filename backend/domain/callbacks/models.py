"""Who asked to be called, and how it went."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.callbacks.rules import OUTCOMES
from backend.domain.catalogue.hours import PARTS

WAITING = text("done_at IS NULL")


def _one_of(words: tuple[str, ...]) -> str:
    return ", ".join(repr(each) for each in words)


class Callback(Base):
    """One wish to be called. `public_id` is made by the device; a number waits for one call at a time.

    `account_id` is empty for who was not signed in. `call_from` is when the part of the day begins, in UTC; `tries` is
    how often the desk called without reaching anybody. `caller_index` is the network address as a blind index.
    """

    __tablename__ = "callback"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes] = mapped_column(LargeBinary)
    caller_index: Mapped[bytes] = mapped_column(LargeBinary)
    about_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(20))
    part: Mapped[str] = mapped_column(String(9))
    call_from: Mapped[datetime]
    tries: Mapped[int]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(11))
    done_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (outcome IS NULL)", name="whole_ending"),
        CheckConstraint(f"outcome IN ({_one_of(OUTCOMES)})", name="outcome"),
        CheckConstraint(f"part IN ({_one_of(PARTS)})", name="part"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("uq_callback_waiting", "phone_index", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_callback_list", "call_from", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_callback_done", "done_at"),
        Index("ix_callback_account", "account_id", "id"),
        Index("ix_callback_asked", "asked_at"),
    )
