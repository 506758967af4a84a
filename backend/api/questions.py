"""A question as data, so that a native app can draw it."""

from marshmallow import fields, validate

from backend.api.schemas import Shown, Words, plain, words
from flows.conditions import as_data
from flows.types import TYPES
from flows.types.national_checks import CHECKS
from flows.types.person import BORN


class OptionSchema(Shown):
    """One thing to choose."""

    id = plain("what is sent as the answer", "post")
    text = words("what is read", "By post")
    hint = words("a line below it", "It comes to your home.", allow_none=True)


class LimitsSchema(Shown):
    """What an answer may be. Only those of the question's type are there."""

    max_length = fields.Integer(metadata={"description": "characters of a text"})
    minimum = fields.String(metadata={"description": "of a number or an amount, as a string", "example": "0"})
    maximum = fields.String(metadata={"description": "of a number or an amount, as a string", "example": "5000.00"})
    unit = Words(metadata={"description": "what a number counts, in the reader's language", "example": "people"})
    earliest = fields.String(metadata={"description": "a date, or 'today'", "example": "1900-01-01"})
    latest = fields.String(metadata={"description": "a date, or 'today'", "example": "today"})
    kind = fields.String(metadata={"description": "of a slot: the kind of appointment", "example": "clinic-visit"})
    needs = fields.String(
        metadata={
            "description": "of a slot: the question that asks what one needs for the visit",
            "example": "help_needed",
        }
    )
    at_least = fields.Integer(metadata={"description": "how many to choose, or of a group how many entries"})
    at_most = fields.Integer(metadata={"description": "how many to choose, or of a group how many entries"})
    offices = fields.List(fields.String(), metadata={"description": "of an office: ids to choose from, else any"})
    born = fields.String(
        validate=validate.OneOf(sorted(BORN)),
        metadata={"description": "of a person: whether the date of birth is asked"},
    )
    check = fields.String(
        validate=validate.OneOf(sorted(CHECKS)), metadata={"description": "of a national identifier: how it is checked"}
    )
    pattern = fields.String(metadata={"description": "A is a letter, 9 a digit", "example": "HC 999999"})
    one = Words(metadata={"description": "of a group: what one entry is called", "example": "Child"})
    add = Words(metadata={"description": "of a group: the words on the button", "example": "Add a child"})
    most = fields.Integer(metadata={"description": "how many photos or files; one where it is not given"})
    autocomplete = fields.String(metadata={"description": "as in HTML", "example": "name"})


class QuestionSchema(Shown):
    """One page of a service."""

    id = plain("stable id", "birth_date")
    type = fields.String(required=True, validate=validate.OneOf(list(TYPES)), metadata={"example": "date"})
    ask = words("the title of the page", "What is your date of birth?")
    label = words("a short name, for the page where answers are checked", "Date of birth")
    why = words("why it is asked", "The card is for people aged 65 or over.", allow_none=True)
    hint = words("a worked example", "For example, 27 3 1950", allow_none=True)
    optional = fields.Boolean(required=True)
    prefill = plain("where a known answer comes from", "residents.birth_date", allow_none=True)
    options = fields.List(fields.Nested(OptionSchema), required=True)
    text = fields.List(Words(), required=True, metadata={"description": "paragraphs of a page that tells"})
    instead = fields.List(Words(), required=True, metadata={"description": "on an exit: what one can do instead"})
    limits = fields.Nested(LimitsSchema, required=True)
    questions = fields.List(
        fields.Nested(lambda: QuestionSchema(exclude=("questions",))),
        required=True,
        metadata={"description": "of a group: what is asked of each entry"},
    )
    when = fields.Function(
        lambda question: as_data(question.when),
        required=True,
        metadata={
            "anyOf": [{"$ref": "#/components/schemas/Condition"}, {"type": "null"}],
            "description": "when it is asked; null for always",
        },
    )
