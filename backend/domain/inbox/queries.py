"""Messages to read, and where to ring."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.reading import Matter, open_sealed
from backend.domain.catalogue.errors import NotFound
from backend.domain.inbox.models import Device, Message

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""


def messages(session: Session, account_id: int, *, after: int | None = None, limit: int = PAGE) -> Sequence[Message]:
    """A person's messages, newest first; `after` is the `id` of the last one seen."""
    query = select(Message).where(Message.account_id == account_id)
    if after is not None:
        query = query.where(Message.id < after)
    return session.scalars(query.order_by(Message.id.desc()).limit(min(limit, MOST))).all()


def message(session: Session, account_id: int, message_id: int) -> Message:
    """One of a person's own messages; raises `NotFound`."""
    found = session.scalar(select(Message).where(Message.id == message_id, Message.account_id == account_id))
    if found is None:
        raise NotFound
    return found


def values_of(session: Session, found: Message) -> dict[str, Any]:
    """What a message is about, opened."""
    of, about = found.account_id, Matter("message")
    place = f"message:{found.key}"
    values: dict[str, Any] = open_sealed(session, found.values_sealed, place, of=of, about=about, name="message.text")
    return values


def unread(session: Session, account_id: int) -> int:
    """How many messages wait to be read."""
    query = select(func.count()).where(Message.account_id == account_id, Message.read_at.is_(None))
    return session.scalar(query) or 0


def told_since(session: Session, account_id: int, kind: str, since: datetime) -> bool:
    """Whether a person got a message of this kind after a moment."""
    query = select(Message.id).where(Message.account_id == account_id, Message.kind == kind)
    return session.scalar(query.where(Message.created_at > since).limit(1)) is not None


def devices(session: Session, account_id: int) -> list[tuple[uuid.UUID, str]]:
    """Where a person's phones ring: (device id, address)."""
    about = Matter("account")
    query = select(Device.id, Device.address_sealed).where(Device.account_id == account_id)
    places = {row.id: (row.address_sealed, f"device:{row.id}") for row in session.execute(query)}
    return [
        (key, open_sealed(session, *sealed, of=account_id, about=about, name="account.device"))
        for key, sealed in places.items()
    ]
