"""What is sent and told of applications."""

from marshmallow import fields, validate

from backend.api.schemas import ANSWER, SLUG, Answer, Sent, Shown, Words, moment, next_number, plain, words
from backend.api.uploads import EnclosureSchema
from backend.core.reference import REFERENCE_LETTERS
from backend.domain.applications.rules import STATES
from backend.domain.applications.sources import EARLIER, OWN, REGISTER
from backend.domain.mandates.rules import KINDS

SOURCES = (REGISTER, EARLIER, OWN)


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


class EntrySchema(Shown):
    """The entry of a group that an answer is in."""

    group = plain("id of the group", "children")
    id = plain("id of the entry, made by a device", "7f3a2c9e-5c1d-4c8e-9f57-3f1f6f0c2b11")
    number = fields.Integer(required=True, metadata={"description": "its place in the group, from one", "example": 2})
    one = words("what one entry is called", "Child")


class AnsweredSchema(Shown):
    """An answer in words."""

    question = plain("path of the question: its id, or group/entry/id", "birth_date")
    entry = fields.Nested(EntrySchema, required=True, allow_none=True)
    label = words("short name of the question", "Date of birth")
    lines = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "the answer in the reader's language", "example": ["4 May 1951"]},
    )


class GivenSchema(Shown):
    """An answer that somebody else gave for the person."""

    question = plain("id of the question", "birth_date")
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS),
        metadata={"description": "help: by somebody they know. counter, paper: by staff"},
    )
    ending = plain("last digits of the helper's number", "0104", allow_none=True)
    staff = plain("how the staff member is called", "Grace Bell", allow_none=True)


class SourceSchema(Shown):
    """Where a value comes from."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(SOURCES),
        metadata={
            "description": "register: another department. earlier: the person told the city before. own: in their own "
            "words, although a register says otherwise"
        },
    )
    register = plain("id of the register; null for what the person told", "residents", allow_none=True)
    name = words("name of the register", "Residents' register", allow_none=True)
    day = fields.Date(required=True, metadata={"description": "since when it stands so, or when it was told"})


class TakenOverSchema(SourceSchema):
    """An answer that was taken over, or that says otherwise than a register."""

    question = plain("id of the question", "birth_date")


class PaperSchema(Shown):
    """A form on paper."""

    signed_on = fields.Date(required=True, metadata={"description": "when its person signed it"})
    keyed_at = moment("when staff began to type it in")


class ContactSchema(Shown):
    """How somebody without a phone is reached."""

    name = plain("of the person", "Edith Stone")
    lines = fields.List(fields.String(), required=True, metadata={"description": "of the address"})


class PageSchema(AnsweredSchema):
    """A page on the journey."""

    answered = fields.Boolean(required=True)


class ProgressSchema(Shown):
    """'Question 3 of about 7'."""

    number = fields.Integer(required=True, metadata={"example": 3})
    about = fields.Integer(required=True, metadata={"example": 7})


class ExitSchema(Shown):
    """The page at which a journey ends kindly, with nothing to send."""

    question = plain("its path", "too_young")
    ask = words("the title of the page", "You can get this card from your 65th birthday")
    text = fields.List(Words(), required=True, metadata={"description": "why"})
    instead = fields.List(Words(), required=True, metadata={"description": "what one can do instead"})


class JourneySchema(Shown):
    """Where a person stands, worked out anew from the answers each time."""

    pages = fields.List(fields.Nested(PageSchema), required=True)
    next = plain("path of the question to ask now; null when all are answered", "address", allow_none=True)
    exit = fields.Nested(ExitSchema, required=True, allow_none=True)
    complete = fields.Boolean(required=True, metadata={"description": "whether it can be sent"})
    answers = fields.Dict(
        required=True,
        metadata={
            "description": "question path → answer, of the questions on the journey and no others",
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
    kept_until = moment("when it is deleted; null before a decision", allow_none=True)
    offered = fields.Boolean(
        required=True, metadata={"description": "whether the city still offers the service; if not, no draft is sent"}
    )
    changed = fields.Boolean(
        required=True,
        metadata={
            "description": "whether the service of a draft has changed and nobody has chosen: see `/newer-version`"
        },
    )


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
    files = fields.List(
        fields.Nested(EnclosureSchema),
        required=True,
        metadata={"description": "photos and files that answers name; in a draft also those refused since"},
    )
    paper = fields.Nested(PaperSchema, required=True, allow_none=True)
    given_by = fields.List(
        fields.Nested(GivenSchema), required=True, metadata={"description": "answers that somebody else gave"}
    )
    sources = fields.List(
        fields.Nested(TakenOverSchema), required=True, metadata={"description": "answers that were not simply typed"}
    )
    versions = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={
            "description": "question path → version of its answer, for `If-Match`; empty where no answer may change",
            "example": {"birth_date": "9f1c2ab0d4e75b6638a1c0de"},
        },
    )


class KeptSchema(Shown):
    """An answer was kept."""

    value = fields.Raw(
        required=True, allow_none=True, metadata={"description": "as it is kept: trimmed, and in one form"}
    )
    saved_at = moment("when it was kept")
    version = plain("of the answer, for `If-Match` when it is sent again", "9f1c2ab0d4e75b6638a1c0de")
    journey = fields.Nested(JourneySchema, required=True)
    times = fields.List(fields.Nested(KeptTimeSchema), required=True)


class SubmissionSchema(Shown):
    """It was sent."""

    reference = plain("to say on the telephone", "AA39EN9W")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    sent_at = moment("when it was sent")
    due_on = fields.Date(required=True, metadata={"description": "the day a decision is due"})


class NewerVersionSchema(Shown):
    """What would become of a draft with the version on offer. Questions are told by their short names."""

    version = plain("of the service on offer; give it to take it", "4f9d2c51a0b3")
    own_version = plain("of the draft; give it to stay", "1b7e0d22c4aa")
    published_at = moment("when the version on offer was first on offer")
    new = fields.List(Words(), required=True, metadata={"description": "asked anew"})
    again = fields.List(
        Words(), required=True, metadata={"description": "answered, but the answer does not fit any more"}
    )
    gone = fields.List(Words(), required=True, metadata={"description": "answered, and not asked any more"})
    exit = fields.Nested(ExitSchema, required=True, allow_none=True)


class VersionBody(Sent):
    """Which version to go on with."""

    version = fields.String(
        required=True,
        validate=validate.Regexp("^[0-9a-f]{64}$"),
        metadata={"description": "`version` or `own_version` of what `/newer-version` told"},
    )
