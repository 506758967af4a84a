"""What is sent and told about appointments at the desk."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from backend.api.appointments.schemas import LONGEST_NAME, AppointmentCardSchema, a_slot, some_needs
from backend.api.schemas import PRINTABLE, SLUG, Sent, Shown, moment, plain, words
from backend.domain.appointments.rules import LONGEST_NOTE, LONGEST_USE, LONGEST_WHY
from backend.domain.catalogue.bookables import NEEDS
from backend.domain.catalogue.city import LONGEST_COUNTER
from flows.types.contact import LONGEST_PHONE
from i18n.languages import LANGUAGES

BY_STAFF = ("arrived", "called", "served", "missed", "cancelled")
SOME_WORDS = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
"""One line with more than blanks in it."""


class DayQuery(Sent):
    """Which day of which office."""

    office = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "hill-clinic"})
    day = fields.Date(required=True, metadata={"description": "by the city's calendar", "example": "2026-12-01"})


class DeskRowSchema(AppointmentCardSchema):
    """One appointment of a day as the desk sees it."""

    phone = plain("of the person, E.164; null for who has none", "+447700900101", allow_none=True)
    needs = fields.List(fields.String(validate=validate.OneOf(NEEDS)), required=True)
    note = plain("what staff wrote down", "Comes with her son.", allow_none=True)
    by_staff = fields.Boolean(required=True, metadata={"description": "whether somebody booked it for the person"})
    ticket = fields.Integer(required=True, allow_none=True, metadata={"description": "number of the day"})
    counter = plain("where they were called to", "Window 3", allow_none=True)
    created_at = moment("when it was booked")
    change_until = moment("until when the person may change or cancel it themself; staff may after that too")
    arrived_at = moment("when they said that they are here", allow_none=True)
    called_at = moment("when they were first called", allow_none=True)
    ended_at = moment("when they were served or missed", allow_none=True)


class DeskAppointmentSchema(DeskRowSchema):
    """One appointment as the desk sees it."""

    language = fields.String(
        required=True, validate=validate.OneOf(LANGUAGES), metadata={"description": "that the person reads"}
    )
    hand_on_to = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "whom else they can be handed on to; empty text is whoever is free", "example": [""]},
    )


class DaySchema(Shown):
    """The appointments of a day, at most 2,000: by their time, and cancelled ones last."""

    closed = words("why the office takes nobody on this day; null if it is open", "Christmas Day", allow_none=True)
    items = fields.List(fields.Nested(DeskRowSchema), required=True)


def a_counter() -> fields.String:
    """Where somebody is called to, in a body."""
    return fields.String(
        load_default=None,
        validate=[validate.Length(1, LONGEST_COUNTER), validate.Regexp(PRINTABLE)],
        metadata={"description": "where to come, with `called`", "example": "Window 3"},
    )


class StateBody(Sent):
    """What happened with an appointment."""

    state = fields.String(required=True, validate=validate.OneOf(BY_STAFF))
    counter = a_counter()


class CallBody(Sent):
    """Whom to call, and where to."""

    counter = a_counter()
    kind = fields.String(
        load_default=None, validate=validate.Regexp(SLUG), metadata={"description": "only who came for this"}
    )
    staff = fields.String(
        load_default=None,
        validate=[validate.Length(max=LONGEST_NAME), validate.Regexp(PRINTABLE)],
        metadata={"description": "only who waits for this person; empty for those who see whoever is free"},
    )


class CallSchema(Shown):
    """Who was called."""

    called = fields.Nested(
        DeskAppointmentSchema,
        required=True,
        allow_none=True,
        metadata={"description": "who is called now; null if nobody who is here waits"},
    )


class StaffBody(Sent):
    """Whom a person is handed on to."""

    staff = fields.String(
        required=True,
        validate=[validate.Length(max=LONGEST_NAME), validate.Regexp(PRINTABLE)],
        metadata={"description": "one of `hand_on_to`", "example": "Dr Mei Wong"},
    )


class NoteBody(Sent):
    """What staff note about a visit."""

    note = fields.String(
        required=True,
        validate=[validate.Length(max=LONGEST_NOTE), validate.Regexp(PRINTABLE)],
        metadata={"description": "empty takes the note away", "example": "Comes with her son."},
    )


def a_phone() -> fields.String:
    """Whom it is for, in a body."""
    return fields.String(
        required=True,
        allow_none=True,
        validate=[validate.Length(1, LONGEST_PHONE), validate.Regexp(PRINTABLE)],
        metadata={
            "description": "of the person, as people write it; null for who has none, and gets a slip on paper",
            "example": "07700 900101",
        },
    )


class BookForBody(Sent):
    """A time, and the person whom it is for."""

    phone = a_phone()
    slot = a_slot()
    needs = some_needs()


class WalkInBody(Sent):
    """Who came, where, and what for."""

    phone = a_phone()
    office = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "hill-clinic"})
    kind = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "clinic-visit"})
    needs = some_needs()


class SlotBody(Sent):
    """The time to move to."""

    slot = a_slot()


class CloseBody(Sent):
    """Why a day is closed."""

    why = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_WHY), validate.Regexp(SOME_WORDS)],
        metadata={"description": "in plain words; the people read it", "example": "The heating is broken."},
    )


class ClosedSchema(Shown):
    """A day that is closed, and what this call did with those who were booked."""

    office = plain("id of the office", "hill-clinic")
    day = fields.Date(required=True)
    why = plain("why, as it was first written", "The heating is broken.")
    moved = fields.Integer(required=True, metadata={"description": "people who have another time now", "example": 12})
    cancelled = fields.Integer(
        required=True, metadata={"description": "people for whom there was none; please call them", "example": 0}
    )


class UseQuery(Sent):
    """From which day to which, both included."""

    since = fields.Date(required=True, metadata={"description": "by the city's calendar", "example": "2026-12-01"})
    until = fields.Date(required=True, metadata={"description": "at most a year later", "example": "2026-12-31"})

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if not 0 <= (data["until"] - data["since"]).days <= LONGEST_USE.days:
            raise ValidationError("Not from a day to a later one within a year.", "until")


class DayUseSchema(Shown):
    """How one day went."""

    day = fields.Date(required=True)
    places = fields.Integer(required=True, metadata={"description": "that were there", "example": 48})
    booked = fields.Integer(required=True, metadata={"description": "not counting those cancelled", "example": 40})
    served = fields.Integer(required=True, metadata={"example": 37})
    missed = fields.Integer(required=True, metadata={"example": 2})
    cancelled = fields.Integer(required=True, metadata={"example": 3})
    wait_minutes = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "on average until the call, from their time or later coming; null if nobody was called"
        },
    )


class UseSchema(Shown):
    """How days went: only those with places or appointments, in order."""

    items = fields.List(fields.Nested(DayUseSchema), required=True)
