"""Setting up who is told, telling, and settling what became of it."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.database import insert_once, vault_of
from backend.core.errors import FieldError
from backend.core.text import N_
from backend.domain.webhooks import queries
from backend.domain.webhooks.errors import TooManyWebhooks, WebhookPaused, WebhookWrong
from backend.domain.webhooks.models import Webhook, WebhookDelivery
from backend.domain.webhooks.rules import (
    EVENTS,
    KEPT,
    LONGEST_NAME,
    MOST_WEBHOOKS,
    OLD_SECRET_KEPT,
    TEST,
    TYPES,
    try_again,
)
from flows.service import Service
from push.message import Kind, Outcome
from push.signing import new_secret
from push.webhooks import AddressWrong, Network, check_address

JOB = "webhook"
WHY_NOT = {
    "shape": N_("Type the whole address, for example https://records.example/hooks"),
    "scheme": N_("The address begins with https://"),
    "private": N_("This address is inside a closed network. Ask those who run the program to open it."),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How somebody wants a system to be told: see `Webhook`."""

    name: str
    address: str
    events: Sequence[str]
    service: str | None = None
    answers: Sequence[str] = ()
    paused: bool = False


def save(
    session: Session,
    by: int,
    public_id: uuid.UUID,
    wanted: Wanted,
    services: Mapping[str, Service],
    inside: Sequence[Network],
    now: datetime,
) -> tuple[Webhook, bool]:
    """Let a system be told, or change how; returns it, and whether it is new. The same again changes nothing.

    `inside` are the networks of the city's own that may be called. Raises `WebhookWrong` and `TooManyWebhooks`.
    """
    _hold(wanted, services, inside)
    found = queries.find(session, public_id, lock=True)
    new = found is None
    if found is None:
        found = _make(session, by, public_id, wanted, now)
    if new or _differs(session, found, wanted):
        found.name, found.service = wanted.name.strip(), wanted.service
        found.events = [each for each in EVENTS if each in wanted.events]
        found.answers = list(dict.fromkeys(wanted.answers))
        found.paused = (found.paused or "desk") if wanted.paused else None
        found.address_sealed = vault_of(session).seal(wanted.address, queries.address_place(public_id))
        found.changed_by, found.changed_at = by, now
        session.flush()
    return found, new


def _make(session: Session, by: int, public_id: uuid.UUID, wanted: Wanted, now: datetime) -> Webhook:
    if (session.scalar(select(func.count(Webhook.id))) or 0) >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    vault = vault_of(session)
    row = {
        "public_id": public_id,
        "name": wanted.name.strip(),
        "address_sealed": vault.seal(wanted.address, queries.address_place(public_id)),
        "events": [],
        "answers": [],
        "secret_id": public_id,
        "secret_sealed": vault.seal(new_secret(), queries.secret_place(public_id)),
        "made_at": now,
        "changed_by": by,
        "changed_at": now,
    }
    insert_once(session, Webhook, row)
    return queries.webhook(session, public_id, lock=True)


def _differs(session: Session, found: Webhook, wanted: Wanted) -> bool:
    said = (wanted.name.strip(), wanted.service, set(wanted.events), set(wanted.answers), wanted.paused, wanted.address)
    is_so = (found.name, found.service, set(found.events), set(found.answers), found.paused is not None)
    return said != (*is_so, queries.address_of(session, found))


def _hold(wanted: Wanted, services: Mapping[str, Service], inside: Sequence[Network]) -> None:
    errors = []
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        errors.append(_field("name", N_("Give it a name, for example Records system")))
    try:
        check_address(wanted.address, inside)
    except AddressWrong as error:
        errors.append(_field("address", WHY_NOT[error.why]))
    if not wanted.events or not set(wanted.events) <= set(EVENTS):
        errors.append(_field("events", N_("Choose at least one thing to tell of.")))
    service = services.get(wanted.service or "")
    if wanted.service is not None and service is None:
        errors.append(_field("service", N_("Choose one of the services, or all.")))
    if not set(wanted.answers) <= answers_of(service):
        errors.append(_field("answers", N_("Answers are chosen for one service, from its own questions.")))
    if errors:
        raise WebhookWrong(tuple(errors))


def _field(name: str, message: str) -> FieldError:
    return FieldError(name, f"/{name}", message)


def answers_of(service: Service | None) -> frozenset[str]:
    """The questions of a service whose answers may be chosen."""
    asked = service.questions if service else ()
    return frozenset(each.id for each in asked if not each.is_exit and each.type != "info")


def renew_secret(session: Session, webhook: Webhook, secret_id: uuid.UUID, by: int, now: datetime) -> None:
    """Sign with a new secret; the one before signs too for a day. The same id again changes nothing."""
    if webhook.secret_id == secret_id:
        return
    vault, public_id = vault_of(session), webhook.public_id
    webhook.old_secret_sealed = vault.seal(queries.secret_of(session, webhook), queries.old_secret_place(public_id))
    webhook.old_until = now + OLD_SECRET_KEPT
    webhook.secret_sealed = vault.seal(new_secret(), queries.secret_place(public_id))
    webhook.secret_id, webhook.changed_by, webhook.changed_at = secret_id, by, now
    session.flush()


