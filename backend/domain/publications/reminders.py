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
from backend.domain.publications.rules import has_ended, remind_at

REMINDER = "text-reminder"
"""The outbox kind of it."""
NOT_NEEDED, SENT, PLANNED = "not-needed", "sent", "planned"


def remind_later(session: Session, version: Version, zone: ZoneInfo) -> None:
    """Write down that the owner of a published version is to be reminded, once of each of its days.

    The time is in the key: a text that is put off is planned anew, and what was planned before finds nothing to do.
    """
    if version.publish_at is None:
        return
    for kind, due in remind_at(queries.document_of(version), version.publish_at, zone).items():
        key = f"{REMINDER}:{version.id}:{kind}:{due:%Y%m%dT%H%M%S}"
        outbox.enqueue(session, REMINDER, key, {"version": version.id, "kind": kind}, due)


def remind(session: Session, payload: dict[str, Any], zone: ZoneInfo, now: datetime) -> str:
    """Write the reminder into the inbox of whoever wrote the text, or of every publisher for one of the folder.

    A text that was replaced or withdrawn meanwhile, or has ended, needs none. Returns the outcome for the outbox.
    """
    version = session.get(Version, payload["version"])
    if version is None or version.state != "published":
        return NOT_NEEDED
    kind = payload.get("kind")
    if kind is None:  # written down when only the earlier of the two days was: now each gets its own time
        remind_later(session, version, zone)
        return PLANNED
    if queries.live_numbers(session, [version.publication_id], now).get(version.publication_id) != version.number:
        return NOT_NEEDED
    document = queries.document_of(version)
    if has_ended(document.ends_on, now.astimezone(zone).date()):
        return NOT_NEEDED
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
