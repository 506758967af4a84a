"""What a learner did, from pages and from phones: added to a log, and folded to a place in each lesson."""

import hmac
import uuid
from datetime import datetime
from typing import Any

import orjson
from flask import Blueprint, Response, g, request
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.text import N_
from backend.core.unpacking import NotPacked, TooMuchInside, UnknownEncoding, unpack
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import actions, queries, reminders
from backend.domain.learning.errors import LogFull
from backend.domain.learning.rules import MOST_EVENTS
from backend.web import door
from backend.web.door import caller, parts, reading, say, who, writing
from tutorials.batch import MEDIA_TYPE, BatchWrong, read_small
from tutorials.lesson import Lesson, Step
from tutorials.progress import NAME, Event, EventKind, Progress, fold
from tutorials.runs import HELPED, Run

pages = Blueprint("learning", __name__)
WHOSE_DIGITS = 16
NONSENSE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What reading raises where something is of another form than it should be."""


def progress_in(lesson: Lesson) -> Progress:
    """Where this reader is in a lesson."""
    with reading() as session:
        return fold(queries.events_of(session, _learner(session), lesson.id), lesson)


def events() -> list[Event]:
    """All that this reader did, in every lesson."""
    with reading() as session:
        return queries.events_of(session, _learner(session))


def note(lesson: Lesson, step: Step, kind: EventKind, run: Run) -> None:
    """Add one event of a page to the learner's log. A full log stops no lesson; the page says so."""
    event = Event(uuid.uuid4(), lesson.id, step.id, kind, clock.now(), run)
    try:
        _record([event])
    except LogFull as error:
        g.log_full = say(error.message)


def _record(events: list[Event]) -> int:
    known = caller()
    with writing() as session:
        if known is not None:
            learner = actions.learner_of_account(session, known.account_id, clock.now())
        else:
            learner = actions.learner_of_browser(session, door.browser(), clock.now())
        new = actions.record(session, learner, events, clock.now(), told=parts().settings.record_store is not None)
        if new and known is not None:
            reminders.plan(session, learner, parts().content.lessons)
        return new


def put_away() -> Response | None:
    """What somebody reads who had begun the lesson of this address, when the city no longer has it; else None."""
    lesson_id = (request.view_args or {}).get("lesson_id")
    found = parts().content.lessons.get(lesson_id or "")
    here = found is not None and (found.service is None or found.service in parts().content.services)
    if lesson_id is None or here:
        return None
    with reading() as session:
        if not queries.events_of(session, _learner(session), lesson_id):
            return None
    title = N_("This lesson is no longer here")
    text = N_("The city has put it away. What you learned in it is kept. There are other lessons to go on with.")
    return door.page("error.html", 410, title=title, text=say(text), lessons=True, current_section="learn")


def _learner(session: Session) -> int | None:
    known = caller()
    return queries.learner(session, known.account_id if known else None, door.known_browser())


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


@pages.get("/learning/whose")
@who(Who.ANYONE)
def whose_practice() -> Response:
    """Whose practice a phone keeps from now on. A lesson's page cannot say it: it is kept, for whoever comes next."""
    return door.json_answer({"whose": whose()})


def whose() -> str:
    """The mark of whoever is signed in, for practice kept on a phone that several people may use; else nothing.

    A phone sends what one account did only for that account; which it is, nobody can tell from this.
    """
    known = caller()
    if known is None:
        return ""
    key = parts().settings.key("whose practice on a phone")
    return hmac.digest(key, f"{known.account_id}".encode(), "sha256").hex()[:WHOSE_DIGITS]


@pages.post("/learning/events")
@who(Who.ANYONE)
def take_events() -> Response:
    """Take what a device did, perhaps long ago and offline, as a list or in columns; sent twice it counts once.

    Events that make no sense are passed over, so that one broken row on a phone does not hold the others up for ever.
    Those of a lesson or a step that is no longer here are kept: both may come back. A batch that was marked for another
    account is refused whole, and stays on the phone.
    """
    try:
        body = unpack(request.get_data(), request.headers.get("Content-Encoding"), request.max_content_length or 0)
        batch = orjson.loads(body)
        if batch.get("whose") not in (None, "", whose()):
            return door.json_answer({"error": "whose"}, 409)
        sound = _in_columns(batch) if request.mimetype == MEDIA_TYPE else _in_a_list(batch)
    except UnknownEncoding:
        return door.json_answer({"error": "encoding"}, 415)
    except (NotPacked, TooMuchInside, BatchWrong, *NONSENSE):
        return door.json_answer({"error": "events"}, 400)
    try:
        new = _record(sound) if sound else 0
    except LogFull as error:
        return door.json_answer({"error": "full", "say": say(error.message)}, 409)
    return door.json_answer({"new": new, "taken": len(sound)})


def _in_a_list(batch: dict[str, Any]) -> list[Event]:
    raw = batch["events"]
    if not isinstance(raw, list) or len(raw) > MOST_EVENTS:
        raise BatchWrong([("events", None)])
    return [event for event in map(_event, raw) if event]


def _event(raw: Any) -> Event | None:
    """An event from a device; None if it is not one."""
    try:
        at, run = datetime.fromisoformat(raw["at"]), raw.get("run", HELPED)
        return _named(Event(uuid.UUID(raw["id"]), raw["lesson"], raw["step"], raw["kind"], at, run))
    except NONSENSE:
        return None


def _in_columns(batch: dict[str, Any]) -> list[Event]:
    if len(batch["step"]) > MOST_EVENTS:
        raise BatchWrong([("step", None)])
    ids = [each | {"first": uuid.UUID(each["first"])} for each in batch["ids"]]
    return [each for each in read_small(batch | {"ids": ids}) if _named(each)]


def _named(event: Event) -> Event | None:
    """The event, if its lesson and its step have names that a lesson and a step can have."""
    return event if NAME.fullmatch(event.lesson) and NAME.fullmatch(event.step) else None
