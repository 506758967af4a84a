"""Applications with their answers, what happened to them, and what was written about them."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.applications.rules import OUTCOMES, STATES, WORDS
from flows.entries import LONGEST_PATH

NOBODY = text("assignee_id IS NULL")
SOMEBODY = text("assignee_id IS NOT NULL")
ONE_DRAFT = text("state = 'draft' AND NOT on_paper")
OPEN_REQUEST = text("closed_at IS NULL")


def _one_of(words: tuple[str, ...]) -> str:
    return ", ".join(repr(each) for each in words)


class Application(Base):
    """One person's use of one service, on the version it was begun with, or a newer one that the person took.

    `public_id` is made by the device, so that beginning twice on a bad line begins once. A person has at most one
    draft of a service: the partial unique index holds that, not a look before an insert. A form on paper (`on_paper`)
    that is being typed in stands beside it.

    `office` is where it is decided ('' before it is sent), `assignee_id` who works on it there. Where the service wants
    a second pair of eyes, one proposes an outcome and another decides it. `appealed_against` is who refused what was
    then appealed against.
    `news_at` is when its citizen last did something that nobody at the desk has marked as seen. `forgotten_at` is set
    in the transaction that removes it with all that is about it, and in no other. `passed_over_id` is the newer version
    that its person has seen and not taken.
    """

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    service: Mapped[str] = mapped_column(String(60))
    version_id: Mapped[int] = mapped_column(ForeignKey("service_version.id"))
    office: Mapped[str] = mapped_column(String(60))
    on_paper: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str | None] = mapped_column(String(8), unique=True)
    submitted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    second_pair: Mapped[bool] = mapped_column(default=False)
    proposed_outcome: Mapped[str | None] = mapped_column(String(12))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    appealed_at: Mapped[datetime | None]
    appealed_against: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    news_at: Mapped[datetime | None]
    escalated_on: Mapped[date | None]
    forgotten_at: Mapped[datetime | None]
    passed_over_id: Mapped[int | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({_one_of(STATES)})", name="state"),
        CheckConstraint("(state = 'draft') = (reference IS NULL)", name="reference_when_sent"),
        CheckConstraint(f"proposed_outcome IN ({_one_of(OUTCOMES)})", name="proposed_outcome"),
        CheckConstraint("(proposed_outcome IS NULL) = (proposed_by IS NULL)", name="whole_proposal"),
        # Whoever proposed a decision is not who makes it, and whoever refused does not judge the appeal.
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint(
            f"NOT second_pair OR state NOT IN ({_one_of(OUTCOMES)}) OR proposed_by IS NOT NULL", name="was_proposed"
        ),
        CheckConstraint("decided_by <> appealed_against", name="fresh_eyes"),
        Index("ix_application_mine", "account_id", "id"),
        Index("ix_application_queue", "state", "id"),
        Index("ix_application_ended", "version_id", "decided_at", "id"),
        Index("ix_application_office_queue", "office", "state", "id"),
        Index("ix_application_service_queue", "service", "state", "id"),
        Index("ix_application_unassigned", "office", "state", "id", sqlite_where=NOBODY, postgresql_where=NOBODY),
        Index(
            "ix_application_assigned", "assignee_id", "state", "id", sqlite_where=SOMEBODY, postgresql_where=SOMEBODY
        ),
        Index(
            "uq_application_one_draft",
            "account_id",
            "service",
            unique=True,
            sqlite_where=ONE_DRAFT,
            postgresql_where=ONE_DRAFT,
        ),
        {"sqlite_autoincrement": True},  # a number once given is never given again: values are sealed for it
    )


class Answer(Base):
    """The answer to one question, sealed. It stays when it is no longer on the journey, for coming back.

    `question` is the question's path; the entries of a group are kept in the same way, see `flows.entries`.
    `mandate_id` is under which mandate somebody gave it for the person; None for who answered for themselves.
    `source_sealed` says where it was taken over from, see `sources`; None for what was typed.
    """

    __tablename__ = "answer"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(String(LONGEST_PATH), primary_key=True)
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    saved_at: Mapped[datetime]
    source_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class PaperForm(Base):
    """A form that was filled in with a pen: when its person signed it, and who of the city typed it in."""

    __tablename__ = "paper_form"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    signed_on: Mapped[date]
    keyed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    keyed_at: Mapped[datetime]


class EarlierSubmission(Base):
    """The answers as they were sent before the desk asked for more, so that it can be seen what changed."""

    __tablename__ = "earlier_submission"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    replaced_at: Mapped[datetime]


class ApplicantName(Base):
    """A word of an applicant's name, as a blind index: the desk finds people by it without reading anybody."""

    __tablename__ = "applicant_name"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    word_index: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)

    __table_args__ = (Index("ix_applicant_name_word", "word_index", "application_id"),)


class Words(Base):
    """Something that was written about an application, sealed. `public_id` is made by whoever writes, so it is once.

    `template` names the service's template whose words these are, unchanged: then everybody reads them in their own
    language; otherwise they stand in `language`, as they were written.
    """

    __tablename__ = "application_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    language: Mapped[str] = mapped_column(String(20))
    template: Mapped[str | None] = mapped_column(String(60))
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"kind IN ({_one_of(WORDS)})", name="kind"),
        UniqueConstraint("id", "application_id"),
        Index("ix_application_words_of", "application_id", "id"),
    )


class Request(Base):
    """What the desk asks for: a question in words, questions of the service to answer again, or both.

    An application has one at a time. It closes when it is answered, or when the application ends without an answer.
    """

    __tablename__ = "application_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    words_id: Mapped[int | None] = mapped_column(ForeignKey("application_words.id"))
    questions: Mapped[list[str]] = mapped_column(JSON)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    asked_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    answered: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index(
            "uq_application_request_open",
            "application_id",
            unique=True,
            sqlite_where=OPEN_REQUEST,
            postgresql_where=OPEN_REQUEST,
        ),
    )


class ApplicationEvent(Base):
    """One thing that happened to an application. The table only grows: the database refuses to change or remove a row.

    Only when an application is forgotten do its events go with it.
    `actor` is who did it ('citizen', 'helper', 'staff', 'program') and `state` how the application stood afterwards.
    `about` holds what the sentence needs, and nothing personal: those words are in `application_words`.
    """

    __tablename__ = "application_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    office: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12))
    words_id: Mapped[int | None]
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(actor = 'program') = (account_id IS NULL)", name="who"),
        ForeignKeyConstraint(
            ["words_id", "application_id"], ["application_words.id", "application_words.application_id"]
        ),
        Index("ix_application_event_of", "application_id", "id"),
    )
