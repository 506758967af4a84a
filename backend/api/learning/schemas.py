"""What is sent and told of lessons and learning."""

from marshmallow import fields, validate

from backend.api.applications.schemas import AnsweredSchema
from backend.api.questions import QuestionSchema
from backend.api.schemas import ANSWER, Answer, Sent, Shown, Words, next_id, plain, words
from tutorials.lesson import KINDS as STEP_KINDS
from tutorials.load_step import GESTURES
from tutorials.runs import RUNS
from tutorials.screen import LOOKS, PIECE_KINDS, TONES


class ChoiceSchema(Shown):
    """One option of a question that a lesson asks itself."""

    id = plain("what is sent as the answer", "kept")
    text = words("what is read", "They are kept, and I can go on later")


class CardSchema(Shown):
    """Something to put in order or to sort."""

    id = plain("what is sent", "parcel")
    title = words("who a message is from", "Parcel desk", allow_none=True)
    text = words("what is read", "Your parcel waits. Pay 1.99 now.")


class PileSchema(Shown):
    """Where cards are sorted to."""

    id = plain("what is sent", "scam")
    text = words("what is read", "A scam")


class FrameSchema(Shown):
    """One picture of a demonstration."""

    screen = plain("id of the screen that is shown", "home")
    say = words("what to see", "First he touches Settings.")
    points = plain("id of the piece to mark", "settings", allow_none=True)
    does = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(GESTURES),
        metadata={"description": "what a finger does there: press, hold, type, or the direction in which it goes"},
    )


class PieceSchema(Shown):
    """Something on a simulated screen."""

    id = plain("what is sent when it is pressed", "settings")
    kind = fields.String(
        required=True,
        validate=validate.OneOf(PIECE_KINDS),
        metadata={
            "description": "press: a button. words: to read. mine: to read, and mine. field: to type in. key: of a pad "
            "or a keyboard. switch: on or off. slider: a level to change. meter: a level to see. photo: a picture to "
            "press. picture: to look at. code: a square code. address: where on the web one is. side and nav: buttons "
            "of the phone itself, at its side and at its foot. An app that does not know a kind draws words."
        },
    )
    text = words("its words", "Settings")
    note = words("a second, smaller line", "Size and brightness", allow_none=True)
    icon = plain("name of a picture that goes with the words", "gear", allow_none=True)
    tone = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(TONES),
        metadata={"description": "good: the green button, as to take a call. bad: the red one"},
    )
    switched = fields.Boolean(required=True, metadata={"description": "whether a switch is on"})
    level = fields.Integer(required=True, metadata={"description": "of a slider or a meter, 0 to 100", "example": 50})


class ScreenSchema(Shown):
    """One screen of a simulated phone, to be drawn by the app in its own large letters."""

    id = plain("stable id", "home")
    look = fields.String(
        required=True,
        validate=validate.OneOf(LOOKS),
        metadata={
            "description": "home: apps side by side. lock: a clock and what came in. list: rows. thread: a talk in "
            "messages. card: a person or a thing. keys: a pad of three columns. keyboard: keys. camera: a frame to "
            "look through. gallery: pictures. call: a person and round buttons. video: the other large, oneself small. "
            "page: of an app or the web. dialog: the phone asks. An app that does not know a look draws a list."
        },
    )
    title = words("what stands at the top", "Home")
    clock = plain("the time on top", "9:00", allow_none=True)
    large = fields.Boolean(required=True, metadata={"description": "its letters are larger than usual"})
    pieces = fields.List(fields.Nested(PieceSchema), required=True)


class StretchPageSchema(Shown):
    """One page of a stretch of a service."""

    question = fields.Nested(QuestionSchema, required=True, allow_none=True)
    changed = fields.Boolean(required=True, metadata={"description": "the service no longer has this question"})


