"""What a device sends of a learner: events as a list, or the same in columns."""

from collections.abc import Sequence
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from backend.api.schemas import SLUG, Column, Sent, Shown, WholeNumber
from backend.domain.learning.rules import MOST_EVENTS
from tutorials.batch import LONG_AGO, BatchWrong, read_small
from tutorials.progress import EVENT_KINDS, Event
from tutorials.runs import HELPED, RUNS

LONGEST_LEAP = 10**12
"""Seconds from one event to the next; a wrong clock leaps, and what it says is doubted later."""
MOST_NAMED = 60
"""Lessons in a batch, and steps of each: so many of the longest names fit into a body."""


class EventSchema(Sent):
    """One thing that a learner did."""

    id = fields.UUID(required=True, metadata={"description": "made by the device; sent twice it counts once"})
    lesson = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "senior-travel-card"})
    step = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "give-birth-date"})
    kind = fields.String(
        required=True,
        validate=validate.OneOf(EVENT_KINDS),
        metadata={
            "description": "stuck: the hints ran out, or help was asked for after the last. seen: somebody who was "
            "there saw that a step for real worked; it comes beside done"
        },
    )
    run = fields.String(
        load_default=HELPED,
        validate=validate.OneOf(RUNS),
        metadata={
            "description": "with how much help: watch, guided, hints, alone or real. What was done after asking for "
            "help in the run alone is 'hints'; only steps done in 'alone' count as 'I can do this'"
        },
    )
    at = fields.AwareDateTime(required=True, metadata={"description": "by the clock of the device, with its zone"})


class EventsSchema(Sent):
    """What a learner did, perhaps long ago and offline."""

    events = fields.List(
        fields.Nested(EventSchema),
        required=True,
        validate=validate.Length(max=MOST_EVENTS),
        metadata={"description": "in any order; more than this are sent one lot after another"},
    )

    @post_load
    def _as_events(self, sent: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"events": [Event(**each | {"at": max(each["at"], LONG_AGO)}) for each in sent["events"]]}


def _numbered(words: Sequence[str]) -> str:
    return ", ".join(f"{number} {word}" for number, word in enumerate(words))


class StretchSchema(Sent):
    """Ids that go up by one."""

    first = fields.UUID(required=True, metadata={"description": "made by the device, with room behind it"})
    count = WholeNumber(required=True, validate=validate.Range(1, MOST_EVENTS), metadata={"example": 50})


class LessonStepsSchema(Sent):
    """A lesson with those of its steps that are in a batch."""

    lesson = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "senior-travel-card"})
    steps = fields.List(
        fields.String(validate=validate.Regexp(SLUG)),
        required=True,
        validate=validate.Length(max=MOST_NAMED),
        metadata={"description": "a lesson of which more are told stands here twice"},
    )


def _column(description: str, least: int, most: int) -> Column:
    length, said = validate.Length(max=MOST_EVENTS), {"description": description}
    return Column(least, most, required=True, validate=length, metadata=said)


class SmallEventsSchema(Sent):
    """The same events in columns, each of one number for every event.

    Fifty are some 350 bytes when they are compressed, with `Content-Encoding: deflate` or `gzip`.
    """

    ids = fields.List(
        fields.Nested(StretchSchema),
        required=True,
        validate=validate.Length(max=MOST_EVENTS),
        metadata={"description": "of the events, in their order: each stretch counts up from its first"},
    )
    lessons = fields.List(
        fields.Nested(LessonStepsSchema),
        required=True,
        validate=validate.Length(max=MOST_NAMED),
        metadata={"description": "what `step` counts through"},
    )
    step = _column("which step, counted from 0 through the steps of all `lessons` together", 0, 2**31 - 1)
    kind = _column(f"what happened: {_numbered(EVENT_KINDS)}", 0, len(EVENT_KINDS) - 1)
    run = _column(f"with how much help: {_numbered(RUNS)}", 0, len(RUNS) - 1)
    at = _column(
        "the first in whole seconds since 1970, each other in seconds since the one before it; less than zero if "
        "the clock was set back",
        -LONGEST_LEAP,
        LONGEST_LEAP,
    )

    @post_load
    def _as_events(self, batch: dict[str, Any], **_: Any) -> dict[str, Any]:
        try:
            return {"events": read_small(batch)}
        except BatchWrong as error:
            wrong = "The columns do not fit together."
            raise ValidationError(
                {name: [wrong] if at is None else {at: [wrong]} for name, at in error.places}
            ) from error


class TakenSchema(Shown):
    """They are kept."""

    new = fields.Integer(required=True, metadata={"description": "how many were not known before", "example": 3})
