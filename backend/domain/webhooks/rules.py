"""Decisions about webhooks: what is told of, what is in a message, and when it is tried again."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from push.timing import TRIES, next_try

TYPES: Mapping[str, str] = {
    "sent": "application.sent",
    "taken": "application.in_work",
    "taken_over": "application.in_work",
    "asked": "application.more_needed",
    "answered": "application.answered",
    "approved": "application.decided",
    "refused": "application.decided",
    "withdrawn": "application.withdrawn",
    "appealed": "application.appealed",
}
"""What happened to an application (the kinds of its events) → the type of the message that tells of it."""
EVENTS = tuple(dict.fromkeys(TYPES.values()))
"""What a system may be told of."""
TEST = "webhook.test"
"""A message that tells of nothing: to see whether the other side takes it."""
STATES = ("waiting", "delivered", "given_up")

MOST_WEBHOOKS = 20
LONGEST_NAME = 60
MOST_ANSWERS = 100
OLD_SECRET_KEPT = timedelta(days=1)
"""How long a message is signed with the secret before, too, so that the other side can change without losing any."""
TRIED_FOR = timedelta(hours=48)
"""How long a message is tried, counted from its first try."""
KEPT = timedelta(days=30)
"""How long one can see what was told, once it is settled."""


def try_again(tries: int, first: datetime, now: datetime, asked: timedelta | None, source: Random) -> datetime | None:
    """When a message is tried again after this many tries; None when 48 hours have passed since the first.

    The waits are those of messages to phones: doubled up to 6 hours, each with a random part (`push.timing`).
    `asked` is how long the other side asks to be left alone.
    """
    until = first + TRIED_FOR
    later = next_try(min(tries, TRIES - 1), now, asked, source)
    if later is None or now >= until:
        return None
    # The last try is at the end of the 48 hours, not some hours before it.
    return min(later, until)


def body(kind: str, at: datetime, told: Mapping[str, Any], answers: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a message says. Answers are in it only where the city chose some, each by its question."""
    data = dict(told) | ({} if answers is None else {"answers": dict(answers)})
    return {"type": kind, "timestamp": at.isoformat(), "data": data}


def chosen(question: str, wanted: Collection[str]) -> bool:
    """Whether an answer is among those chosen; one in an entry of a group goes with its group."""
    return question.partition("/")[0] in wanted