class StepSchema(Shown):
    """One thing to do."""

    id = plain("stable id", "give-birth-date")
    kind = fields.String(
        required=True,
        validate=validate.OneOf(STEP_KINDS),
        metadata={
            "description": "practise: a question of the live service, or several `pages` of it one after the other. "
            "choose: a question of the lesson. recall: the same about something learned before, with one hint. tap: "
            "press a piece of the screen. hold: press it and stay. swipe: move the finger over the screen. type: type "
            "into its field. speak: say it, type it, or press that one has said it. order: put the cards in order. "
            "sort: put each card on a pile. check and send: the service's own last pages, in practice. real: do it on "
            "one's own phone, and say if it worked. read and watch: nothing to answer."
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
    pages = fields.List(fields.Nested(StretchPageSchema), required=True)
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)
    over = plain("id of the piece over which to swipe; null: anywhere", "anna", allow_none=True)
    points = plain("id of the piece to mark with the second hint", "settings", allow_none=True)
    about = plain("id of the earlier lesson that is asked about", "spot-a-scam", allow_none=True)
    look_for = words("how one sees on the own phone that it worked", "The letters are larger.", allow_none=True)
    service = plain("id of the service to open for real", "senior-travel-card", allow_none=True)
    opens = plain("page of the city's app to open for real", "sign-in", allow_none=True)
    screen = plain("id of the simulated screen", "home", allow_none=True)
    cards = fields.List(fields.Nested(CardSchema), required=True)
    piles = fields.List(fields.Nested(PileSchema), required=True)
    frames = fields.List(fields.Nested(FrameSchema), required=True)
    runs = fields.List(fields.String(), required=True, metadata={"description": "the runs that it is part of"})
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
    service = plain("id of the live service; null: about the phone itself", "senior-travel-card", allow_none=True)
    minutes = fields.Integer(required=True, metadata={"example": 15})


class LessonsSchema(Shown):
    """A page of lessons."""

    items = fields.List(fields.Nested(LessonCardSchema), required=True)
    next = next_id()


class LessonSchema(LessonCardSchema):
    """A whole lesson; kept on a phone, it works with no network."""

    version = plain("changes when the lesson changes", "9be1f0c2d3a44e51")
    skills = fields.List(fields.Nested(SkillSchema), required=True)
    person = fields.Nested(PersonSchema, required=True, allow_none=True)
    screens = fields.List(fields.Nested(ScreenSchema), required=True, metadata={"description": "that the steps name"})
    steps = fields.List(fields.Nested(StepSchema), required=True)
    answers = fields.List(
        fields.Nested(AnsweredSchema),
        required=True,
        metadata={"description": "the person's answers in words, as the check page shows them"},
    )
    learned = fields.List(Words(), required=True, metadata={"description": "what the last page says"})
    next = fields.Nested(NextSchema, required=True)
    large_print = plain("address of the lesson as a page to print, at the same host", "/lessons/bigger-letters/print")
    large_print_file = plain(
        "the same as a tagged PDF (PDF/UA-1); 404 where the city cannot make such",
        "/lessons/bigger-letters/large-print.pdf",
    )


class ModuleSchema(Shown):
    """A few lessons that belong together."""

    id = plain("stable id", "phone")
    title = words("what they are about", "My phone")
    lessons = fields.List(fields.String(), required=True, metadata={"description": "ids, in their order"})


class CurriculumSchema(Shown):
    """The way through all lessons."""

    items = fields.List(fields.Nested(ModuleSchema), required=True)


class TrySchema(Sent):
    """An answer in practice."""

    value = Answer(
        required=True,
        allow_none=True,
        metadata=ANSWER
        | {
            "description": "as the live service takes it. choose, recall, tap and hold: an id; a press that was too "
            'short: {"short": id}. swipe: up, down, left, right, or {direction: the id where it began}. type: what was '
            "typed. speak: the same, or true for what was said aloud. order: a list of ids. sort: a mapping of card to "
            "pile. A step of several pages: the answer to one, with `page`."
        },
    )
    page = fields.String(
        load_default=None,
        validate=validate.Length(1, 60),
        metadata={"description": "id of the question, in a stretch", "example": "birth_date"},
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
        validate=validate.OneOf(["right", "mistake", "stopped", "not-right", "cannot-be-read"]),
        metadata={"description": "stopped: it would do harm on a real phone. cannot-be-read: the live service says it"},
    )
    say = plain("what to say, in the reader's language", "The day and the month have changed places.")
    mistake = fields.Integer(
        required=True, allow_none=True, metadata={"description": "which of the step's likely mistakes, from zero"}
    )
    errors = fields.List(fields.Nested(SlipSchema), required=True)


class RunProgressSchema(Shown):
    """How far a learner is in one run of a lesson."""

    run = fields.String(
        required=True,
        validate=validate.OneOf(RUNS),
        metadata={
            "description": "watch: all is shown. guided: the answer is marked. hints: help when asked. alone: no help. "
            "real: on one's own phone"
        },
    )
    steps = fields.List(fields.String(), required=True, metadata={"description": "ids of its steps, in order"})
    started = fields.Boolean(required=True)
    current_step = plain("where to go on; null at its end", "give-address", allow_none=True)
    done = fields.List(fields.String(), required=True, metadata={"description": "ids of steps"})
    skipped = fields.List(fields.String(), required=True, metadata={"description": "ids of steps"})


class LessonProgressSchema(Shown):
    """Where a learner is in one lesson, from all their devices."""

    lesson = plain("id of the lesson", "senior-travel-card")
    started = fields.Boolean(required=True)
    finished = fields.Boolean(required=True)
    current_step = plain("where to go on; null at the end", "give-address", allow_none=True)
    done = fields.List(fields.String(), required=True, metadata={"description": "ids of steps, in whatever run"})
    skipped = fields.List(fields.String(), required=True, metadata={"description": "ids of steps, never done"})
    hints = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "step → hints seen"}
    )
    mistakes = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "step → how many"}
    )
    count = fields.Integer(required=True, metadata={"description": "steps of the run that are done", "example": 4})
    of = fields.Integer(required=True, metadata={"description": "steps that the run has", "example": 17})

    run = fields.String(
        required=True, validate=validate.OneOf(RUNS), metadata={"description": "the run to go on with; see `runs`"}
    )
    runs = fields.List(fields.Nested(RunProgressSchema), required=True)
    stuck = fields.List(fields.String(), required=True, metadata={"description": "ids of steps"})
    seen = fields.List(fields.String(), required=True, metadata={"description": "ids of steps done for real"})
    can_do = fields.Boolean(required=True, metadata={"description": "every step of the run alone was done alone"})


class AllProgressSchema(Shown):
    """Where a learner is in every lesson."""

    items = fields.List(fields.Nested(LessonProgressSchema), required=True)
