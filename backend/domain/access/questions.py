"""Asking about an entry: a person does not see why somebody read their data, and an auditor answers in words."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.core.errors import FieldError
from backend.core.reading import Matter, open_sealed
from backend.domain.access import queries
from backend.domain.access.errors import OwnReading, QuestionAnswered, QuestionAsked, QuestionEmpty, QuestionIdTaken
from backend.domain.access.models import Entry, Question
from backend.domain.access.queries import Seen, answer_place, question_place
from backend.domain.access.rules import LONGEST_ANSWER, LONGEST_QUESTION
from backend.domain.catalogue.errors import NotFound
from backend.domain.inbox import actions as inbox

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about an entry, opened; `answer` is None while it waits."""

    id: int
    public_id: uuid.UUID
    entry: int
    asker_id: int
    text: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


def ask(session: Session, account_id: int, public_id: uuid.UUID, number: int, text: str, now: datetime) -> Asked:
    """Ask about an entry of one's own, under an id that the device makes. The same again changes nothing.

    Raises `NotFound`, `QuestionEmpty`, `QuestionAsked` and `QuestionIdTaken`.
    """
    text = text.strip()[:LONGEST_QUESTION]
    queries.one_of(session, account_id, number)
    if not text:
        raise QuestionEmpty((FieldError("text", "/text", QuestionEmpty.message),))
    found = session.scalar(select(Question).where(Question.public_id == public_id))
    if found is None:
        sealed = vault_of(session).seal(text, question_place(public_id))
        found = Question(public_id=public_id, entry=number, asker_id=account_id, text_sealed=sealed, asked_at=now)
        try:
            with session.begin_nested():
                session.add(found)
        except IntegrityError:  # about this entry there is one, or another device made the same id in this moment
            raise QuestionAsked from None
    if (found.asker_id, found.entry) != (account_id, number):
        raise QuestionIdTaken
    return _opened(session, found)


def about(session: Session, account_id: int, number: int) -> Asked | None:
    """What a person asked about an entry of theirs."""
    found = session.scalar(select(Question).where(Question.entry == number, Question.asker_id == account_id))
    return _opened(session, found) if found else None


def waiting(session: Session, *, after: int | None = None, limit: int = PAGE) -> Sequence[Question]:
    """What waits for an auditor, oldest first, its words sealed; `after` is the `id` of the last one seen."""
    query = select(Question).where(Question.answered_at.is_(None))
    if after is not None:
        query = query.where(Question.id > after)
    return session.scalars(query.order_by(Question.id).limit(min(limit, MOST))).all()


def at_desk(session: Session, public_id: uuid.UUID) -> tuple[Asked, Seen]:
    """One question with the entry it is about, for an auditor; raises `NotFound`."""
    found = _found(session, public_id)
    asked = _opened(session, found)
    return asked, queries.one_of(session, found.asker_id, found.entry)


def _found(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Question:
    query = select(Question).where(Question.public_id == public_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def answer(session: Session, public_id: uuid.UUID, text: str, auditor_id: int, now: datetime) -> Asked:
    """Answer in words, and tell the person. The same answer again changes nothing.

    Raises `NotFound`, `QuestionEmpty`, `OwnReading` and `QuestionAnswered`.
    """
    text = text.strip()[:LONGEST_ANSWER]
    found = _found(session, public_id, lock=True)
    if not text:
        raise QuestionEmpty((FieldError("text", "/text", QuestionEmpty.message),))
    if session.scalar(select(Entry.reader_id).where(Entry.number == found.entry)) == auditor_id:
        raise OwnReading
    asked = _opened(session, found)
    if asked.answer is not None:
        if asked.answer != text:
            raise QuestionAnswered
        return asked
    found.answer_sealed = vault_of(session).seal(text, answer_place(public_id))
    found.answered_at, found.answered_by = now, auditor_id
    session.flush()
    inbox.post(
        session,
        found.asker_id,
        kind="history-answer",
        key=f"history-answer:{found.id}",
        values={"reason": text},
        link=f"/history/{found.entry}",
        now=now,
    )
    return _opened(session, found)


def _opened(session: Session, found: Question) -> Asked:
    text = _open(session, found, found.text_sealed, question_place(found.public_id))
    told = _open(session, found, found.answer_sealed, answer_place(found.public_id)) if found.answer_sealed else None
    return Asked(found.id, found.public_id, found.entry, found.asker_id, text, found.asked_at, told, found.answered_at)


def _open(session: Session, found: Question, sealed: bytes, place: str) -> str:
    matter = Matter("question", found.public_id)
    text: str = open_sealed(session, sealed, place, of=found.asker_id, about=matter, name="question.text")
    return text


def of_person(session: Session, account_id: int, numbers: Sequence[int]) -> set[int]:
    """About which of these entries a person has asked."""
    query = select(Question.entry).where(Question.asker_id == account_id, Question.entry.in_(numbers))
    return set(session.scalars(query)) if numbers else set()
