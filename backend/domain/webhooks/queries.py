"""Who is told, with what, and what became of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.reading import open_within
from backend.domain.catalogue.errors import NotFound
from backend.domain.webhooks.models import Webhook, WebhookDelivery
from backend.domain.webhooks.rules import MOST_WEBHOOKS

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A system that is told, with its address opened."""

    row: Webhook
    address: str


def webhooks(session: Session) -> list[Shown]:
    """All systems that are told, those first that are there longest; there are few."""
    rows = session.scalars(select(Webhook).order_by(Webhook.id).limit(MOST_WEBHOOKS))
    return [Shown(row, address_of(session, row)) for row in rows]


def find(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Webhook | None:
    """The system with this id."""
    query = select(Webhook).where(Webhook.public_id == public_id)
    return session.scalar(query.with_for_update() if lock else query)


def webhook(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Webhook:
    """The system with this id; raises `NotFound`."""
    found = find(session, public_id, lock=lock)
    if found is None:
        raise NotFound
    return found


def deliveries(
    session: Session, webhook: Webhook, *, after: int | None = None, limit: int = PAGE
) -> Sequence[WebhookDelivery]:
    """What it was told, or is to be, newest first; `after` is the `id` of the last one seen."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    if after is not None:
        query = query.where(WebhookDelivery.id < after)
    return session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(min(limit, MOST))).all()


def delivery(session: Session, webhook: Webhook, public_id: uuid.UUID, *, lock: bool = False) -> WebhookDelivery:
    """One message to a system; raises `NotFound`."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.public_id == public_id, WebhookDelivery.webhook_id == webhook.id
    )
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def by_number(session: Session, delivery_id: int, *, lock: bool = False) -> tuple[Webhook, WebhookDelivery] | None:
    """A message and its system, by the message's number; None if either has been taken away."""
    query = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id)
    found = session.scalar(query.with_for_update() if lock else query)
    return None if found is None else (session.get_one(Webhook, found.webhook_id), found)


def address_of(session: Session, webhook: Webhook) -> str:
    """Where a system is told."""
    return str(open_within(session, webhook.address_sealed, address_place(webhook.public_id)))


def secret_of(session: Session, webhook: Webhook) -> str:
    """The secret that the other side must know."""
    return str(open_within(session, webhook.secret_sealed, secret_place(webhook.public_id)))


def secrets_of(session: Session, webhook: Webhook, now: datetime) -> tuple[str, ...]:
    """The secrets that sign a message now: the one in use, and for a day the one before."""
    current = secret_of(session, webhook)
    if webhook.old_secret_sealed is None or webhook.old_until is None or webhook.old_until <= now:
        return (current,)
    return (current, str(open_within(session, webhook.old_secret_sealed, old_secret_place(webhook.public_id))))


def message_id(delivery: WebhookDelivery) -> str:
    """The id of a message, by which the other side knows one that it has seen; the same at every try."""
    return f"msg_{delivery.public_id.hex}"


def address_place(public_id: uuid.UUID) -> str:
    """What an address is sealed for."""
    return f"webhook-address:{public_id}"


def secret_place(public_id: uuid.UUID) -> str:
    """What a secret is sealed for."""
    return f"webhook-secret:{public_id}"


def old_secret_place(public_id: uuid.UUID) -> str:
    """What the secret before is sealed for."""
    return f"webhook-old-secret:{public_id}"
