"""Who may act for whom, what they did, and wrong codes that were typed."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.mandates.rules import DEEDS

RUNNING = text("ended_at IS NULL AND helper_id IS NOT NULL AND kind = 'help'")


class Mandate(Base):
    """One person lets another act for them. `public_id` is made by the giver's device, so that giving twice is once.

    `kind` is a word of `rules.KINDS`. `helper_id` is empty until somebody has typed the code. `scope` says what for
    (see `rules.may_use`), and `may_send` whether services may be sent too; `ends_on` is the last day, by the city's
    calendar. The two names are what each calls the other, and nobody else reads them.
    """

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(8))
    scope: Mapped[list[str]] = mapped_column(JSON)
    may_send: Mapped[bool] = mapped_column(default=False)
    ends_on: Mapped[date] = mapped_column(Date)
    helper_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    giver_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_until: Mapped[datetime | None]
    tries_left: Mapped[int]
    created_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (
        CheckConstraint("(helper_id IS NULL) = (taken_at IS NULL)", name="whole_taking"),
        CheckConstraint("helper_id <> giver_id", name="two_people"),
        CheckConstraint("(code_hash IS NULL) = (code_until IS NULL)", name="whole_code"),
        CheckConstraint("tries_left >= 0", name="tries"),
        Index("uq_mandate_pair", "giver_id", "helper_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_mandate_given", "giver_id", "id"),
        Index("ix_mandate_taken", "helper_id", "id"),
        {"sqlite_autoincrement": True},
    )


class Deed(Base):
    """One thing that a helper did, told once under its key, with the page where it can be seen."""

    __tablename__ = "mandate_deed"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(80))
    link: Mapped[str] = mapped_column(String(200))
    done_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"what IN ({', '.join(repr(each) for each in DEEDS)})", name="what"),
        UniqueConstraint("mandate_id", "key"),
        Index("ix_mandate_deed_link", "link"),
    )


class WrongCode(Base):
    """Somebody typed a code that did not fit; how often within the hour is limited."""

    __tablename__ = "mandate_wrong_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    typed_at: Mapped[datetime]

    __table_args__ = (Index("ix_mandate_wrong_code_mine", "helper_id", "typed_at"),)
