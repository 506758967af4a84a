"""What is sent and told at the desk about applications."""

from typing import Any

from marshmallow import fields, validate

from backend.api.applications.after_schemas import AfterSchema
from backend.api.applications.schemas import (
    AnsweredSchema,
    ApplicationCardSchema,
    ContactSchema,
    GivenSchema,
    PaperSchema,
    TakenOverSchema,
)
from backend.api.schemas import (
    LARGEST_ID,
    PRINTABLE,
    SLUG,
    ByNumber,
    Sent,
    Shown,
    WholeNumber,
    moment,
    next_number,
    plain,
)
from backend.api.uploads import EnclosureSchema
from backend.domain.applications.rules import (
    LONGEST_MESSAGE,
    LONGEST_NOTE,
    LONGEST_REASON,
    MOST_ASKED,
    OUTCOMES,
)
from backend.domain.desk.queue import TO_DO, VIEWS
from backend.domain.desk.rules import ACTIONS, MOST_AT_ONCE

LONGEST_SEARCH = 100
LONGEST_OFFICE = 60


def _words(longest: int, example: str, *, needed: bool = True) -> fields.String:
    options: dict[str, Any] = {"required": True} if needed else {"load_default": ""}
    return fields.String(
        validate=[validate.Length(max=longest), validate.Regexp(PRINTABLE)],
        metadata={"description": "plain text; new lines are kept", "example": example},
        **options,
    )


def _person(description: str) -> WholeNumber:
    return WholeNumber(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, LARGEST_ID),
        metadata={"description": description, "example": 4},
    )


class Filters(Sent):
    """Which applications to list."""

    view = fields.String(
        load_default=TO_DO,
        validate=validate.OneOf(list(VIEWS)),
        metadata={"description": "to_do: the city's move, oldest first; what has ended comes newest first"},
    )
    office = fields.String(
        load_default=None, validate=validate.Length(1, LONGEST_OFFICE), metadata={"example": "travel-desk"}
    )
    service = fields.String(load_default=None, validate=validate.Regexp(SLUG))
    mine = fields.Boolean(load_default=False, metadata={"description": "only those the caller works on"})
    unassigned = fields.Boolean(load_default=False, metadata={"description": "only those that nobody works on"})
    late = fields.Boolean(load_default=False, metadata={"description": "only those due before today"})


class QueueQuery(ByNumber, Filters):
    """A page of them."""


class FindQuery(Sent):
    """Whom or what somebody means."""

    q = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_SEARCH),
        metadata={
            "description": "a reference, a telephone number or a name",
            "example": "Rosa Lee",
        },
    )


class DeskCardSchema(ApplicationCardSchema):
    """An application in a list of the desk."""

    office = plain("id of the office that decides", "travel-desk")
    assignee = fields.Integer(required=True, allow_none=True, attribute="assignee_id", metadata={"example": 4})
    due = fields.String(required=True, validate=validate.OneOf(["late", "soon", "in_time"]))
    news_at = moment("when its citizen did something that nobody has read yet", allow_none=True)
    proposed = fields.String(
        required=True, allow_none=True, attribute="proposed_outcome", validate=validate.OneOf(OUTCOMES)
    )


class DeskListSchema(Shown):
    """A page of applications."""

    items = fields.List(fields.Nested(DeskCardSchema), required=True)
    next = next_number()


class DeskFoundSchema(Shown):
    """What was found."""

    items = fields.List(fields.Nested(DeskCardSchema), required=True)


class EarlierSchema(Shown):
    """What was answered differently before the desk asked for more."""

    until = moment("until when it stood so")
    answers = fields.List(fields.Nested(AnsweredSchema), required=True)


class CaseSchema(DeskCardSchema, AfterSchema):
    """One application as the desk reads it."""

    phone = plain("of the person, E.164; null for who has none", "+447700900101", allow_none=True)
    files = fields.List(
        fields.Nested(EnclosureSchema),
        required=True,
        metadata={"description": "open them at `/desk/applications/{application_id}/uploads/{upload_id}/file`"},
    )
    contact = fields.Nested(
        ContactSchema, required=True, allow_none=True, metadata={"description": "of a person without a phone"}
    )
    paper = fields.Nested(PaperSchema, required=True, allow_none=True)
    given_by = fields.List(fields.Nested(GivenSchema), required=True, metadata={"description": "by somebody else"})
    sources = fields.List(fields.Nested(TakenOverSchema), required=True, metadata={"description": "not simply typed"})
    language = plain("which the person reads", "en")
    answers = fields.List(fields.Nested(AnsweredSchema), required=True)
    earlier = fields.List(fields.Nested(EarlierSchema), required=True)
    reason = plain("what was written to the person", "The card was sent on Monday.", allow_none=True)
    second_pair = fields.Boolean(required=True, metadata={"description": "whether one proposes and another decides"})
    proposed_by = fields.Integer(required=True, allow_none=True)
    seen = fields.Integer(
        required=True,
        metadata={"description": "send it with a decision: it is refused if the person did something since"},
    )


