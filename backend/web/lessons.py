"""Guided lessons: one document with all its steps, practised on the real flow engine, or on a simulated phone.

Nothing here can be sent.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake.queries import time_questions
from backend.domain.learning import actions, queries
from backend.domain.learning.errors import LogFull
from backend.domain.learning.rules import KINDS, MOST_EVENTS
from backend.web import door
from backend.web.applications import answers_in_words
from backend.web.door import caller, go, page, parts, reading, say, translator, who, writing
from backend.web.questions import form_of, said, sent_fields
from backend.web.slot_question import as_if_held, practice_form
from flows.journey import Journey
from flows.service import Question, Service
from flows.types import FIELD, Fields
from tutorials.curriculum import in_modules
from tutorials.lesson import JUDGED, SIMULATED, Lesson, Step
from tutorials.offline import offline_key
from tutorials.practice import (
    Feedback,
    LessonOutOfDate,
    judge,
    judge_choice,
    practice_answers,
    question_of,
    rehearsal,
)
from tutorials.progress import Event, EventKind, Progress, fold
from tutorials.simulated import card_order, judge_simulated

pages = Blueprint("lessons", __name__)
DONE = "done"
"""The last part of the document: what was learned, and what comes next."""


@dataclass(frozen=True, slots=True)
class Said:
    """Feedback in the reader's language, at one step."""

    step: str
    kind: str
    text: str
    fields: Fields

    @property
    def right(self) -> bool:
        """Whether the step is done."""
        return self.kind == "right"


@pages.get("/lessons")
@who(Who.ANYONE)
def lessons() -> Response:
    """All lessons, and how far one is in each."""
    modules = [
        (module, [(lesson, _progress(lesson)) for lesson in inside])
        for module, inside in in_modules(parts().content.lessons)
    ]
    return page("lessons.html", modules=modules, current_section="learn")


def _progress(lesson: Lesson) -> Progress:
    with reading() as session:
        known = caller()
        learner = queries.learner(session, known.account_id if known else None, door.known_browser())
        return fold(queries.events_of(session, learner, lesson.id), lesson)


def the_lesson(lesson_id: str) -> tuple[Lesson, Service | None]:
    """A lesson and the live service it is bound to, if it is; raises `NotFound`."""
    lesson = parts().content.lessons.get(lesson_id)
    service = parts().content.services.get(lesson.service) if lesson and lesson.service else None
    if lesson is None or (lesson.service and service is None):
        raise NotFound
    return lesson, service


@pages.get("/lessons/<lesson_id>")
@who(Who.ANYONE)
def lesson(lesson_id: str) -> Response:
    """The lesson at one step (`?step=`), or else where this learner stopped."""
    found, service = the_lesson(lesson_id)
    step = request.args.get("step")
    if step is None:
        progress = _progress(found)
        here = progress.current_step or (found.steps[0].id if not progress.started else DONE)
        return go(f"/lessons/{lesson_id}?step={here}")
    return _document(found, service, step if step in found.by_id else DONE if step == DONE else found.steps[0].id)


def _document(found: Lesson, service: Service | None, current: str, said_now: Said | None = None) -> Response:
    steps = [_step_view(found, service, step, said_now) for step in found.steps]
    return page(
        "lesson.html",
        422 if said_now and said_now.text and not said_now.right else 200,
        public=said_now is None,
        lesson=found,
        service=service,
        steps=steps,
        current=current,
        keys=list(_keys(found, service)),
        judged=JUDGED,
        current_section="learn",
    )


def _keys(found: Lesson, service: Service | None) -> Iterator[dict[str, Any]]:
    """What the phone needs to judge each step; a step whose question the service has changed has none."""
    for step in found.steps:
        with suppress(LessonOutOfDate):
            yield offline_key(found, step, service, parts().context(), translator().text)


def _step_view(found: Lesson, service: Service | None, step: Step, said_now: Said | None) -> dict[str, Any]:
    number, total = found.position(step.id)
    before, after = found.before(step.id), found.after(step.id)
    mine = said_now if said_now and said_now.step == step.id else None
    view = {
        "step": step,
        "number": number,
        "total": total,
        "before": before.id if before else None,
        "after": after.id if after else DONE,
        "said": mine,
        "stale": False,
    }
    if step.kind == "practise":
        try:
            view["form"] = _form(question_of(found, step, service), mine.fields if mine else {})
        except LessonOutOfDate:
            view["stale"] = True
    if step.kind == "order":
        view["order"] = card_order(step, mine.fields.get(FIELD, ()) if mine else ())
    if service and step.kind in {"check", "send"}:
        answers = dict(_rehearsed(found, service).answers)
        held = {each.id: as_if_held(each, answers[each.id]) for each in time_questions(service) if answers.get(each.id)}
        view["rows"] = answers_in_words(service, answers | held)
    return view


