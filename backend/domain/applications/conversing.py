"""Messages both ways between a citizen and the desk, and the desk's own notes."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.domain.applications.errors import NotSentYet, WritingOver, WroteOften
from backend.domain.applications.events import DAY, By, Text, keep_words, note_deed, note_event, written_lately
from backend.domain.applications.models import Application, Words
from backend.domain.applications.rules import LONGEST_MESSAGE, LONGEST_NOTE, MOST_MESSAGES_A_DAY, can_write
from backend.domain.inbox import actions as inbox
from flows.service import Service


def write_to_desk(
    session: Session, application: Application, service: Service, text: Text, by: By, now: datetime
) -> Words:
    """Let a citizen write about what they sent; who works on it hears of it. The same id again changes nothing.

    Raises `NotSentYet`, `WritingOver`, `WroteOften`, and what `keep_words` raises.
    """
    _hold_to_time(application, now)
    lately = written_lately(session, application, by, now)
    words, new = keep_words(session, application, "message", by, text, now, longest=LONGEST_MESSAGE)
    if not new:
        return words
    if len(lately) >= MOST_MESSAGES_A_DAY:
        raise WroteOften(wait=lately[-MOST_MESSAGES_A_DAY] + DAY - now)
    note_event(session, application, "wrote", by, now, words)
    note_deed(session, application, "wrote", f"wrote:{words.public_id}", now)
    tell_assignee(session, application, service, "case-news", words.id, now)
    application.news_at = now
    return words


def write_to_citizen(
    session: Session, application: Application, service: Service, text: Text, by: By, now: datetime
) -> Words:
    """Let the desk write to a citizen, into their inbox; what they wrote before is then seen. Raises as above."""
    _hold_to_time(application, now)
    words, new = keep_words(session, application, "message", by, text, now, longest=LONGEST_MESSAGE)
    if new:
        application.news_at = None
        note_event(session, application, "wrote", by, now, words)
        tell_citizen(session, application, service, "wrote", f"wrote:{words.id}", now)
    return words


def note(session: Session, application: Application, text: Text, by: By, now: datetime) -> Words:
    """Write something down that only the desk reads. The same id again changes nothing."""
    if application.state == "draft":
        raise NotSentYet
    words, new = keep_words(session, application, "note", by, text, now, longest=LONGEST_NOTE)
    if new:
        note_event(session, application, "noted", by, now, words)
    return words


def mark_seen(application: Application) -> None:
    """Note that the desk has seen what the citizen did last; twice is the same."""
    application.news_at = None


def _hold_to_time(application: Application, now: datetime) -> None:
    if application.state == "draft":
        raise NotSentYet
    if not can_write(application, now):
        raise WritingOver


def tell_citizen(
    session: Session, application: Application, service: Service, kind: str, key: str, now: datetime, **values: object
) -> None:
    """Put a message about an application into its citizen's inbox, once per key."""
    inbox.post(
        session,
        application.account_id,
        kind=kind,
        key=f"{key}:{application.id}",
        values={"service": service.title, "reference": application.reference} | values,
        link=f"/applications/{application.public_id}",
        now=now,
    )


def tell_assignee(
    session: Session, application: Application, service: Service, kind: str, number: int, now: datetime
) -> None:
    """Put a message into the inbox of who works on an application, if somebody does. It names nobody."""
    if application.assignee_id is None:
        return
    inbox.post(
        session,
        application.assignee_id,
        kind=kind,
        key=f"{kind}:{application.id}:{number}:{application.assignee_id}",
        values={"service": service.title, "reference": application.reference},
        link=f"/desk/applications/{application.public_id}",
        now=now,
    )
