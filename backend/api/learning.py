"""Lessons, practice that sends nothing, and where a learner is."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.applications import AnsweredSchema, answered
from backend.api.area import Area, catalogue_answer, kept_answer, page_by_id
from backend.api.door import me, parts, reading, translator, who, writing
from backend.api.problems import say
from backend.api.questions import QuestionSchema
from backend.api.schemas import ANSWER, SLUG, Answer, ById, Sent, Shown, Words, next_id, plain, words
from backend.core import clock
from backend.domain.applications.actions import field_errors
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import actions, queries
from backend.domain.learning.errors import LogFull, StepChanged, StepTakesNoAnswer
from backend.domain.learning.rules import KINDS, MOST_EVENTS
from flows.service import Service
from flows.types import AnswerWrong
from tutorials.lesson import KINDS as STEP_KINDS
from tutorials.lesson import Lesson, Step
from tutorials.offline import offline_key
from tutorials.practice import (
    Feedback,
    LessonOutOfDate,
    judge_choice,
    judge_value,
    practice_answers,
    question_of,
    rehearsal,
)
from tutorials.progress import Event, Progress, fold

area = Area("Learning", __name__, "Lessons on the live services, and practice in which nothing is sent.")

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A phone whose clock has lost its time says so, or earlier."""


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


@area.get("/lessons")
@who(Who.ANYONE)
@area.takes(ById, where="query")
@area.gives(200, LessonsSchema, cached=True)
@area.may_fail(NotFound)
def lessons(query: dict[str, Any]) -> Response:
    """All lessons."""
    page = page_by_id(parts().content.lessons, query.get("after"), query["limit"])
    shown = [each for _, each in page["items"]]
    return catalogue_answer(LessonsSchema().dump({"items": shown, "next": page["next"]}))


@area.get("/lessons/<string(maxlength=60):lesson_id>")
@who(Who.ANYONE)
@area.gives(200, LessonSchema, cached=True)
@area.may_fail(NotFound)
def lesson(lesson_id: str) -> Response:
    """One lesson with all its steps, each with the live question it practises on."""
    found, service = _lesson(lesson_id)
    return kept_answer(f"lesson {lesson_id}", lambda: LessonSchema().dump(_whole(found, service)))


def _whole(found: Lesson, service: Service) -> dict[str, Any]:
    walked = rehearsal(found, service, practice_answers(found), parts().today())
    same = {name: getattr(found, name) for name in LessonSchema().fields if hasattr(found, name)}
    answers = [answered(page, walked.answers) for page in walked.pages if page.id in walked.answers and not page.tells]
    return same | {"steps": [_step(found, step, service) for step in found.steps], "answers": answers}


def _lesson(lesson_id: str) -> tuple[Lesson, Service]:
    found = parts().content.lessons.get(lesson_id)
    if found is None or found.service not in parts().content.services:
        raise NotFound
    return found, parts().content.services[found.service]


def _step(found: Lesson, step: Step, service: Service) -> dict[str, Any]:
    same = {name: getattr(step, name) for name in ("id", "kind", "title", "say", "heard", "hints", "choices", "done")}
    try:
        question = question_of(found, step, service) if step.kind == "practise" else None
        offline = offline_key(found, step, service, parts().context(), translator().text)
    except LessonOutOfDate:
        return same | {"question": None, "changed": True, "offline": {"step": step.id, "kind": step.kind}}
    return same | {"question": question, "changed": False, "offline": offline}


@area.post("/lessons/<string(maxlength=60):lesson_id>/steps/<string(maxlength=60):step_id>/check")
@who(Who.ANYONE)
@area.takes(TrySchema)
@area.gives(200, FeedbackSchema)
@area.may_fail(NotFound, StepTakesNoAnswer, StepChanged)
def check_step(body: dict[str, Any], lesson_id: str, step_id: str) -> dict[str, Any]:
    """Judge an answer in practice, by the engine of the live service. Nothing is kept and nothing is sent."""
    found, service = _lesson(lesson_id)
    step = found.by_id.get(step_id)
    if step is None:
        raise NotFound
    feedback = _judged(found, step, service, body["value"])
    errors = field_errors(AnswerWrong(*feedback.wrongs))
    return {
        "right": feedback.is_right,
        "kind": feedback.kind,
        "say": say(feedback.message, feedback.values),
        "mistake": feedback.mistake,
        "errors": [{"pointer": each.pointer, "detail": say(each.message, each.values)} for each in errors],
    }


def _judged(found: Lesson, step: Step, service: Service, value: Any) -> Feedback:
    if step.kind == "choose":
        return judge_choice(step, value if isinstance(value, str) else None)
    if step.kind != "practise":
        raise StepTakesNoAnswer
    try:
        return judge_value(found, step, service, value, parts().context())
    except LessonOutOfDate as error:
        raise StepChanged from error


@area.get("/learning/progress")
@who(Who.SIGNED_IN)
@area.gives(200, AllProgressSchema)
def progress() -> dict[str, Any]:
    """Where the learner is in every lesson."""
    with reading() as session:
        events = queries.events_of(session, queries.learner(session, me().account_id, None))
    return {"items": [_progress(each, fold(events, each)) for each in parts().content.lessons.values()]}


def _progress(found: Lesson, state: Progress) -> dict[str, Any]:
    in_order = [step.id for step in found.steps]
    return {
        "lesson": found.id,
        "done": [step for step in in_order if step in state.done],
        "skipped": [step for step in in_order if step in state.skipped],
        **{name: getattr(state, name) for name in ("started", "finished", "hints", "mistakes", "count", "of")},
        "current_step": state.current_step,
    }


@area.post("/learning/events")
@who(Who.SIGNED_IN)
@area.takes(EventsSchema)
@area.gives(200, TakenSchema)
@area.may_fail(LogFull)
def record_events(body: dict[str, Any]) -> dict[str, int]:
    """Send what the learner did. Events that were sent before count once, wherever they come from.

    Events of lessons and steps that are no longer there are kept, and pass unnoticed.
    """
    events = [Event(**each | {"at": max(each["at"], LONG_AGO)}) for each in body["events"]]
    with writing() as session:
        learner = actions.learner_of_account(session, me().account_id, clock.now())
        return {"new": actions.record(session, learner, events, clock.now())}
