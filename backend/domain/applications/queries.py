"""Applications as their owner and the city's desk see them."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, defer

from backend.core.database import vault_of
from backend.domain.applications.models import Answer, Application
from backend.domain.catalogue.errors import NotFound

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""

_MINE = select(Application).where(
    Application.public_id == bindparam("public"), Application.account_id == bindparam("account")
)
_MINE_LOCKED = _MINE.with_for_update()
_ANSWERS = select(Answer.question, Answer.value_sealed).where(Answer.application_id == bindparam("application"))
"""What each saving of an answer asks is made once: making a statement takes longer than asking it."""

_narrow = (defer(Application.submitted_sealed), defer(Application.reason_sealed))


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
    session: Session, account_id: int, *, after: int | None = None, limit: int = PAGE
) -> Sequence[Application]:
    """A person's applications, newest first; `after` is the `id` of the last one seen."""
    query = select(Application).options(*_narrow).where(Application.account_id == account_id)
    if after is not None:
        query = query.where(Application.id < after)
    return session.scalars(query.order_by(Application.id.desc()).limit(min(limit, MOST))).all()


def draft_of(session: Session, account_id: int, service: str) -> Application | None:
    """The draft a person has of a service."""
    query = select(Application).where(
        Application.account_id == account_id, Application.service == service, Application.state == "draft"
    )
    return session.scalar(query)


def answers_of(session: Session, application: Application) -> dict[str, Any]:
    """All answers ever kept for an application, question → canonical value; the journey picks those that count."""
    vault = vault_of(session)
    return {
        question: vault.open(sealed, answer_place(application.id, question))
        for question, sealed in session.execute(_ANSWERS, {"application": application.id})
    }


def submitted(session: Session, application: Application) -> dict[str, Any]:
    """The answers as they were sent; raises `NotFound` for a draft."""
    if application.submitted_sealed is None:
        raise NotFound
    answers: dict[str, Any] = vault_of(session).open(application.submitted_sealed, f"submitted:{application.id}")
    return answers


def reason(session: Session, application: Application) -> str | None:
    """The caseworker's words to the citizen, if there are any."""
    if application.reason_sealed is None:
        return None
    text: str = vault_of(session).open(application.reason_sealed, f"reason:{application.id}")
    return text


def queue(session: Session, *, state: str, after: int | None = None, limit: int = PAGE) -> Sequence[Application]:
    """What waits at the desk, oldest first, or what was decided, newest first; drafts are nobody's business."""
    query = select(Application).options(*_narrow).where(Application.state == state, Application.state != "draft")
    if state == "sent":
        query = query.where(Application.id > after) if after is not None else query
        return session.scalars(query.order_by(Application.id).limit(min(limit, MOST))).all()
    query = query.where(Application.id < after) if after is not None else query
    return session.scalars(query.order_by(Application.id.desc()).limit(min(limit, MOST))).all()


def at_desk(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Application:
    """One application that was sent, for staff; a draft is not found."""
    query = select(Application).where(Application.public_id == public_id, Application.state != "draft")
    application = session.scalar(query.with_for_update() if lock else query)
    if application is None:
        raise NotFound
    return application


def by_reference(session: Session, reference: str) -> Application | None:
    """The application a person names on the telephone."""
    return session.scalar(select(Application).options(*_narrow).where(Application.reference == reference))


def answer_place(application_id: int, question: str) -> str:
    """Where an answer is sealed for."""
    return f"answer:{application_id}:{question}"
