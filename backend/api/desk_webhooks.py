"""The city's systems that are told of submissions and of changes of state, for its administrators."""

import uuid
from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area, page_of
from backend.api.door import me, parts, reading, who, writing
from backend.api.schemas import PRINTABLE, ByNumber, Sent, Shown, YesOrNo, moment, next_number, plain
from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.webhooks import actions, queries
from backend.domain.webhooks.actions import Wanted
from backend.domain.webhooks.errors import TooManyWebhooks, WebhookPaused, WebhookWrong
from backend.domain.webhooks.models import Webhook, WebhookDelivery
from backend.domain.webhooks.rules import EVENTS, LONGEST_NAME, MOST_ANSWERS, STATES, TEST
from push.webhooks import LONGEST_ADDRESS

area = Area("Webhooks", __name__, "The city's own systems are told of submissions and of changes of state.")

ITEM = "/desk/webhooks/<uuid:webhook_id>"
EXAMPLE = "https://records.example/hooks"
LONGEST_ID = 60


def _events(**options: Any) -> fields.List[Any]:
    said = "what it is told of; `application.decided` says in `state` how"
    each = fields.String(validate=validate.OneOf(EVENTS))
    return fields.List(each, required=True, metadata={"description": said, "example": [EVENTS[0]]}, **options)


def _answers(**options: Any) -> fields.List[Any]:
    said = "questions of `service` whose answers it gets; without any it learns nothing that a person told"
    each = fields.String(validate=validate.Length(max=LONGEST_ID))
    return fields.List(each, metadata={"description": said, "example": ["full_name"]}, **options)


class WebhookBody(Sent):
    """How a system is to be told."""

    name = fields.String(
        required=True,
        validate=[validate.Length(max=LONGEST_NAME), validate.Regexp(PRINTABLE)],
        metadata={"description": "for people at the desk", "example": "Records system"},
    )
    address = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST_ADDRESS),
        metadata={"description": "https://…; nothing in a closed network, unless the settings open it"}
        | {"example": EXAMPLE},
    )
    events = _events(validate=validate.Length(max=len(EVENTS)))
    service = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_ID),
        metadata={"description": "the only service it hears of; null for all", "example": "senior-travel-card"},
    )
    answers = _answers(load_default=list, validate=validate.Length(max=MOST_ANSWERS))
    paused = YesOrNo(load_default=False, metadata={"description": "nothing is sent, and nothing is kept for later"})


class WebhookSchema(Shown):
    """One system that is told."""

    id = fields.UUID(required=True, attribute="public_id", metadata={"description": "made by the caller"})
    name = plain("for people at the desk", "Records system")
    address = plain("where it is told", EXAMPLE)
    events = _events()
    service = plain("the only service it hears of; null for all", "senior-travel-card", allow_none=True)
    answers = _answers(required=True)
    paused = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["desk", "gone"]),
        metadata={"description": "gone: it answered 410, so nothing more is sent until it is switched on"},
    )
    made_at = moment("when it was set up")
    changed_at = moment("when somebody last changed it")


class WebhooksSchema(Shown):
    """All systems that are told; there are few."""

    items = fields.List(fields.Nested(WebhookSchema), required=True)


