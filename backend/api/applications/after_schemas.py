"""What is sent and told of an application after it was sent."""

from marshmallow import fields, validate

from backend.api.applications.schemas import AnsweredSchema, ApplicationCardSchema
from backend.api.schemas import PRINTABLE, Sent, Shown, Words, converted, moment, plain, words
from backend.domain.applications.rules import LONGEST_APPEAL, LONGEST_MESSAGE, WORDS

ACTORS = ("citizen", "helper", "staff", "program")


def _text(longest: int, example: str, **options: object) -> fields.String:
    return fields.String(
        validate=[validate.Length(max=longest), validate.Regexp(PRINTABLE)],
        metadata={"description": "plain text; new lines are kept", "example": example},
        **options,  # type: ignore[arg-type]
    )


class TimelineEntrySchema(Shown):
    """One thing in a timeline."""

    kind = plain("what it is", "sent")
    state = fields.String(required=True, validate=validate.OneOf(["done", "now", "next"]))
    text = words("what happened, is happening or comes", "It was sent")
    actor = fields.String(required=True, allow_none=True, validate=validate.OneOf(ACTORS))
    who = plain("who did it, in the reader's language", "You", allow_none=True)
    at = moment("when", allow_none=True)
    due_on = fields.Date(
        required=True, allow_none=True, metadata={"description": "the day by which the decision is due"}
    )


class WrittenSchema(Shown):
    """Something that was written."""

    id = fields.UUID(required=True, metadata={"description": "made by whoever wrote it"})
    kind = fields.String(required=True, validate=validate.OneOf(WORDS))
    actor = fields.String(required=True, validate=validate.OneOf(ACTORS))
    who = plain("who wrote it, in the reader's language", "Amir Khan at Harbour City Travel Desk")
    words = plain("as it was written; a template's words in the reader's language", "When do you move?")
    language = plain("the language of the words", "en")
    converted = converted()
    at = moment("when")


class AskedForSchema(Shown):
    """What the desk asks for."""

    id = fields.UUID(required=True, metadata={"description": "answer it under this id"})
    words = plain("a question in words, if there is one", "When do you move?", allow_none=True)
    questions = fields.List(
        fields.String(), required=True, metadata={"description": "ids of the questions to answer again"}
    )
    left = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "those still to be kept with `PUT …/answers/{question}` before the answer is sent"},
    )
    needs_words = fields.Boolean(required=True, metadata={"description": "whether the answer must have words"})
    exit = Words(
        required=True,
        allow_none=True,
        metadata={"description": "with these answers nothing can be sent: why, in the reader's language"},
    )


class AppealSchema(Shown):
    """Where an appeal goes, and until when."""

    office = plain("id of the office", "residents-office")
    text = words("what it means", "You can ask City Hall to look at it once more.")
    until = fields.Date(required=True, metadata={"description": "the last day on which it is taken"})


class AfterSchema(Shown):
    """How it stands with what was sent."""

    timeline = fields.List(fields.Nested(TimelineEntrySchema), required=True)
    words = fields.List(fields.Nested(WrittenSchema), required=True, metadata={"description": "oldest first"})
    asked = fields.Nested(AskedForSchema, required=True, allow_none=True)
    appeal = fields.Nested(
        AppealSchema, required=True, allow_none=True, metadata={"description": "null where none is taken now"}
    )
    can_write = fields.Boolean(required=True)
    can_withdraw = fields.Boolean(required=True)


class ReceiptSchema(ApplicationCardSchema):
    """What was sent, to keep."""

    answers = fields.List(fields.Nested(AnsweredSchema), required=True)
    declaration = words("what the person said with it", "The answers I have given are true.")
    office = plain("id of the office that decides", "travel-desk")


class MessageBody(Sent):
    """Something to write."""

    words = _text(LONGEST_MESSAGE, "I have moved house since I sent this.", required=True)


class AnswerBody(Sent):
    """The answer to what was asked."""

    words = _text(LONGEST_MESSAGE, "I move on 4 May.", load_default="")


class AppealBody(Sent):
    """Why somebody does not agree."""

    words = _text(LONGEST_APPEAL, "I have lived here since March.", required=True)
