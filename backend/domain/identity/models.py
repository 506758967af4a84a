"""Accounts, the codes that open them, and the sessions that keep them open."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base


class Account(Base):
    """A person, known by a phone number that is sealed and found by its blind index. Choices travel with them.

    Who has no phone and sent a form on paper has a `PostalContact` instead.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    language: Mapped[str | None] = mapped_column(String(20))
    text_size: Mapped[int | None]
    theme: Mapped[str | None] = mapped_column(String(10))
    mode: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("(phone_sealed IS NULL) = (phone_index IS NULL)", name="whole_phone"),)


class PostalContact(Base):
    """The name and the address of a person without a phone, sealed, for letters."""

    __tablename__ = "postal_contact"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    contact_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AccountRole(Base):
    """What a member of staff may do beside what every citizen may, and for which office; '' is for the whole city."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    office: Mapped[str] = mapped_column(String(60), primary_key=True, default="")

    __table_args__ = (Index("ix_account_role_office", "office", "role"),)


class Staff(Base):
    """How a member of staff is called where citizens read what they did: a name, and the office they work for."""

    __tablename__ = "staff"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    office: Mapped[str | None] = mapped_column(String(60))


class SignIn(Base):
    """One attempt to sign in. Its id is made by the device, so that asking again on a bad line sends no second code."""

    __tablename__ = "sign_in"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes] = mapped_column(LargeBinary)
    caller_index: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    entered_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_sign_in_phone", "phone_index", "asked_at"),
        Index("ix_sign_in_caller", "caller_index", "asked_at"),
    )


class LoginSession(Base):
    """A device that is signed in. Only a hash of its token is kept; one sign-in opens one session."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    sign_in_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("sign_in_id"),)