class SecretSchema(Shown):
    """What the other side needs to verify messages."""

    secret = plain("to verify with; give it to nobody else", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
    old_until = moment("until when the secret before signs too; null where it does not", allow_none=True)


class DeliverySchema(Shown):
    """One message to a system."""

    id = fields.UUID(required=True, attribute="public_id")
    message_id = plain("what it has as `webhook-id`, the same at every try", "msg_1f0c2b5e0d5b4f6f8d1b2a3c4d5e6f70")
    type = fields.String(required=True, validate=validate.OneOf([*EVENTS, TEST]))
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reference = plain("of the application; null for a test", "AA39EN9W", allow_none=True)
    at = moment("when it happened")
    tries = fields.Integer(required=True, metadata={"example": 1})
    tried_at = moment("when it was last tried; null before", allow_none=True)
    next_at = moment("when it is tried next; null when it is settled", allow_none=True)
    outcome = plain("how the last try went, in a word; null before", "status-500", allow_none=True)


class DeliveriesSchema(Shown):
    """A page of messages."""

    items = fields.List(fields.Nested(DeliverySchema), required=True)
    next = next_number()


def _shown(row: Webhook, address: str) -> dict[str, Any]:
    names = ("public_id", "name", "events", "service", "answers", "paused", "made_at", "changed_at")
    return {name: getattr(row, name) for name in names} | {"address": address}


def _delivery(row: WebhookDelivery) -> dict[str, Any]:
    names = ("id", "public_id", "state", "at", "tries", "tried_at", "next_at", "outcome")
    told = {"type": row.kind, "message_id": queries.message_id(row), "reference": row.told.get("reference")}
    return {name: getattr(row, name) for name in names} | told


@area.get("/desk/webhooks")
@who(Who.ADMINISTRATOR)
@area.gives(200, WebhooksSchema)
def all_webhooks() -> dict[str, Any]:
    """All systems that are told."""
    with reading() as session:
        return {"items": [_shown(each.row, each.address) for each in queries.webhooks(session)]}


@area.put(ITEM)
@who(Who.ADMINISTRATOR)
@area.takes(WebhookBody)
@area.gives(200, WebhookSchema, "It was changed, or was so already")
@area.also_gives(201, WebhookSchema, "It is told from now on")
@area.may_fail(NotFound, WebhookWrong, TooManyWebhooks)
def set_webhook(body: dict[str, Any], webhook_id: uuid.UUID) -> tuple[Any, int]:
    """Let a system be told, under an id that the caller makes, or change how. The same again changes nothing."""
    inside, services = parts().settings.webhook_networks, parts().content.services
    with writing() as session:
        row, new = actions.save(session, me().account_id, webhook_id, Wanted(**body), services, inside, clock.now())
        return _shown(row, queries.address_of(session, row)), 201 if new else 200


@area.get(ITEM)
@who(Who.ADMINISTRATOR)
@area.gives(200, WebhookSchema)
@area.may_fail(NotFound)
def one_webhook(webhook_id: uuid.UUID) -> dict[str, Any]:
    """One system that is told."""
    with reading() as session:
        row = queries.webhook(session, webhook_id)
        return _shown(row, queries.address_of(session, row))


@area.delete(ITEM)
@who(Who.ADMINISTRATOR)
@area.gives(204, description="It is told nothing more")
@area.may_fail(NotFound)
def remove_webhook(webhook_id: uuid.UUID) -> None:
    """Tell a system nothing more, and forget what it was told; twice is the same."""
    with writing() as session:
        actions.remove(session, webhook_id)


@area.get(f"{ITEM}/secret")
@who(Who.ADMINISTRATOR)
@area.gives(200, SecretSchema)
@area.may_fail(NotFound)
def webhook_secret(webhook_id: uuid.UUID) -> dict[str, Any]:
    """The secret with which the other side verifies messages."""
    with reading() as session:
        row = queries.webhook(session, webhook_id)
        return _secret(queries.secret_of(session, row), row)


@area.put(f"{ITEM}/secrets/<uuid:secret_id>")
@who(Who.ADMINISTRATOR)
@area.gives(200, SecretSchema)
@area.may_fail(NotFound)
def renew_webhook_secret(webhook_id: uuid.UUID, secret_id: uuid.UUID) -> dict[str, Any]:
    """Sign with a new secret, under an id that the caller makes; for a day the one before signs too."""
    with writing() as session:
        row = queries.webhook(session, webhook_id, lock=True)
        actions.renew_secret(session, row, secret_id, me().account_id, clock.now())
        return _secret(queries.secret_of(session, row), row)


def _secret(secret: str, row: Webhook) -> dict[str, Any]:
    both = row.old_until is not None and row.old_until > clock.now()
    return {"secret": secret, "old_until": row.old_until if both else None}


@area.get(f"{ITEM}/deliveries")
@who(Who.ADMINISTRATOR)
@area.takes(ByNumber, where="query")
@area.gives(200, DeliveriesSchema)
@area.may_fail(NotFound)
def webhook_deliveries(query: dict[str, Any], webhook_id: uuid.UUID) -> dict[str, Any]:
    """What a system was told in the last 30 days, and what it is to be told, newest first."""
    with reading() as session:
        row = queries.webhook(session, webhook_id)
        found = queries.deliveries(session, row, after=query["after"], limit=query["limit"] + 1)
        return page_of([_delivery(each) for each in found], lambda each: each["id"], query["limit"])


@area.put(f"{ITEM}/tests/<uuid:delivery_id>")
@who(Who.ADMINISTRATOR)
@area.gives(202, DeliverySchema, "It goes out now")
@area.may_fail(NotFound, WebhookPaused)
def send_webhook_test(webhook_id: uuid.UUID, delivery_id: uuid.UUID) -> dict[str, Any]:
    """Send a message that tells of nothing, under an id that the caller makes: to see whether the other side takes it.

    The same id again sends nothing more.
    """
    with writing() as session:
        row = queries.webhook(session, webhook_id)
        return _delivery(actions.test(session, row, delivery_id, clock.now()))


@area.put(f"{ITEM}/deliveries/<uuid:delivery_id>/repeats/<uuid:repeat_id>")
@who(Who.ADMINISTRATOR)
@area.gives(202, DeliverySchema, "It goes out now")
@area.may_fail(NotFound, WebhookPaused)
def send_webhook_again(webhook_id: uuid.UUID, delivery_id: uuid.UUID, repeat_id: uuid.UUID) -> dict[str, Any]:
    """Send a message once more, with the id that it has; one that waits for its next try goes out at once.

    The same `repeat_id` again sends nothing more.
    """
    with writing() as session:
        row = queries.webhook(session, webhook_id)
        found = queries.delivery(session, row, delivery_id, lock=True)
        actions.send_again(session, row, found, repeat_id, clock.now())
        return _delivery(found)
