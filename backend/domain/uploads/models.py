"""What is known of a photo or file; what is in it lies sealed in the store."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.uploads.rules import STATES
from flows.entries import LONGEST_PATH


class Upload(Base):
    """A photo or file on its way to a question, or there.

    `public_id` is made by the device, so that what is begun twice on a bad line is one. `size` is what the device
    announced, `question` the path of the question it answers. `kind`, `pages`, `blurred` and `dark` are known once it
    was looked at, `why` if it was refused (a slug of `errors.REFUSALS`). `in_answer`: an answer names it, so it stays.
    """

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(LONGEST_PATH))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str | None] = mapped_column(String(10))
    pages: Mapped[int | None]
    kept_bytes: Mapped[int | None]
    blurred: Mapped[bool]
    dark: Mapped[bool]
    why: Mapped[str | None] = mapped_column(String(40))
    in_answer: Mapped[bool]
    begun_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),
        CheckConstraint("(state = 'refused') = (why IS NOT NULL)", name="why_refused"),
        CheckConstraint("state = 'refused' OR (state = 'arriving') = (kind IS NULL)", name="kind_when_here"),
        CheckConstraint("NOT in_answer OR state IN ('waiting', 'ready', 'refused')", name="whole_in_answer"),
        Index("ix_upload_application", "application_id", "question"),
        Index("ix_upload_day", "account_id", "begun_at"),
        Index("ix_upload_loose", "in_answer", "begun_at"),
    )
