"""What is sent and told about appointments."""

from marshmallow import fields, validate

from backend.api.schemas import (
    LARGEST_ID,
    MOST_ON_PAGE,
    PAGE,
    PRINTABLE,
    SLUG,
    Sent,
    Shown,
    SlotSchema,
    TimeSchema,
    WholeNumber,
    Words,
    moment,
    next_id,
    next_number,
    plain,
    words,
)
from backend.core.reference import REFERENCE_LETTERS
from backend.domain.appointments.rules import STATES
from backend.domain.catalogue.bookables import NEEDS
from backend.domain.catalogue.hours import PARTS

LONGEST_NAME = 80


class AppointmentKindSchema(Shown):
    """Something that can be booked."""

    id = plain("of the kind", "clinic-visit")
    name = words("what one gets", "See a doctor or a nurse")
    summary = words("one sentence about it", "A visit to the clinic.")
    minutes = fields.Integer(required=True, metadata={"description": "how long it takes", "example": 15})
    longer_minutes = fields.Integer(
        required=True, allow_none=True, metadata={"description": "with the need `longer`; null if there is no such"}
    )
    bring = fields.List(Words(), required=True, metadata={"description": "what to bring, in the reader's language"})
    offices = fields.List(fields.String(), required=True, metadata={"description": "ids of offices"})
    at_home = fields.Boolean(
        required=True, metadata={"description": "whether somebody of the office comes to the person", "example": False}
    )
    staff = fields.List(
        fields.String(), required=True, metadata={"description": "whom one can ask to see", "example": ["Dr Mei Wong"]}
    )
    needs = fields.List(
        fields.String(validate=validate.OneOf(NEEDS)), required=True, metadata={"description": "what one may ask for"}
    )
    change_until_hours = fields.Integer(
        required=True, metadata={"description": "one may change or cancel until so long before", "example": 2}
    )
    days_ahead = fields.Integer(required=True, metadata={"description": "how far the calendar is open", "example": 60})


class AppointmentKindsSchema(Shown):
    """A page of what can be booked."""

    items = fields.List(fields.Nested(AppointmentKindSchema), required=True)
    next = next_id()


class SlotsQuery(Sent):
    """Which free times to list."""

    kind = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "clinic-visit"})
    office = fields.String(validate=validate.Regexp(SLUG), metadata={"description": "only at this office"})
    staff = fields.String(
        validate=[validate.Length(1, LONGEST_NAME), validate.Regexp(PRINTABLE)],
        metadata={"description": "only with this person, as `staff` of a time names them", "example": "Dr Mei Wong"},
    )
    part = fields.String(validate=validate.OneOf(PARTS), metadata={"description": "of the day"})
    longer = fields.Boolean(
        load_default=False,
        metadata={"description": "only with room for a longer visit, of the kind's `longer_minutes`"},
    )
    after = fields.AwareDateTime(metadata={"description": "only later than this; `next` of the page before"})
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, MOST_ON_PAGE), metadata={"description": "how many at most"}
    )


class SlotsSchema(Shown):
    """A page of free times, soonest first."""

    items = fields.List(fields.Nested(SlotSchema), required=True)
    next = moment("give it as `after` for later ones; null at the end", allow_none=True)


class DaysQuery(Sent):
    """Days of which office to list, and for what."""

    kind = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "clinic-visit"})
    office = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "hill-clinic"})


class DaySpaceSchema(Shown):
    """A day with free times."""

    day = fields.Date(required=True, metadata={"description": "by the city's calendar", "example": "2026-12-01"})
    left = fields.Integer(required=True, metadata={"description": "how many places are free", "example": 12})


class DaysSchema(Shown):
    """The days with free times, in order; as many as the kind's `days_ahead` at most."""

    items = fields.List(fields.Nested(DaySpaceSchema), required=True)


def a_slot() -> WholeNumber:
    """The id of a time, in a body."""
    return WholeNumber(
        required=True, validate=validate.Range(1, LARGEST_ID), metadata={"description": "id of the time"}
    )


def some_needs() -> fields.List[str]:
    """What a person needs, in a body."""
    return fields.List(
        fields.String(validate=validate.OneOf(NEEDS)),
        load_default=[],
        validate=validate.Length(max=len(NEEDS)),
        metadata={"description": "of the kind's `needs`"},
    )


class HoldBody(Sent):
    """Which time to keep."""

    slot = a_slot()


class HoldSchema(Shown):
    """A time that is kept."""

    id = fields.UUID(required=True, metadata={"description": "made by the device; book with it"})
    slot = fields.Nested(TimeSchema, required=True)
    until = moment("when it is given up")


class BookBody(Sent):
    """Which hold to book, and what the person needs."""

    hold = fields.UUID(required=True, metadata={"description": "id of the hold"})
    needs = some_needs()


class TimeBody(Sent):
    """The time to move to."""

    hold = fields.UUID(required=True, metadata={"description": "id of a hold on it"})


class WaitBody(Sent):
    """How to wait for a sooner time."""

    anywhere = fields.Boolean(load_default=False, metadata={"description": "at other offices too"})


class AppointmentCardSchema(Shown):
    """An appointment in a list."""

    id = fields.UUID(required=True, attribute="public_id", metadata={"description": "made by the device"})
    kind = plain("id of the kind", "clinic-visit")
    name = words("name of the kind", "See a doctor or a nurse")
    office = plain("id of the office", "hill-clinic")
    office_name = words("name of the office", "Market Hill Clinic")
    staff = plain("whom one sees; empty for nobody in particular", "Dr Mei Wong")
    starts_at = moment("when it begins")
    ends_at = moment("when it ends")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reference = plain(f"to say on the telephone; only of {REFERENCE_LETTERS}", "AA39EN9W")


class AppointmentsSchema(Shown):
    """A page of appointments."""

    items = fields.List(fields.Nested(AppointmentCardSchema), required=True)
    next = next_number()


class QueueSchema(Shown):
    """How long it may take, for somebody who is here."""

    before = fields.Integer(required=True, metadata={"description": "people before this one", "example": 2})
    minutes = fields.Integer(required=True, metadata={"description": "roughly", "example": 15})


class AppointmentSchema(AppointmentCardSchema):
    """One appointment."""

    needs = fields.List(fields.String(validate=validate.OneOf(NEEDS)), required=True)
    bring = fields.List(Words(), required=True, metadata={"description": "what to bring, in the reader's language"})
    change_until = moment("until when the person may change or cancel it")
    can_change = fields.Boolean(required=True, metadata={"description": "whether they still may"})
    waiting = fields.Boolean(required=True, metadata={"description": "whether they wait for a sooner time"})
    helper = plain("last digits of the number of the helper who booked it; null if none did", "0102", allow_none=True)
    ticket = fields.Integer(
        required=True, allow_none=True, metadata={"description": "number of the day, from when they are here"}
    )
    counter = plain("where they were called to", "Window 3", allow_none=True)
    queue = fields.Nested(QueueSchema, required=True, allow_none=True, metadata={"description": "while they wait here"})
