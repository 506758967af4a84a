"""What is sent and told of consents, known values and corrections."""

from marshmallow import fields, validate

from backend.api.applications.schemas import SourceSchema
from backend.api.schemas import (
    ANSWER,
    PRINTABLE,
    Answer,
    Sent,
    Shown,
    Words,
    YesOrNo,
    moment,
    next_number,
    plain,
    words,
)
from backend.domain.registers.models import ENDINGS
from backend.domain.registers.rules import LONGEST_REASON

SEAL = {"description": "given with the value; it must come back as it is", "example": "BGRlbW9…"}


def _seal() -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, 8000), metadata=SEAL)


class SuggestionSchema(Shown):
    """A value that is known already."""

    value = fields.Raw(required=True, allow_none=True, metadata={"description": "as an answer takes it"})
    lines = fields.List(fields.String(), required=True, metadata={"description": "the same in the reader's language"})
    source = fields.Nested(SourceSchema, required=True)
    seal = plain("to send back with it", "BGRlbW9…")


class SuggestionsSchema(Shown):
    """What is known as the answer to a question."""

    question = plain("id of the question", "birth_date")
    consent = fields.String(
        required=True,
        validate=validate.OneOf(("none", "not-asked", "given", "refused")),
        metadata={"description": "to asking registers; none: no register has this, so nobody need be asked"},
    )
    suggestion = fields.Nested(SuggestionSchema, required=True, allow_none=True)


class TakeKnownBody(Sent):
    """A known value that the person says is right."""

    seal = _seal()
    value = Answer(load_default=None, allow_none=True, metadata=ANSWER | {"description": "held to be the one given"})


class RightBody(Sent):
    """What is right instead of what a register says."""

    question = fields.String(required=True, validate=validate.Length(1, 60), metadata={"example": "address"})
    seal = _seal()
    value = Answer(required=True, metadata=ANSWER)


class ConsentBody(Sent):
    """A yes or a no."""

    given = YesOrNo(required=True, metadata={"description": "false also takes a yes back"})


class AskedRegisterSchema(Shown):
    """A register, and what it is asked for."""

    register = plain("its id", "residents")
    name = words("its name", "Residents' register")
    facts = fields.List(
        Words(), required=True, metadata={"description": "the labels of the questions it answers", "example": ["Name"]}
    )


class ConsentSchema(Shown):
    """A consent to asking registers, for one service and only to fill in its answers."""

    service = plain("id of the service", "senior-travel-card")
    purpose = plain("what for", "fill-in")
    given = fields.Boolean(required=True, allow_none=True, metadata={"description": "null: the person was not asked"})
    said_at = moment("when it was said", allow_none=True)
    asks = fields.List(fields.Nested(AskedRegisterSchema), required=True, metadata={"description": "whom for what"})


class ConsentsSchema(Shown):
    """All that a person said; there is one for each service at most."""

    items = fields.List(fields.Nested(ConsentSchema), required=True)


class CorrectionSchema(Shown):
    """What a person says is wrong in a register."""

    id = fields.UUID(required=True, metadata={"description": "made by the device; of the first about the same thing"})
    number = fields.Integer(required=True, metadata={"description": "orders them", "example": 3})
    register = plain("id of the register", "residents")
    name = words("name of the register", "Residents' register")
    label = words("what it is about", "Address")
    told = fields.List(fields.String(), required=True, metadata={"description": "what the register says"})
    as_of = fields.Date(required=True, metadata={"description": "since when"})
    right = fields.List(fields.String(), required=True, metadata={"description": "what the person says"})
    said_at = moment("when it was said")
    ending = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(ENDINGS), metadata={"description": "null: it waits"}
    )
    reason = plain("the keeper's words", "The paper you sent says 17.", allow_none=True)
    ended_at = moment("when the keeper answered", allow_none=True)


class CorrectionsSchema(Shown):
    """A page of corrections."""

    items = fields.List(fields.Nested(CorrectionSchema), required=True)
    next = next_number()


class WaitingCorrectionSchema(Shown):
    """A correction that waits, without what it says."""

    id = fields.UUID(required=True, attribute="public_id")
    register = plain("id of the register", "residents")
    said_at = moment("when it was said")


class WaitingCorrectionsSchema(Shown):
    """A page of corrections that wait."""

    items = fields.List(fields.Nested(WaitingCorrectionSchema), required=True)
    next = next_number()


class EndingBody(Sent):
    """The answer of a register's keeper."""

    ending = fields.String(required=True, validate=validate.OneOf(ENDINGS))
    reason = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_REASON), validate.Regexp(PRINTABLE)],
        metadata={"description": "the person reads it; needed where it stays as it is"},
    )
