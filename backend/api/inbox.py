"""Messages from the city, and the phones that ring for them."""

import uuid
from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend.api.area import Area, page_of
from backend.api.door import formats, me, reading, translator, who, writing
from backend.api.schemas import LARGEST_ID, ByNumber, Sent, Shown, moment, next_number, plain
from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.inbox import actions, queries
from backend.domain.inbox.errors import TooManyDevices
from backend.domain.inbox.models import Message
from backend.domain.inbox.texts import KINDS, Letter

area = Area("Inbox", __name__, "Messages from the city, and the phones that ring for them.")

LONGEST_DEVICE_TOKEN = 1000


class MessageSchema(Shown):
    """One message."""

    id = fields.Integer(required=True, metadata={"example": 42})
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    title = plain("in the reader's language", "We have what you sent: Get a senior travel card")
    body = fields.List(fields.String(), required=True, metadata={"description": "paragraphs, in the reader's language"})
    link = plain("what it is about, as a path of the web pages", "/applications/0d9c6a0e-…")
    created_at = moment("when it was written")
    read_at = moment("when it was first read", allow_none=True)


class MessagesSchema(Shown):
    """A page of messages."""

    items = fields.List(fields.Nested(MessageSchema), required=True)
    next = next_number()
    unread = fields.Integer(required=True, metadata={"description": "how many are not read yet"})


class DeviceSchema(Sent):
    """Where a phone can be reached."""

    token = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_DEVICE_TOKEN), validate.Regexp(r"^[\x21-\x7e]*$")],
        metadata={"description": "registration token of Firebase Cloud Messaging", "example": "dGVzdA:APA91b…"},
    )


@area.get("/inbox")
@who(Who.SIGNED_IN)
@area.takes(ByNumber, where="query")
@area.gives(200, MessagesSchema)
def messages(query: dict[str, Any]) -> dict[str, Any]:
    """The person's messages, newest first."""
    account = me().account_id
    with reading() as session:
        found = queries.messages(session, account, after=query["after"], limit=query["limit"] + 1)
        page = page_of(found, lambda message: message.id, query["limit"])
        items = [_in_words(session, each) for each in page["items"]]
        return page | {"items": items, "unread": queries.unread(session, account)}


@area.get(f"/inbox/<int(min=1, max={LARGEST_ID}):message_id>")
@who(Who.SIGNED_IN)
@area.gives(200, MessageSchema)
@area.may_fail(NotFound)
def message(message_id: int) -> dict[str, Any]:
    """One message. Reading it here does not mark it as read."""
    with reading() as session:
        return _in_words(session, queries.message(session, me().account_id, message_id))


def _in_words(session: Session, found: Message) -> dict[str, Any]:
    letter = Letter(found.kind, queries.values_of(session, found), translator().text, formats().moment)
    same = {name: getattr(found, name) for name in ("id", "kind", "link", "created_at", "read_at")}
    return same | {"title": letter.title, "body": letter.body}


@area.put(f"/inbox/<int(min=1, max={LARGEST_ID}):message_id>/read")
@who(Who.SIGNED_IN)
@area.gives(204, description="It is marked as read")
@area.may_fail(NotFound)
def mark_read(message_id: int) -> None:
    """Note that a message was read. It takes no body; the first time counts."""
    with writing() as session:
        actions.mark_read(session, me().account_id, message_id, clock.now())


@area.put("/devices/<uuid:device_id>")
@who(Who.SIGNED_IN)
@area.takes(DeviceSchema)
@area.gives(204, description="This phone rings for this person")
@area.may_fail(NotFound, TooManyDevices)
def keep_device(body: dict[str, Any], device_id: uuid.UUID) -> None:
    """Let this phone ring when there is a message. Send it again whenever the token changes."""
    with writing() as session:
        actions.keep_device(session, me().account_id, device_id, body["token"], clock.now())


@area.delete("/devices/<uuid:device_id>")
@who(Who.SIGNED_IN)
@area.gives(204, description="This phone rings no more, or did not")
@area.may_fail(NotFound)
def forget_device(device_id: uuid.UUID) -> None:
    """Let this phone ring no more for this person."""
    with writing() as session:
        actions.forget_device(session, me().account_id, device_id)
