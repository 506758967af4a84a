"""Telling a person something, and keeping their devices."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.database import insert_once, vault_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.inbox.errors import TooManyDevices
from backend.domain.inbox.models import Device, Message

MOST_DEVICES = 10


def post(
    session: Session, account_id: int, *, kind: str, key: str, values: Mapping[str, Any], link: str, now: datetime
) -> None:
    """Put a message into a person's inbox, once per key, and ring their phone through the outbox."""
    row = {
        "account_id": account_id,
        "kind": kind,
        "key": key,
        "values_sealed": vault_of(session).seal(dict(values), f"message:{key}"),
        "link": link,
        "created_at": now,
    }
    if insert_once(session, Message, row):
        message_id = session.execute(select(Message.id).where(Message.key == key)).scalar_one()
        outbox.enqueue(session, "message", f"message:{message_id}", {"message": message_id}, now)


def mark_read(session: Session, account_id: int, message_id: int, now: datetime) -> None:
    """Note that a message was read; the first time counts. Raises `NotFound`."""
    own = select(Message.id).where(Message.id == message_id, Message.account_id == account_id)
    if session.scalar(own) is None:
        raise NotFound
    session.execute(update(Message).where(Message.id == message_id, Message.read_at.is_(None)).values(read_at=now))


def forget_about(session: Session, account_id: int, link: str) -> None:
    """Remove a person's messages about something, known by the page they lead to, when it is removed itself."""
    about = or_(Message.link == link, Message.link.startswith(f"{link}/", autoescape=True))
    session.execute(delete(Message).where(Message.account_id == account_id, about))


def forget_links(session: Session, links: Collection[str]) -> None:
    """Remove everybody's messages that lead to these pages, when what is there is removed itself."""
    session.execute(delete(Message).where(Message.link.in_(links)))


def keep_device(session: Session, account_id: int, device_id: uuid.UUID, address: str, now: datetime) -> None:
    """Let a phone ring for this account. A phone that changes hands rings for its new owner only.

    Raises `TooManyDevices`, and `NotFound` if the id is somebody else's.
    """
    vault = vault_of(session)
    there = session.get(Device, device_id)
    if there is not None and there.account_id != account_id:
        raise NotFound
    index = vault.index(address, "device")
    session.execute(delete(Device).where((Device.id == device_id) | (Device.address_index == index)))
    others = session.scalars(select(Device.id).where(Device.account_id == account_id).limit(MOST_DEVICES)).all()
    if len(others) >= MOST_DEVICES:
        raise TooManyDevices(most=MOST_DEVICES)
    session.add(
        Device(
            id=device_id,
            account_id=account_id,
            address_sealed=vault.seal(address, f"device:{device_id}"),
            address_index=index,
            added_at=now,
        )
    )
    session.flush()


def forget_device(session: Session, account_id: int, device_id: uuid.UUID) -> None:
    """Let a phone ring no more for this account; forgetting it twice is the same."""
    session.execute(delete(Device).where(Device.id == device_id, Device.account_id == account_id))


def drop_address(session: Session, device_id: uuid.UUID) -> None:
    """Remove a device whose address no longer exists, as its transport said."""
    session.execute(delete(Device).where(Device.id == device_id))
