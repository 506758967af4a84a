"""Messages and devices."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base


class Message(Base):
    """One thing the city tells a person. Its words are made when it is read, in the language read in."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    values_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_message_mine", "account_id", "id"),
        Index("ix_message_link", "link"),
        {"sqlite_autoincrement": True},
    )


class Device(Base):
    """A phone with the city's app. Where its notifications go is sealed, and belongs to one account."""

    __tablename__ = "device"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    address_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    added_at: Mapped[datetime]