class ColleagueSchema(Shown):
    """Somebody who works at an office."""

    id = fields.Integer(required=True, metadata={"example": 4})
    name = plain("how they are called", "Amir Khan", allow_none=True)


class ColleaguesSchema(Shown):
    """Who works at an office."""

    items = fields.List(fields.Nested(ColleagueSchema), required=True)


class AssignmentBody(Sent):
    """Who works on it from now on."""

    to = _person("who works on it; null puts it back")
    instead_of = _person("who worked on it when it was looked at; null for nobody")


class RequestBody(Sent):
    """What to ask for."""

    words = _words(LONGEST_MESSAGE, "Is the house number right?", needed=False)
    template = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 60),
        metadata={"description": "id of the service's words, in the reader's language, in place of `words`"},
    )
    questions = fields.List(
        fields.String(validate=validate.Length(1, 160)),
        load_default=[],
        validate=validate.Length(max=MOST_ASKED),
        metadata={"description": "ids of questions to answer again", "example": ["address"]},
    )


class WordsBody(Sent):
    """Something to write."""

    words = _words(LONGEST_MESSAGE, "Your card is ready to be picked up.")


class CaseNoteBody(Sent):
    """Something that only the desk reads."""

    words = _words(LONGEST_NOTE, "I rang twice and reached nobody.")


class DecisionBody(Sent):
    """A decision, or a proposal of one."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    reason = _words(LONGEST_REASON, "We need your address.", needed=False)
    template = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 60),
        metadata={"description": "id of the service's words, in the reader's language, in place of `reason`"},
    )
    seen = WholeNumber(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, LARGEST_ID),
        metadata={"description": "`seen` of the answer that was read; null decides without looking"},
    )


class NumberSchema(Shown):
    """A national number, whole."""

    question = plain("whose answer it is", "number")
    label = plain("what it is, in the reader's language", "National Insurance number")
    number = plain("as it is kept, without spaces", "QQ123456C")


class TemplateSchema(Shown):
    """Words that the desk can begin with."""

    id = plain("its id", "too_young")
    outcome = fields.String(required=True, validate=validate.OneOf([*OUTCOMES, "more_needed"]))
    title = plain("what the desk calls it, in the reader's language", "Not 65 yet")
    text = plain("in the reader's language", "The card is for people aged 65 or over.")


class TemplatesSchema(Shown):
    """The words of one service."""

    items = fields.List(fields.Nested(TemplateSchema), required=True)


class BatchBody(Sent):
    """One thing to do to several applications."""

    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    applications = fields.List(fields.UUID(), required=True, validate=validate.Length(1, MOST_AT_ONCE))
    to = _person("with assign: who gets them; null puts them back")
    words = _words(LONGEST_MESSAGE, "Is the house number right?", needed=False)


class BatchItemSchema(Shown):
    """What became of one."""

    id = fields.UUID(required=True)
    reference = plain("of the application", "AA39EN9W")
    result = plain("done, already (it was so before), or the name of a problem", "done")


class BatchSchema(Shown):
    """What became of each."""

    id = fields.UUID(required=True, attribute="public_id")
    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    results = fields.List(fields.Nested(BatchItemSchema), required=True)
    done_at = moment("when")


class BatchLookSchema(Shown):
    """What would become of each."""

    items = fields.List(fields.Nested(BatchItemSchema), required=True)


class FiguresQuery(Sent):
    """Of which office."""

    office = fields.String(load_default=None, validate=validate.Length(1, LONGEST_OFFICE))


class FiguresSchema(Shown):
    """Counts."""

    states = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"example": {"sent": 3}}
    )
    ages = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "of what is open, by days since it was sent", "example": {"0-2": 3, "21": 0}},
    )
    late = fields.Integer(required=True)
    soon = fields.Integer(required=True)
    unassigned = fields.Integer(required=True)


class ExportQuery(ByNumber):
    """Of which service, from where on."""

    service = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "senior-travel-card"})


class SubmissionsSchema(Shown):
    """What people sent, in documents of the service's published schema."""

    items = fields.List(fields.Dict(), required=True)
    next = next_number()
