"""What is sent and told of lessons and learning."""

from marshmallow import fields, validate

from backend.api.applications.schemas import AnsweredSchema
from backend.api.questions import QuestionSchema
from backend.api.schemas import ANSWER, SLUG, Answer, Sent, Shown, Words, next_id, plain, words
from backend.domain.learning.rules import KINDS, MOST_EVENTS
from tutorials.lesson import KINDS as STEP_KINDS


class ChoiceSchema(Shown):
    """One option of a question that a lesson asks itself."""

    id = plain("what is sent as the answer", "kept")
    text = words("what is read", "They are kept, and I can go on later")


class StepSchema(Shown):
    """One thing to do."""

    id = plain("stable id", "give-birth-date")
    kind = fields.String(
        required=True,
        validate=validate.OneOf(STEP_KINDS),
        metadata={
            "description": "practise: a question of the live service. choose: a question of the lesson. check and "
            "send: the service's own last pages, in practice. read: nothing to answer."
        },
    )
    title = words("a few words", "Give the date of birth")
    say = words("one thing to do", "Rosa was born on 4 May 1951. Type her date of birth.")
    heard = words("the same for the ear", "Rosa was born on the fourth of May, nineteen fifty-one.")
    hints = fields.List(
        Words(), required=True, metadata={"description": "a ladder: in words, where to look, doing it together"}
    )
    question = fields.Nested(
        QuestionSchema, required=True, allow_none=True, metadata={"description": "the live question, to practise on"}
    )
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)
    done = words("what went right", "Very good, a date is the hardest thing to type.", allow_none=True)
    changed = fields.Boolean(
        required=True, metadata={"description": "the service no longer has this question: say so, and go on"}
    )
    offline = fields.Dict(
        required=True,
        metadata={
            "description": "what judges the step with no network: the form fields, what to leave out of each before "
            "comparing (a regular expression), the right texts, and the likely mistakes with what to say"
        },
    )


class SkillSchema(Shown):
    """A skill in a published framework."""

    framework, version, code = plain("its name", "DigComp"), plain("its version", "2.2"), plain("the skill", "2.3")


class PersonSchema(Shown):
    """The made-up person whose data is used in practice."""

    name = plain("the same in every language", "Rosa Lee")
    story = words("who it is", "Rosa Lee was born on 4 May 1951.")


class NextSchema(Shown):
    """What comes after the lesson."""

    text = words("in words", "When you are ready, you can ask for your own card.")
    service = plain("id of the service to use for real", "senior-travel-card", allow_none=True)


class LessonCardSchema(Shown):
    """A lesson in a list."""

    id = plain("stable id", "senior-travel-card")
    title = words("what is practised", "Practise getting a senior travel card")
    objective = words("what one can do afterwards", "You can ask for a travel card on your own phone.")
    service = plain("id of the live service it is bound to", "senior-travel-card")
    minutes = fields.Integer(required=True, metadata={"example": 15})


class LessonsSchema(Shown):
    """A page of lessons."""

    items = fields.List(fields.Nested(LessonCardSchema), required=True)
    next = next_id()


class LessonSchema(LessonCardSchema):
    """A whole lesson; kept on a phone, it works with no network."""

    version = plain("changes when the lesson changes", "9be1f0c2d3a44e51")
    skills = fields.List(fields.Nested(SkillSchema), required=True)
    person = fields.Nested(PersonSchema, required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    answers = fields.List(
        fields.Nested(AnsweredSchema),
        required=True,
        metadata={"description": "the person's answers in words, as the check page shows them"},
    )
    learned = fields.List(Words(), required=True, metadata={"description": "what the last page says"})
    next = fields.Nested(NextSchema, required=True)


class TrySchema(Sent):
    """An answer in practice."""

    value = Answer(
        required=True,
        allow_none=True,
        metadata=ANSWER | {"description": "as the live service takes it; on a choose step the id of the option"},
    )


class SlipSchema(Shown):
    """What the live service would say is wrong."""

    pointer = plain("JSON Pointer into what was sent", "/value/year")
    detail = plain("in the reader's language", "We need the year too, for example 1948.")


class FeedbackSchema(Shown):
    """What to say to an answer in practice."""

    right = fields.Boolean(required=True, metadata={"description": "whether the step is done"})
    kind = fields.String(
        required=True,
        validate=validate.OneOf(["right", "mistake", "not-right", "cannot-be-read"]),
        metadata={"description": "cannot-be-read: the live service would say the same"},
    )
    say = plain("what to say, in the reader's language", "The day and the month have changed places.")
    mistake = fields.Integer(
        required=True, allow_none=True, metadata={"description": "which of the step's likely mistakes, from zero"}
    )
    errors = fields.List(fields.Nested(SlipSchema), required=True)


class LessonProgressSchema(Shown):
    """Where a learner is in one lesson, from all their devices."""

    lesson = plain("id of the lesson", "senior-travel-card")
    started = fields.Boolean(required=True)
    finished = fields.Boolean(required=True)
    current_step = plain("where to go on; null at the end", "give-address", allow_none=True)
    done = fields.List(fields.String(), required=True, metadata={"description": "ids of steps"})
    skipped = fields.List(fields.String(), required=True, metadata={"description": "ids of steps"})
    hints = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "step → hints seen"}
    )
    mistakes = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "step → how many"}
    )
    count = fields.Integer(required=True, metadata={"description": "steps done", "example": 4})
    of = fields.Integer(required=True, metadata={"description": "steps there are", "example": 17})


class AllProgressSchema(Shown):
    """Where a learner is in every lesson."""

    items = fields.List(fields.Nested(LessonProgressSchema), required=True)


class EventSchema(Sent):
    """One thing that a learner did."""

    id = fields.UUID(required=True, metadata={"description": "made by the device; sent twice it counts once"})
    lesson = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "senior-travel-card"})
    step = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"example": "give-birth-date"})
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    at = fields.AwareDateTime(required=True, metadata={"description": "by the clock of the device, with its zone"})


class EventsSchema(Sent):
    """What a learner did, perhaps long ago and offline."""

    events = fields.List(
        fields.Nested(EventSchema),
        required=True,
        validate=validate.Length(max=MOST_EVENTS),
        metadata={"description": "in any order; more than this are sent one lot after another"},
    )


class TakenSchema(Shown):
    """They are kept."""

    new = fields.Integer(required=True, metadata={"description": "how many were not known before", "example": 3})
