"""Lessons, practice that sends nothing, and where a learner is."""

from typing import Any

from flask import Response

from backend.api.applications.shown import answered
from backend.api.area import Area, catalogue_answer, kept_answer, page_by_id
from backend.api.door import me, parts, reading, translator, who, writing
from backend.api.learning.event_schemas import EventsSchema, SmallEventsSchema, TakenSchema
from backend.api.learning.schemas import (
    AllProgressSchema,
    CurriculumSchema,
    FeedbackSchema,
    LessonSchema,
    LessonsSchema,
    TrySchema,
)
from backend.api.problems import say
from backend.api.schemas import ById
from backend.core import clock
from backend.domain.applications.errors import field_errors
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import actions, queries, reminders
from backend.domain.learning.errors import LogFull, StepChanged, StepTakesNoAnswer
from flows.service import Service
from flows.types import AnswerWrong
from tutorials.batch import MEDIA_TYPE
from tutorials.curriculum import in_modules
from tutorials.lesson import CHOSEN, SIMULATED, Lesson, Step
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
from tutorials.progress import Progress, RunProgress, fold
from tutorials.runs import runs_of, steps_of
from tutorials.simulated import as_fields, judge_simulated

area = Area("Learning", __name__, "Lessons on the live services, and practice in which nothing is sent.")


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


@area.get("/curriculum")
@who(Who.ANYONE)
@area.gives(200, CurriculumSchema, cached=True)
def curriculum() -> Response:
    """The lessons in their modules, in the order in which they are learned."""
    modules = in_modules(parts().content.lessons)
    items = [{"id": each.id, "title": each.title, "lessons": [one.id for one in inside]} for each, inside in modules]
    return catalogue_answer(CurriculumSchema().dump({"items": items}))


def _whole(found: Lesson, service: Service | None) -> dict[str, Any]:
    same = {name: getattr(found, name) for name in LessonSchema().fields if hasattr(found, name)}
    return same | {
        "steps": [_step(found, step, service) for step in found.steps],
        "answers": _answers(found, service) if service else [],
        "screens": list(found.screens.values()),
        "large_print": f"/lessons/{found.id}/print",
        "large_print_file": f"/lessons/{found.id}/large-print.pdf",
    }


def _answers(found: Lesson, service: Service) -> list[dict[str, Any]]:
    walked = rehearsal(found, service, practice_answers(found), parts().today())
    return answered(service, walked)


def _lesson(lesson_id: str) -> tuple[Lesson, Service | None]:
    found = parts().content.lessons.get(lesson_id)
    service = parts().content.services.get(found.service) if found and found.service else None
    if found is None or (found.service and service is None):
        raise NotFound
    return found, service


_AS_IT_IS = (
    *("id", "kind", "title", "say", "heard", "hints", "choices", "done", "screen", "cards", "piles", "frames"),
    *("over", "about", "look_for", "service", "opens"),
)


def _step(found: Lesson, step: Step, service: Service | None) -> dict[str, Any]:
    same = {name: getattr(step, name) for name in _AS_IT_IS}
    same |= {
        "runs": runs_of(step),
        "points": step.pointed,
        "pages": [_page(found, page, service) for page in step.pages],
    }
    try:
        question = question_of(found, step, service) if step.question is not None else None
        offline = offline_key(found, step, service, parts().context(), translator().text)
    except LessonOutOfDate:
        return same | {"question": None, "changed": True, "offline": {"step": step.id, "kind": step.kind}}
    return same | {"question": question, "changed": False, "offline": offline}


def _page(found: Lesson, page: Step, service: Service | None) -> dict[str, Any]:
    try:
        return {"question": question_of(found, page, service), "changed": False}
    except LessonOutOfDate:
        return {"question": None, "changed": True}


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
    feedback = _judged(found, step.page(body["page"]) or step, service, body["value"])
    errors = field_errors(AnswerWrong(*feedback.wrongs))
    return {
        "right": feedback.is_right,
        "kind": feedback.kind,
        "say": say(feedback.message, feedback.values),
        "mistake": feedback.mistake,
        "errors": [{"pointer": each.pointer, "detail": say(each.message, each.values)} for each in errors],
    }


def _judged(found: Lesson, step: Step, service: Service | None, value: Any) -> Feedback:
    if step.kind in CHOSEN:
        return judge_choice(step, value if isinstance(value, str) else None)
    if step.kind in SIMULATED:
        return judge_simulated(step, as_fields(step, value), translator().text)
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
        "stuck": [step for step in in_order if step in state.stuck],
        "seen": [step for step in in_order if step in state.seen],
        **{name: getattr(state, name) for name in ("started", "finished", "hints", "mistakes", "count", "of")},
        **{name: getattr(state, name) for name in ("current_step", "run", "can_do")},
        "runs": [_run(found, each) for each in state.runs.values()],
    }


def _run(found: Lesson, state: RunProgress) -> dict[str, Any]:
    steps = [step.id for step in steps_of(found, state.run)]
    return {
        "run": state.run,
        "steps": steps,
        "started": state.started,
        "current_step": state.current_step,
        "done": [step for step in steps if step in state.done],
        "skipped": [step for step in steps if step in state.skipped],
    }


@area.post("/learning/events")
@who(Who.SIGNED_IN)
@area.takes_either(EventsSchema, MEDIA_TYPE, SmallEventsSchema)
@area.gives(200, TakenSchema)
@area.may_fail(LogFull)
def record_events(body: dict[str, Any]) -> dict[str, int]:
    """Send what the learner did, as a list or in columns.

    Events that were sent before count once, wherever they come from. Events of lessons and steps that are no longer
    there are kept, and pass unnoticed.
    """
    with writing() as session:
        learner = actions.learner_of_account(session, me().account_id, clock.now())
        told = parts().settings.record_store is not None
        new = actions.record(session, learner, body["events"], clock.now(), told=told)
        if new:
            reminders.plan(session, learner, parts().content.lessons)
        return {"new": new}
