"""Telling the owner of a text that it ends soon, or wants to be looked at again."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core import outbox
from backend.domain.identity import queries as identity
from backend.domain.inbox import actions as inbox
from backend.domain.publications import queries
from backend.domain.publications.models import Version
from backend.domain.publications.rules import remind_at
from prose.document import Document

REMINDER = "text-reminder"
"""The outbox kind of it."""
NOT_NEEDED, SENT = "not-needed", "sent"


def remind_later(session: Session, version: Version, document: Document, zone: ZoneInfo) -> None:
    """Write down that the owner is to be reminded, once for each version."""
    due = remind_at(document, zone)
    if due is not None:
        outbox.enqueue(session, REMINDER, f"text-reminder:{version.id}", {"version": version.id}, due)


def remind(session: Session, payload: dict[str, Any], now: datetime) -> str:
    """Write the reminder into the inbox of whoever wrote the text, or of every publisher for one of the folder.

    A text that was replaced or withdrawn meanwhile needs none. Returns the outcome for the outbox.
    """
    version = session.get(Version, payload["version"])
    if version is None or version.state != "published":
        return NOT_NEEDED
    if queries.live_numbers(session, [version.publication_id], now).get(version.publication_id) != version.number:
        return NOT_NEEDED
    document = queries.document_of(version)
    day = min(each for each in (document.ends_on, document.review_on) if each is not None)
    kind = "text-ends" if day == document.ends_on else "text-review"
    values = {"what": document.title}
    owners = [version.author_id] if version.author_id is not None else identity.with_role(session, "publisher")
    for owner in owners:
        inbox.post(
            session,
            owner,
            kind=kind,
            key=f"{kind}:{version.id}:{owner}",
            values=values,
            link=f"/desk/articles/{version.public_id}",
            now=now,
        )
    return SENT
