"""Which of the city's systems are told of what, and each message to them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.webhooks.rules import STATES


def _one_of(words: tuple[str, ...]) -> str:
    return ", ".join(repr(each) for each in words)


class Webhook(Base):
    """A system that is told. Its address may hold a password of its own, so it is sealed like its secret.

    `events` are words of `rules.EVENTS`; `service` is the only one it hears of, None for all; `answers` are the
    questions of that service whose answers it gets: none, unless somebody chose them. `secret_id` names the secret in
    use. `old_secret_sealed` signs too until `old_until`. `paused` is why nothing goes out: 'desk', or 'gone' when the
    other side said that it wants no more.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    name: Mapped[str] = mapped_column(String(60))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    events: Mapped[list[str]] = mapped_column(JSON)
    service: Mapped[str | None] = mapped_column(String(60))
    answers: Mapped[list[str]] = mapped_column(JSON)
    paused: Mapped[str | None] = mapped_column(String(4))
    secret_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    old_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("paused IN ('desk', 'gone')", name="paused"),
        CheckConstraint("(old_secret_sealed IS NULL) = (old_until IS NULL)", name="whole_old_secret"),
    )


class WebhookDelivery(Base):
    """One message to one system: of one event of an application, or a test. An event is told to a system once.

    `told` holds what happened, without an answer of anybody; answers are opened for each try and kept nowhere here.
    `job` is the key of its row in the outbox, `outcome` how the last try went, in a word.
    """

    __tablename__ = "webhook_delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    event_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(40))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(9))
    job: Mapped[str] = mapped_column(String(120))
    tries: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        CheckConstraint(f"state IN ({_one_of(STATES)})", name="state"),
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_webhook_delivery_of", "webhook_id", "id"),
        Index("ix_webhook_delivery_settled", "tried_at"),
    )