def _form(question: Question, fields: Fields) -> dict[str, Any]:
    times = practice_form(question, (fields.get(FIELD) or [""])[0]) if question.type == "slot" else None
    return form_of(question, fields, times=times)


def _rehearsed(found: Lesson, service: Service) -> Journey:
    return rehearsal(found, service, practice_answers(found), parts().today())


@pages.post("/lessons/<lesson_id>/steps/<step_id>")
@who(Who.ANYONE)
def take_step(lesson_id: str, step_id: str) -> Response:
    """Do or skip a step on a page without JavaScript."""
    found, service = the_lesson(lesson_id)
    step = found.by_id.get(step_id)
    if step is None:
        raise NotFound
    after = found.after(step_id)
    onward = f"/lessons/{lesson_id}?step={after.id if after else DONE}"
    if "skip" in request.form:
        _note(found, step, "skipped")
        return go(onward)
    if step.kind not in JUDGED:
        _note(found, step, "done")
        return go(onward)
    if step.kind == "order" and "move" in request.form:
        moved = card_order(step, sent_fields().get(FIELD, []), request.form["move"])
        return _document(found, service, step_id, Said(step_id, "moved", "", {FIELD: moved}))
    feedback, fields = _judged(found, service, step)
    _note(found, step, "done" if feedback.is_right else "mistake")
    return _document(found, service, step_id, Said(step_id, _lead(feedback), in_words(feedback), fields))


def _lead(feedback: Feedback) -> str:
    """How the words begin: well done, stopped, or not yet."""
    return feedback.kind if feedback.kind in {"right", "stopped"} else "try"


def _judged(found: Lesson, service: Service | None, step: Step) -> tuple[Feedback, Fields]:
    fields = sent_fields()
    if step.kind == "choose":
        return judge_choice(step, (fields.get("answer") or [""])[0]), fields
    if step.kind in SIMULATED:
        return judge_simulated(step, fields, translator().text), fields
    try:
        return judge(found, step, service, fields, parts().context()), fields
    except LessonOutOfDate:
        raise NotFound from None


def in_words(feedback: Feedback) -> str:
    """Feedback in the reader's language."""
    return say(feedback.message, **said(feedback.values))


@pages.post("/lessons/<lesson_id>/steps/<step_id>/judge")
@who(Who.ANYONE)
def judge_step(lesson_id: str, step_id: str) -> Response:
    """Say what the live service's own engine says to an answer in practice; nothing is kept."""
    found, service = the_lesson(lesson_id)
    step = found.by_id.get(step_id)
    if step is None or step.kind not in JUDGED:
        raise NotFound
    feedback, _ = _judged(found, service, step)
    return door.json_answer({"right": feedback.is_right, "say": in_words(feedback)})


def _note(found: Lesson, step: Step, kind: EventKind) -> None:
    """Add one event of this page to the learner's log; a full log does not stop the lesson."""
    event = Event(uuid.uuid4(), found.id, step.id, kind, clock.now())
    try:
        _record([event])
    except LogFull:
        return


def _record(events: list[Event]) -> int:
    known = caller()
    with writing() as session:
        if known is not None:
            learner = actions.learner_of_account(session, known.account_id, clock.now())
        else:
            learner = actions.learner_of_browser(session, door.browser(), clock.now())
        return actions.record(session, learner, events, clock.now())


@pages.get("/learning/progress/<lesson_id>")
@who(Who.ANYONE)
def progress(lesson_id: str) -> Response:
    """What the server knows of this learner's way through a lesson, for the page to join with its own."""
    found, _ = the_lesson(lesson_id)
    known = _progress(found)
    return door.json_answer({"done": sorted(known.done), "skipped": sorted(known.skipped)})


@pages.post("/learning/events")
@who(Who.ANYONE)
def events() -> Response:
    """Take what a device did, perhaps long ago and offline; sent twice it counts once.

    Events that make no sense are passed over, so that one broken row on a phone does not hold the others up for ever.
    """
    body = request.get_json(silent=True)
    raw = body.get("events") if isinstance(body, dict) else None
    if not isinstance(raw, list) or len(raw) > MOST_EVENTS:
        return door.json_answer({"error": "events"}, 400)
    sound = [event for event in map(_event, raw) if event]
    try:
        new = _record(sound) if sound else 0
    except LogFull as error:
        return door.json_answer({"error": "full", "say": say(error.message)}, 409)
    return door.json_answer({"new": new, "taken": len(sound)})


def _event(raw: Any) -> Event | None:
    """An event from a device; None if it is not one, or of a lesson or step that never was here."""
    try:
        lesson_id, step_id, kind = raw["lesson"], raw["step"], raw["kind"]
        at = datetime.fromisoformat(raw["at"])
        if kind not in KINDS or step_id not in parts().content.lessons[lesson_id].by_id:
            return None
        return Event(uuid.UUID(raw["id"]), lesson_id, step_id, cast("EventKind", kind), at)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
