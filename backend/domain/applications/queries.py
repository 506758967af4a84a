"""Applications as their owner and the city's desk see them."""

import hashlib
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session, defer

from backend.core.reading import Matter, open_answers, open_each, open_sealed
from backend.domain.applications.models import (
    Answer,
    Application,
    ApplicationEvent,
    EarlierSubmission,
    Request,
    Words,
)
from backend.domain.applications.rules import INTERNAL_EVENTS, INTERNAL_WORDS, MOST_WORDS, OUTCOMES
from backend.domain.catalogue.errors import NotFound
from flows.service import Question, Service

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""

MOST_EVENTS = 500
"""Of one application that are shown; nobody reads more."""
MOST_EARLIER = 50
VERSION_LENGTH = 24

_MINE = select(Application).where(
    Application.public_id == bindparam("public"), Application.account_id == bindparam("account")
)
_MINE_LOCKED = _MINE.with_for_update()
_ANSWERS = select(Answer.question, Answer.value_sealed).where(Answer.application_id == bindparam("application"))
_SEALED = select(Answer.value_sealed).where(
    Answer.application_id == bindparam("application"), Answer.question == bindparam("question")
)
"""What each saving of an answer asks is made once: making a statement takes longer than asking it."""

narrow = (defer(Application.submitted_sealed),)


def mine(session: Session, account_id: int, public_id: uuid.UUID, *, lock: bool = False) -> Application:
    """Return a person's own application; somebody else's is not found, so that its being there tells nothing."""
    application = find_mine(session, account_id, public_id, lock=lock)
    if application is None:
        raise NotFound
    return application


def find_mine(session: Session, account_id: int, public_id: uuid.UUID, *, lock: bool = False) -> Application | None:
    """A person's own application, or None."""
    return session.scalar(_MINE_LOCKED if lock else _MINE, {"public": public_id, "account": account_id})


def of_account(
    session: Session,
    account_id: int,
    services: Collection[str] | None = None,
    *,
    after: int | None = None,
    limit: int = PAGE,
) -> Sequence[Application]:
    """A person's applications, newest first, of some services or all (None); `after` is the last `id` seen."""
    query = select(Application).options(*narrow).where(Application.account_id == account_id)
    if services is not None:
        query = query.where(Application.service.in_(services))
    if after is not None:
        query = query.where(Application.id < after)
    return session.scalars(query.order_by(Application.id.desc()).limit(min(limit, MOST))).all()


def draft_of(session: Session, account_id: int, service: str) -> Application | None:
    """The draft a person has of a service."""
    query = select(Application).where(
        Application.account_id == account_id,
        Application.service == service,
        Application.state == "draft",
        Application.on_paper.is_(False),
    )
    return session.scalar(query)


def service_of(session: Session, account_id: int, public_id: uuid.UUID) -> str | None:
    """The service of a person's application; None if it is not theirs."""
    query = select(Application.service).where(Application.public_id == public_id, Application.account_id == account_id)
    return session.scalar(query)


def answers_of(
    session: Session, application: Application, told_as: Callable[[str], str] | None = None
) -> dict[str, Any]:
    """All answers ever kept for an application, question → canonical value; the journey picks those that count.

    `told_as` as for `submitted`.
    """
    rows = session.execute(_ANSWERS, {"application": application.id})
    sealed = {question: (value, answer_place(application.id, question)) for question, value in rows}
    return open_each(session, sealed, of=application.account_id, about=matter_of(application), told_as=told_as)


def versions_of(session: Session, application: Application) -> dict[str, str]:
    """Which version of each answer is kept, by question. It is another one after each saving, and tells nothing."""
    return {path: _version(sealed) for path, sealed in session.execute(_ANSWERS, {"application": application.id})}


def version_of(session: Session, application: Application, question: str) -> str | None:
    """Which version of one answer is kept; None where there is none."""
    sealed = session.scalar(_SEALED, {"application": application.id, "question": question})
    return _version(sealed) if sealed is not None else None


def _version(sealed: bytes) -> str:
    # Each saving seals under a nonce by chance, so that nobody can try out values against this.
    return hashlib.sha256(sealed).hexdigest()[:VERSION_LENGTH]


