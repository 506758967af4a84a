"""Texts and their versions. A version holds the whole text; once it is sent to be read it never changes."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base

STATES = ("draft", "review", "approved", "published", "withdrawn")
TRANSLATION_STATES = ("draft", "review", "public")


class Publication(Base):
    """A text by its address. It has versions; the newest that is published and begun is what readers see."""

    __tablename__ = "publication"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    created_at: Mapped[datetime]


class Version(Base):
    """One version. Without an author it came from the city's folder, where others read it before.

    `revision` counts its saves, so that nobody saves over what they have not seen. `publish_at` may lie ahead.
    `words_confirmed` are the words outside the list of plain words of which the reviewer said that they stay, a line
    each.
    """

    __tablename__ = "publication_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    publication_id: Mapped[str] = mapped_column(ForeignKey("publication.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(Text)
    words_confirmed: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    why_withdrawn: Mapped[str | None] = mapped_column(Text)
    ends_on: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("publication_id", "number"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        # Whoever wrote a text is not who lets it through; NULL passes, so the folder's versions do.
        CheckConstraint("reviewer_id <> author_id AND reviewer_id <> writer_id", name="two_people"),
        CheckConstraint(
            "state NOT IN ('approved', 'published') OR author_id IS NULL OR reviewer_id IS NOT NULL", name="was_read"
        ),
        CheckConstraint("state <> 'published' OR publish_at IS NOT NULL", name="has_time"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="whole_withdrawal"),
        CheckConstraint("(author_id IS NULL) = (writer_id IS NULL)", name="whole_author"),
        Index("ix_publication_version_public", "publication_id", "publish_at", "number"),
    )


class Writer(Base):
    """Somebody who has saved words into a version; none of them may be the one who lets it through."""

    __tablename__ = "publication_writer"

    version_id: Mapped[int] = mapped_column(ForeignKey("publication_version.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)


class Translation(Base):
    """One version in one other language: what is being written, and what readers see of it until that is let through.

    `document` and `shown` hold `words.Words` as JSON: the facts of a text stay those of its version. `words_confirmed`
    are the words of `shown` outside the list of plain words that its reader let stand, a line each.
    """

    __tablename__ = "publication_translation"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("publication_version.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10))
    writer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    shown: Mapped[str | None] = mapped_column(Text)
    words_confirmed: Mapped[str | None] = mapped_column(Text)
    shown_writer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("version_id", "language"),
        CheckConstraint(f"state IN {TRANSLATION_STATES}", name="state"),
        # What readers see was let through by somebody who did not write it.
        CheckConstraint("reviewer_id <> shown_writer_id", name="two_people"),
        CheckConstraint(
            "(shown IS NULL) = (reviewer_id IS NULL) AND (shown IS NULL) = (shown_writer_id IS NULL)"
            " AND (shown IS NULL) = (reviewed_at IS NULL)",
            name="was_read",
        ),
        CheckConstraint("state <> 'public' OR shown IS NOT NULL", name="has_words"),
    )


class TranslationWriter(Base):
    """Somebody who wrote in a translation since it was last let through; none of them may let it through."""

    __tablename__ = "publication_translation_writer"

    translation_id: Mapped[int] = mapped_column(
        ForeignKey("publication_translation.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
