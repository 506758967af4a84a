"""What is sent and told of where a learner stands: the way on, skills, and what comes back."""

from marshmallow import fields, validate

from backend.api.learning.schemas import SkillSchema
from backend.api.schemas import Sent, Shown, YesOrNo, plain, words
from tutorials.path import WHYS


class TaskSchema(Shown):
    """One thing asked of whoever wants to know what they can do already."""

    module = plain("id of the module that it stands for", "phone")
    lesson = plain("id of the lesson that the step is in", "bigger-letters")
    step = plain("id of the step", "press-bigger")


class TasksSchema(Shown):
    """What to ask of whoever wants to know what they can do already."""

    items = fields.List(fields.Nested(TaskSchema), required=True, metadata={"description": "in their order"})
    tries = fields.Integer(
        required=True, metadata={"description": "after so many wrong answers to a task go on to the next", "example": 2}
    )
    enough = fields.Integer(
        required=True,
        metadata={"description": "after so many tasks not done say kindly that it is enough", "example": 2},
    )


class NextLessonSchema(Shown):
    """The lesson that comes next."""

    lesson = plain("id of the lesson", "join-wifi")
    why = fields.String(
        required=True,
        validate=validate.OneOf(WHYS),
        metadata={
            "description": "going-on: it was begun and is not yet done alone. left: a task of its module was tried or "
            "left for later. first: everybody can begin here. next: it follows. shown: a task of its module was done "
            "alone, so only the rest is new"
        },
    )
    say = plain("the same in the reader's language", "It comes next on the way.")


class PathModuleSchema(Shown):
    """Where a learner stands in one module."""

    id = plain("as in the curriculum", "phone")
    title = words("what it is about", "My phone")
    shown = fields.Boolean(required=True, metadata={"description": "its task was done alone"})
    left = fields.Boolean(required=True, metadata={"description": "its task was tried or left for later"})
    can_do = fields.List(fields.String(), required=True, metadata={"description": "ids of lessons done alone"})
    practised = fields.List(fields.String(), required=True, metadata={"description": "ids of lessons begun"})
    ahead = fields.List(fields.String(), required=True, metadata={"description": "ids of the other lessons"})
    complete_since = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "when the last of the lessons that the curriculum names was first done alone"},
    )


class PathSchema(Shown):
    """Where a learner stands, and the way on."""

    next = fields.Nested(
        NextLessonSchema, required=True, allow_none=True, metadata={"description": "null: all is done"}
    )
    modules = fields.List(fields.Nested(PathModuleSchema), required=True)


class EstimateSchema(Shown):
    """How likely a learner is to do a usual step of a skill alone."""

    skill = fields.Nested(SkillSchema, required=True)
    chance = fields.Float(
        required=True, metadata={"description": "0 to 1. To choose practice by, and not to be shown", "example": 0.7}
    )
    answers = fields.Integer(required=True, metadata={"description": "on how many answers that stands", "example": 8})


class EstimatesSchema(Shown):
    """What is known of a learner's skills."""

    items = fields.List(fields.Nested(EstimateSchema), required=True)


class RefresherSchema(Shown):
    """Something learned that comes back."""

    lesson = plain("id of the lesson", "bigger-letters")
    due_at = fields.AwareDateTime(required=True, metadata={"description": "from then on, after about 2, 7 and 21 days"})
    due = fields.Boolean(required=True)
    round = fields.Integer(required=True, metadata={"description": "how often it was done", "example": 1})
    steps = fields.List(
        fields.String(), required=True, metadata={"description": "ids of the few steps to do, in the run alone"}
    )


class RefreshersSchema(Shown):
    """All that comes back, the first due first."""

    items = fields.List(fields.Nested(RefresherSchema), required=True)


class ReminderSchema(Sent):
    """Whether to be told."""

    wanted = YesOrNo(required=True, metadata={"description": "one message a day at most, when something is due"})


class ReminderChosenSchema(Shown):
    """Whether this person is told."""

    wanted = fields.Boolean(required=True)
