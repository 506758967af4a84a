"""What is sent and told of applications."""

from marshmallow import fields, validate

from backend.api.schemas import ANSWER, SLUG, Answer, Sent, Shown, Words, moment, next_number, plain, words
from backend.core.reference import REFERENCE_LETTERS
from backend.domain.applications.rules import STATES


class BeginSchema(Sent):
    """Which service to begin."""

    service = fields.String(
        required=True,
        validate=validate.Regexp(SLUG),
        metadata={"description": "id of the service", "example": "senior-travel-card"},
    )


class AnswerSchema(Sent):
    """An answer."""

    value = Answer(required=True, allow_none=True, metadata=ANSWER)


class AnsweredSchema(Shown):
    """An answer in words."""

    question = plain("id of the question", "birth_date")
    label = words("short name of the question", "Date of birth")
    lines = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "the answer in the reader's language", "example": ["4 May 1951"]},
    )


class PageSchema(AnsweredSchema):
    """A page on the journey."""

    answered = fields.Boolean(required=True)


class ProgressSchema(Shown):
    """'Question 3 of about 7'."""

    number = fields.Integer(required=True, metadata={"example": 3})
    about = fields.Integer(required=True, metadata={"example": 7})


class ExitSchema(Shown):
    """The page at which a journey ends kindly, with nothing to send."""

    question = plain("its id", "too_young")
    ask = words("the title of the page", "You can get this card from your 65th birthday")
    text = fields.List(Words(), required=True, metadata={"description": "why"})
    instead = fields.List(Words(), required=True, metadata={"description": "what one can do instead"})


class JourneySchema(Shown):
    """Where a person stands, worked out anew from the answers each time."""

    pages = fields.List(fields.Nested(PageSchema), required=True)
    next = plain("id of the question to ask now; null when all are answered", "address", allow_none=True)
    exit = fields.Nested(ExitSchema, required=True, allow_none=True)
    complete = fields.Boolean(required=True, metadata={"description": "whether it can be sent"})
    answers = fields.Dict(
        required=True,
        metadata={
            "description": "question id → answer, of the questions on the journey and no others",
            "example": {"birth_date": "1951-05-04"},
        },
    )
    progress = fields.Nested(ProgressSchema, required=True)


class ApplicationCardSchema(Shown):
    """An application in a list."""

    id = fields.UUID(required=True, attribute="public_id", metadata={"description": "made by the device"})
    service = plain("id of the service", "senior-travel-card")
    title = words("title of the service", "Get a senior travel card")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reference = plain(
        f"to say on the telephone; only of {REFERENCE_LETTERS}; null before sending", "AA39EN9W", allow_none=True
    )
    started_at = moment("when it was begun")
    saved_at = moment("when an answer was last kept")
    sent_at = moment("when it was sent", allow_none=True)
    due_on = fields.Date(required=True, allow_none=True, metadata={"description": "the day a decision is due"})
    decided_at = moment("when it was decided", allow_none=True)


class ApplicationsSchema(Shown):
    """A page of applications."""

    items = fields.List(fields.Nested(ApplicationCardSchema), required=True)
    next = next_number()


class KeptTimeSchema(Shown):
    """How it stands with a time that answers a question."""

    question = plain("id of the question", "visit")
    kept_until = moment("until when it is kept; null when it is not, or is booked already", allow_none=True)
    appointment = fields.UUID(
        required=True, allow_none=True, metadata={"description": "what it has become when the application was sent"}
    )


class ApplicationSchema(ApplicationCardSchema):
    """One application."""

    reason = plain("the caseworker's words, where there are any", "The card was sent on Monday.", allow_none=True)
    journey = fields.Nested(JourneySchema, required=True)
    times = fields.List(fields.Nested(KeptTimeSchema), required=True)


class KeptSchema(Shown):
    """An answer was kept."""

    value = fields.Raw(
        required=True, allow_none=True, metadata={"description": "as it is kept: trimmed, and in one form"}
    )
    saved_at = moment("when it was kept")
    journey = fields.Nested(JourneySchema, required=True)
    times = fields.List(fields.Nested(KeptTimeSchema), required=True)


class SubmissionSchema(Shown):
    """It was sent."""

    reference = plain("to say on the telephone", "AA39EN9W")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    sent_at = moment("when it was sent")
    due_on = fields.Date(required=True, metadata={"description": "the day a decision is due"})
