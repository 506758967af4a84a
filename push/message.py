"""A message for a phone, the parcel it travels in, and what became of it."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, ClassVar, Literal, Self

from push.text import clean, json_bytes, shorten, shorten_to

PAYLOAD_LIMIT = 4096  # bytes: FCM refuses more ('Message exceeds maximum size')
KEY_LIMIT = 128  # characters
TITLE_LIMIT = 120  # characters: phones show about 40 to 65 of them
LINK_LIMIT = 400  # characters
COLLAPSE_ID_LIMIT = 64  # bytes: Apple refuses a longer apns-collapse-id

Channel = Literal["push", "sms"]

_KEY = re.compile(r"[!-~]+")  # ASCII without spaces: it becomes an HTTP header
_LINK = re.compile(r"/(?![/\\])[!-~]*")  # a path of ours: '//elsewhere' would be another site
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_REASON = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Push:
    """What a person should read on their phone, ready in their language.

    `key` is stable for one event: a message sent again under its key takes the place of the first, so a repeat after
    a crash is not seen twice. `link` is a path in the city app. Raises ValueError for a key, link or language that a
    program got wrong; title and body are people's words, and `fit` makes them fit.
    """

    key: str
    title: str = field(repr=False)
    body: str = field(repr=False)
    link: str
    language: str
    urgent: bool = False

    def __post_init__(self) -> None:
        if len(self.key) > KEY_LIMIT or not _KEY.fullmatch(self.key):
            raise ValueError(f"A push key is 1 to {KEY_LIMIT} ASCII characters without spaces.")
        if len(self.link) > LINK_LIMIT or not _LINK.fullmatch(self.link):
            raise ValueError(f"A push link is a path like /inbox/7, in ASCII, of at most {LINK_LIMIT} characters.")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError("A push language is a tag like en or zh-Hant.")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One push on its way to one address: a device's registration token, or a phone number in E.164 form.

    `fid` is the Firebase installation ID, which FCM prefers to the token where the app has given it. The address is
    personal data, so it is left out of the printed form.
    """

    push: Push
    channel: Channel
    address: str = field(repr=False)
    fid: str | None = field(default=None, repr=False)


class Kind(StrEnum):
    """What became of a delivery."""

    SENT = "sent"
    GONE = "gone"
    RETRY = "retry"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one delivery, and so what the sender does next.

    SENT: the carrier has it. GONE: the address no longer exists, delete it. RETRY: try again, not sooner than `after`
    if that is given. REFUSED: it will never go this way. `reason` is a short code such as `bad-number` for logs and
    counts; its form leaves no room for personal data. Raises ValueError for any other form.
    """

    kind: Kind
    after: timedelta | None = None
    reason: str | None = None

    SENT: ClassVar["Outcome"]
    GONE: ClassVar["Outcome"]

    def __post_init__(self) -> None:
        if self.reason is not None and not _REASON.fullmatch(self.reason):
            raise ValueError("An outcome's reason is a code of a-z, 0-9 and hyphens, at most 40 characters.")
        if (self.kind is Kind.REFUSED) and self.reason is None:
            raise ValueError("A refusal needs a reason.")

    @classmethod
    def retry(cls, reason: str, after: timedelta | None = None) -> Self:
        """Try again later, not sooner than `after` from now if the carrier asked for that."""
        return cls(Kind.RETRY, after, reason)

    @classmethod
    def refused(cls, reason: str) -> Self:
        """Never goes this way; trying again would not help."""
        return cls(Kind.REFUSED, None, reason)


Outcome.SENT = Outcome(Kind.SENT)
Outcome.GONE = Outcome(Kind.GONE)


def fit(push: Push) -> Push:
    """The push with a title of at most 120 characters, and a body trimmed so that the payload is ≤ 4,096 bytes.

    What is cut ends with an ellipsis; the whole text waits in the app, behind the link. A push that fits is returned
    with the same words. The limit is FCM's, counted on the JSON as it is sent (see `payload`).
    """
    title = shorten_to(clean(push.title), TITLE_LIMIT)
    body = clean(push.body)
    bare = len(json.dumps(payload(replace(push, title=title, body="-")))) - json_bytes("-")
    return replace(push, title=title, body=shorten(body, PAYLOAD_LIMIT - bare))


def payload(push: Push) -> dict[str, Any]:
    """The push as an FCM HTTP v1 message, without the address.

    Keys and shapes follow projects.messages of the FCM HTTP v1 reference. The tag (Android, web) and the collapse id
    (Apple) are the push's key: that is how a repeat replaces. Android's collapse_key is left alone on purpose: FCM
    keeps four of them for each device while it is off, and drops the rest.
    """
    return {
        "notification": {"title": push.title, "body": push.body},
        "data": {"key": push.key, "link": push.link, "language": push.language},
        "android": {
            "priority": "high" if push.urgent else "normal",
            "notification": {"tag": push.key, "default_sound": True},
        },
        "apns": {
            "headers": {"apns-collapse-id": collapse_id(push.key), "apns-priority": "10" if push.urgent else "5"},
            "payload": {"aps": {"sound": "default"}},
        },
        "webpush": {
            "headers": {"Urgency": "high" if push.urgent else "normal"},
            "notification": {"tag": push.key, "lang": push.language},
        },
    }


def collapse_id(key: str) -> str:
    """The key, or its SHA-256 in hexadecimal where the key is longer than Apple's 64 bytes."""
    return key if len(key) <= COLLAPSE_ID_LIMIT else sha256(key.encode()).hexdigest()