def submitted(
    session: Session,
    application: Application,
    only: Callable[[str], bool] | None = None,
    told_as: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """The answers as they were sent, or those that `only` chooses by their question; raises `NotFound` for a draft.

    `told_as` is `rules.as_shown` for a reader to whom a number is shown by its end alone.
    """
    if application.submitted_sealed is None:
        raise NotFound
    sealed, place = application.submitted_sealed, submitted_place(application.id)
    about, of = matter_of(application), application.account_id
    return open_answers(session, sealed, place, of=of, about=about, only=only, told_as=told_as)


def national_number(session: Session, application: Application, service: Service, path: str) -> tuple[Question, str]:
    """A national number whole, with its question; raises `NotFound` where there is none."""
    question = service.question(path)
    if question is None or question.type != "national_id":
        raise NotFound
    number = submitted(session, application, path.__eq__).get(path)
    if not number:
        raise NotFound
    return question, str(number)


def reason(session: Session, application: Application) -> str | None:
    """The caseworker's words to the citizen, if there are any."""
    found = decision_words(session, application)
    return found.words if found else None


def decision_words(session: Session, application: Application) -> "Written | None":
    """The reason of the decision that stands; None before one, or where there is no reason."""
    if application.state not in OUTCOMES:
        return None
    event = session.scalar(
        select(ApplicationEvent.words_id)
        .where(ApplicationEvent.application_id == application.id, ApplicationEvent.kind.in_(OUTCOMES))
        .order_by(ApplicationEvent.id.desc())
        .limit(1)
    )
    return _written(session, application, Words.id == event) if event else None


def at_desk(
    session: Session, public_id: uuid.UUID, offices: Collection[str] | None = None, *, lock: bool = False
) -> Application:
    """One application that was sent, for staff of some offices, None for all; a draft is not found."""
    query = select(Application).where(Application.public_id == public_id, Application.state != "draft")
    if offices is not None:
        query = query.where(Application.office.in_(offices))
    application = session.scalar(query.with_for_update() if lock else query)
    if application is None:
        raise NotFound
    return application


def open_request(session: Session, application: Application) -> Request | None:
    """What the desk asks for now, if it does."""
    query = select(Request).where(Request.application_id == application.id, Request.closed_at.is_(None))
    return session.scalar(query)


def request_by_id(session: Session, public_id: uuid.UUID) -> Request | None:
    """What was asked for under an id."""
    return session.scalar(select(Request).where(Request.public_id == public_id))


@dataclass(frozen=True, slots=True)
class Written:
    """Something that was written about an application, opened."""

    id: int
    public_id: uuid.UUID
    kind: str
    actor: str
    account_id: int
    language: str
    template: str | None
    words: str
    at: datetime


def written_about(session: Session, application: Application, *, internal: bool) -> list[Written]:
    """All that was written, oldest first; what only the desk reads is in it for the desk alone."""
    query = select(Words).where(Words.application_id == application.id)
    if not internal:
        query = query.where(Words.kind.not_in(INTERNAL_WORDS))
    return [_opened(session, application, row) for row in session.scalars(query.order_by(Words.id).limit(MOST_WORDS))]


def proposal(session: Session, application: Application) -> Written | None:
    """The words of the decision that is proposed now, if it has any."""
    if application.proposed_by is None:
        return None
    query = (
        select(ApplicationEvent.words_id)
        .where(ApplicationEvent.application_id == application.id, ApplicationEvent.kind == "proposed")
        .order_by(ApplicationEvent.id.desc())
        .limit(1)
    )
    words_id = session.scalar(query)
    return _written(session, application, Words.id == words_id) if words_id else None


def _written(session: Session, application: Application, which: ColumnElement[bool]) -> Written | None:
    row = session.scalar(select(Words).where(which).order_by(Words.id.desc()).limit(1))
    return _opened(session, application, row) if row else None


def _opened(session: Session, application: Application, row: Words) -> Written:
    of, about = application.account_id, matter_of(application)
    words: str = open_sealed(
        session, row.words_sealed, words_place(row.public_id), of=of, about=about, name="application.words"
    )
    same = (row.id, row.public_id, row.kind, row.actor, row.account_id, row.language, row.template)
    return Written(*same, words, row.written_at)


def words_of_id(session: Session, application: Application, words_id: int) -> Written | None:
    """What was written, by its number, opened."""
    return _written(session, application, Words.id == words_id)


def words_by_id(session: Session, public_id: uuid.UUID) -> Words | None:
    """What was written under an id."""
    return session.scalar(select(Words).where(Words.public_id == public_id))


def events_of(session: Session, application: Application, *, internal: bool) -> Sequence[ApplicationEvent]:
    """What happened, in order; what only the desk sees is in it for the desk alone. The newest, if there are many."""
    query = select(ApplicationEvent).where(ApplicationEvent.application_id == application.id)
    if not internal:
        query = query.where(ApplicationEvent.kind.not_in(INTERNAL_EVENTS))
    newest = session.scalars(query.order_by(ApplicationEvent.id.desc()).limit(MOST_EVENTS)).all()
    return newest[::-1]


def last_event(session: Session, application: Application) -> int:
    """The number of the last thing that happened; 0 before anything did."""
    return _last(session, ApplicationEvent.application_id == application.id)


def last_by_citizen(session: Session, application: Application) -> int:
    """The number of the last thing that the citizen did, or a helper for them."""
    ours = ApplicationEvent.actor.in_(["citizen", "helper"])
    return _last(session, ApplicationEvent.application_id == application.id, ours)


def _last(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.max(ApplicationEvent.id)).where(*which)) or 0


def earlier(
    session: Session, application: Application, told_as: Callable[[str], str] | None = None
) -> list[tuple[datetime, dict[str, Any]]]:
    """The answers that were replaced, oldest first, each with when it was; `told_as` as for `submitted`."""
    query = select(EarlierSubmission).where(EarlierSubmission.application_id == application.id)
    how: dict[str, Any] = {"of": application.account_id, "about": matter_of(application), "told_as": told_as}
    return [
        (
            row.replaced_at,
            open_answers(session, row.answers_sealed, earlier_place(application.id, row.number), **how),
        )
        for row in session.scalars(query.order_by(EarlierSubmission.number).limit(MOST_EARLIER))
    ]


def matter_of(application: Application) -> Matter:
    """An application as the access history names it."""
    return Matter("application", application.public_id, application.service, application.version_id)


def answer_place(application_id: int, question: str) -> str:
    """Where an answer is sealed for."""
    return f"answer:{application_id}:{question}"


def submitted_place(application_id: int) -> str:
    """Where the answers as they were sent are sealed for."""
    return f"submitted:{application_id}"


def words_place(public_id: uuid.UUID) -> str:
    """Where what somebody wrote is sealed for."""
    return f"words:{public_id}"


def earlier_place(application_id: int, number: int) -> str:
    """Where answers that were replaced are sealed for."""
    return f"earlier:{application_id}:{number}"
