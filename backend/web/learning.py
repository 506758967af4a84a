"""What a learner did, from pages and from phones: added to a log, and folded to a place in each lesson."""

import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import actions, queries, reminders
from backend.domain.learning.errors import LogFull
from backend.domain.learning.rules import MOST_EVENTS
from backend.web import door
from backend.web.door import caller, parts, reading, say, who, writing
from tutorials.lesson import Lesson, Step
from tutorials.progress import Event, EventKind, Progress, fold
from tutorials.runs import HELPED, Run

pages = Blueprint("learning", __name__)


def progress_in(lesson: Lesson) -> Progress:
    """Where this reader is in a lesson."""
    with reading() as session:
        known = caller()
        learner = queries.learner(session, known.account_id if known else None, door.known_browser())
        return fold(queries.events_of(session, learner, lesson.id), lesson)


def events() -> list[Event]:
    """All that this reader did, in every lesson."""
    with reading() as session:
        known = caller()
        learner = queries.learner(session, known.account_id if known else None, door.known_browser())
        return queries.events_of(session, learner)


def note(lesson: Lesson, step: Step, kind: EventKind, run: Run) -> None:
    """Add one event of a page to the learner's log; a full log does not stop the lesson."""
    event = Event(uuid.uuid4(), lesson.id, step.id, kind, clock.now(), run)
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
        new = actions.record(session, learner, events, clock.now())
        if new and known is not None:
            reminders.plan(session, learner, parts().content.lessons)
        return new


@pages.get("/learning/progress/<lesson_id>")
@who(Who.ANYONE)
def progress(lesson_id: str) -> Response:
    """What the server knows of this learner's way through a lesson, for the page to join with its own."""
    found = parts().content.lessons.get(lesson_id)
    if found is None:
        raise NotFound
    known = progress_in(found)
    runs = {
        run: {"done": sorted(each.done), "skipped": sorted(each.skipped)}
        for run, each in known.runs.items()
        if each.started
    }
    return door.json_answer({"done": sorted(known.done), "skipped": sorted(known.skipped), "runs": runs})


@pages.post("/learning/events")
@who(Who.ANYONE)
def take_events() -> Response:
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
        lesson_id, step_id = raw["lesson"], raw["step"]
        if step_id not in parts().content.lessons[lesson_id].by_id:
            return None
        at = datetime.fromisoformat(raw["at"])
        return Event(uuid.UUID(raw["id"]), lesson_id, step_id, raw["kind"], at, raw.get("run", HELPED))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
