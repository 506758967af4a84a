"""How long applications are kept, and removing what is old: nothing of it is left, its history neither."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.domain.applications.models import (
    Answer,
    ApplicantName,
    Application,
    ApplicationEvent,
    EarlierSubmission,
    PaperForm,
    Request,
    Words,
)
from backend.domain.applications.rules import ENDED, kept_until
from backend.domain.inbox import actions as inbox
from backend.domain.mandates import actions as mandates
from backend.domain.webhooks import actions as webhooks

AT_ONCE = 200
"""Applications that are removed in one transaction."""
PARTS = (Answer, PaperForm, EarlierSubmission, ApplicantName, Request, ApplicationEvent, Words)
"""What is kept of an application beside its own row, in an order in which it may go."""


def forget_old(session: Session, keep_months: Callable[[Application], int], now: datetime) -> int:
    """Remove what ended long enough ago: every answer, everything written, the decision, its history, the messages.

    An application ends with its decision, or when its citizen takes it back. `keep_months` says how long each is kept.
    Returns how many went: at most so many at a time, so that nobody waits long.
    """
    gone: list[Application] = []
    for like in _versions(session):
        months = keep_months(like)
        for old, ended_at in _ended(session, like.version_id):
            if kept_until(ended_at, months) > now or len(gone) == AT_ONCE:
                break
            gone.append(old)
    _remove(session, gone, now)
    return len(gone)


def _versions(session: Session) -> list[Application]:
    """One application that has ended for each version of a service: all of a version are kept equally long."""
    first = select(func.min(Application.id)).where(Application.state.in_(ENDED)).group_by(Application.version_id)
    return list(session.scalars(select(Application).where(Application.id.in_(first)).order_by(Application.id)))


def _ended(session: Session, version_id: int) -> Iterator[tuple[Application, datetime]]:
    """The applications on a version that have ended, and when; those that did first come first."""
    taken_back = (
        select(func.max(ApplicationEvent.at))
        .where(ApplicationEvent.application_id == Application.id, ApplicationEvent.kind == "withdrawn")
        .scalar_subquery()
    )
    decided = select(Application, Application.decided_at).where(Application.decided_at.is_not(None))
    withdrawn = select(Application, taken_back).where(Application.state == "withdrawn")
    for query, moment in ((decided, Application.decided_at), (withdrawn, taken_back)):
        one_version = query.where(Application.version_id == version_id).order_by(moment, Application.id)
        for old, ended_at in session.execute(one_version.limit(AT_ONCE)):
            if ended_at is not None:
                yield old, ended_at


def _remove(session: Session, gone: list[Application], now: datetime) -> None:
    """Remove applications with all that is about them.

    The database lets no event go but those of an application that is being forgotten, so that is said first.
    """
    if not gone:
        return
    ids = [old.id for old in gone]
    session.execute(update(Application).where(Application.id.in_(ids)).values(forgotten_at=now))
    webhooks.forget_applications(session, ids)
    for part in PARTS:
        session.execute(delete(part).where(part.application_id.in_(ids)))
    session.execute(delete(Application).where(Application.id.in_(ids)))
    links = [f"{at}/{old.public_id}" for at in ("/applications", "/desk/applications") for old in gone]
    inbox.forget_links(session, links)
    mandates.forget_links(session, links)