def remove(session: Session, public_id: uuid.UUID) -> None:
    """Tell a system nothing more, and forget what it was told; twice is the same."""
    session.execute(delete(Webhook).where(Webhook.public_id == public_id))


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to an application: the number and kind of its event, and what may be told to anybody."""

    application_id: int
    event_id: int
    kind: str
    service: str
    told: Mapping[str, Any]


def announce(session: Session, happened: Happened, now: datetime) -> None:
    """Write down that systems are to be told, each once, together with the change itself."""
    kind = TYPES.get(happened.kind)
    if kind is None:
        return
    query = select(Webhook.id, Webhook.events).where(
        Webhook.paused.is_(None), (Webhook.service.is_(None)) | (Webhook.service == happened.service)
    )
    for webhook_id, events in session.execute(query.order_by(Webhook.id)).all():
        if kind in events:
            of = {"application_id": happened.application_id, "event_id": happened.event_id}
            _write_down(session, webhook_id, uuid.uuid4(), kind, happened.told, now, of)


def test(session: Session, webhook: Webhook, public_id: uuid.UUID, now: datetime) -> WebhookDelivery:
    """Send a message that tells of nothing. The same id again sends nothing more. Raises `WebhookPaused`."""
    _hold_awake(webhook)
    _write_down(session, webhook.id, public_id, TEST, {}, now, {})
    return queries.delivery(session, webhook, public_id)


def _write_down(
    session: Session,
    webhook_id: int,
    public_id: uuid.UUID,
    kind: str,
    told: Mapping[str, Any],
    now: datetime,
    of: Mapping[str, int],
) -> None:
    job = f"webhook:{public_id}"
    row = {"public_id": public_id, "webhook_id": webhook_id, "kind": kind, "told": dict(told), "at": now}
    row |= {"state": "waiting", "job": job, "tries": 0, "next_at": now, **of}
    if insert_once(session, WebhookDelivery, row):
        number = session.scalar(select(WebhookDelivery.id).where(WebhookDelivery.public_id == public_id))
        outbox.enqueue(session, JOB, job, {"delivery": number}, now)


def send_again(
    session: Session, webhook: Webhook, delivery: WebhookDelivery, again_id: uuid.UUID, now: datetime
) -> None:
    """Send a message once more under the id that it has, or at once if it still waits for its next try.

    The same id again does nothing more. Raises `WebhookPaused`.
    """
    _hold_awake(webhook)
    if delivery.state == "waiting":
        if outbox.hurry(session, delivery.job, now):
            delivery.next_at = now
        return
    job = f"webhook:{delivery.public_id}:{again_id}"
    if outbox.enqueue(session, JOB, job, {"delivery": delivery.id}, now):
        delivery.state, delivery.job, delivery.next_at = "waiting", job, now
        delivery.tries, delivery.first_tried_at = 0, None
        session.flush()


def _hold_awake(webhook: Webhook) -> None:
    if webhook.paused is not None:
        raise WebhookPaused


def settle(
    session: Session, webhook: Webhook, delivery: WebhookDelivery, outcome: Outcome, now: datetime, source: Random
) -> datetime | None:
    """Keep how a try went; returns when the next one is, None if there is none.

    A system that is gone (410) is told nothing more until somebody switches it on again.
    """
    delivery.tries += 1
    delivery.first_tried_at = delivery.first_tried_at or now
    delivery.tried_at, delivery.outcome = now, outcome.reason or "delivered"
    if outcome.kind is Kind.GONE:
        webhook.paused = "gone"
    again = None
    if outcome.kind is Kind.RETRY:
        again = try_again(delivery.tries, delivery.first_tried_at, now, outcome.after, source)
    delivery.next_at = again
    if again is None:
        delivery.state = "delivered" if outcome.kind is Kind.SENT else "given_up"
    session.flush()
    return again


def give_up(session: Session, delivery: WebhookDelivery, why: str, now: datetime) -> None:
    """Settle a message that is not tried, and say why in a word."""
    delivery.state, delivery.outcome, delivery.next_at, delivery.tried_at = "given_up", why, None, now
    session.flush()


def forget_old(session: Session, now: datetime) -> None:
    """Forget what was told some weeks ago; what still waits stays."""
    settled = (WebhookDelivery.state != "waiting", WebhookDelivery.tried_at < now - KEPT)
    session.execute(delete(WebhookDelivery).where(*settled))


def forget_applications(session: Session, ids: Collection[int]) -> None:
    """Forget what was told of applications, with them."""
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.application_id.in_(ids)))
