"""What is looked through, words that found nothing, and synonyms that staff added."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.search.rules import STATES


def exact(length: int) -> String:
    """A text ordered by its code points on every database."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class SearchDocument(Base):
    """Something to find, as it is shown in one language. `digest` tells whether its words must be made anew."""

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(exact(20))
    key: Mapped[str] = mapped_column(exact(120))
    path: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    written_in: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("language", "kind", "key"),)


class SearchWord(Base):
    """What a search word is worth in a document, as a whole number: sums of these rank."""

    __tablename__ = "search_word"

    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    word: Mapped[str] = mapped_column(exact(80), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("search_document.id", ondelete="CASCADE"), primary_key=True)
    impact: Mapped[int]

    __table_args__ = (Index("ix_search_word_document", "document_id"), {"sqlite_with_rowid": False})


class SearchSpelling(Base):
    """A written word of the city's texts under each spelling with one letter left out, to forgive slips."""

    __tablename__ = "search_spelling"

    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    slip: Mapped[str] = mapped_column(exact(80), primary_key=True)
    word: Mapped[str] = mapped_column(exact(80), primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SearchMiss(Base):
    """How often words found nothing on a day; not who looked for them.

    `mark` is a keyed digest. The words themselves are written only once they were looked for on a second day: a name
    or a secret that somebody typed once is never kept.
    """

    __tablename__ = "search_miss"

    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    times: Mapped[int]
    words: Mapped[str | None] = mapped_column(exact(60))

    __table_args__ = (Index("ix_search_miss_day", "day"),)


class SearchSynonym(Base):
    """'People type `words`; we call it `means`'. Proposed by one member of staff, live once another has read it.

    `key` are its search words. `public_id` is made by the device, so that proposing twice is once.
    """

    __tablename__ = "search_synonym"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    language: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(600))
    words: Mapped[str] = mapped_column(String(60))
    means: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(each) for each in STATES)})", name="state"),
        CheckConstraint("state <> 'live' OR reviewed_by IS NOT NULL", name="live_is_reviewed"),
        CheckConstraint("reviewed_by <> proposed_by", name="second_person"),
        Index(
            "ix_search_synonym_live",
            "language",
            "key",
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
        Index("ix_search_synonym_state", "state", "id"),
    )
