"""Where a learner stands: the way on, skills, and what comes back; all of it follows from the log."""

from typing import Any

from flask import Response

from backend.api.area import catalogue_answer
from backend.api.door import me, parts, reading, who, writing
from backend.api.learning.onward_schemas import (
    EstimatesSchema,
    PathSchema,
    RefreshersSchema,
    ReminderChosenSchema,
    ReminderSchema,
    TasksSchema,
)
from backend.api.learning.routes import area
from backend.api.problems import say
from backend.core import clock
from backend.domain.identity.rules import Who
from backend.domain.learning import difficulty, queries, reminders
from tutorials.curriculum import in_modules
from tutorials.path import ENOUGH, TRIES, WHY_WORDS, standing, tasks
from tutorials.progress import Event
from tutorials.refreshers import in_order
from tutorials.skill import estimates


def _events() -> list[Event]:
    with reading() as session:
        return queries.events_of(session, queries.learner(session, me().account_id, None))


@area.get("/learning/tasks")
@who(Who.ANYONE)
@area.gives(200, TasksSchema, cached=True)
def first_tasks() -> Response:
    """What to ask of whoever wants to know what they can do already.

    Each is done in the run alone, and what happened is sent as events. The way on follows from them.
    """
    items = [
        {"module": each.module.id, "lesson": each.lesson.id, "step": each.step.id}
        for each in tasks(parts().content.lessons)
    ]
    return catalogue_answer(TasksSchema().dump({"items": items, "tries": TRIES, "enough": ENOUGH}))


@area.get("/learning/path")
@who(Who.SIGNED_IN)
@area.gives(200, PathSchema)
def path() -> dict[str, Any]:
    """Where the learner stands in each module, and which lesson comes next and why."""
    lessons = parts().content.lessons
    found = standing(_events(), lessons)
    onward = found.onward
    return {
        "next": {"lesson": onward.lesson.id, "why": onward.why, "say": say(WHY_WORDS[onward.why], {})}
        if onward
        else None,
        "modules": [
            {
                "id": module.id,
                "title": module.title,
                "shown": module.id in found.shown,
                "left": module.id in found.left,
                "complete_since": found.complete.get(module.id),
                **found.sorted_out(inside),
            }
            for module, inside in in_modules(lessons)
        ],
    }


@area.get("/learning/skills")
@who(Who.SIGNED_IN)
@area.gives(200, EstimatesSchema)
def skills() -> dict[str, Any]:
    """How likely the learner is to do a usual step of each skill alone: an Elo rating of person, skill and step."""
    with reading() as session:
        hard = difficulty.known(session)
    return {"items": estimates(_events(), parts().content.lessons, hard)}


@area.get("/learning/refreshers")
@who(Who.SIGNED_IN)
@area.gives(200, RefreshersSchema)
def all_refreshers() -> dict[str, Any]:
    """When each lesson that the learner can do alone comes back.

    Of those that are due now, what the learner is least sure of comes first; the others follow by their day.
    """
    now = clock.now()
    with reading() as session:
        hard = difficulty.known(session)
    return {
        "items": [
            {"lesson": each.lesson, "due_at": each.due_at, "due": each.is_due(now), "round": each.round}
            | {"steps": list(each.steps)}
            for each in in_order(_events(), parts().content.lessons, hard, now)
        ]
    }


@area.get("/learning/reminders")
@who(Who.SIGNED_IN)
@area.gives(200, ReminderChosenSchema)
def reminder() -> dict[str, bool]:
    """Whether this person is told when something is to be practised again."""
    with reading() as session:
        return {"wanted": reminders.wanted(session, me().account_id)}


@area.put("/learning/reminders")
@who(Who.SIGNED_IN)
@area.takes(ReminderSchema)
@area.gives(200, ReminderChosenSchema)
def choose_reminder(body: dict[str, Any]) -> dict[str, bool]:
    """Be told when something is to be practised again, or no more: one message a day at most, never twice the same."""
    with writing() as session:
        reminders.choose(session, me().account_id, parts().content.lessons, clock.now(), wanted=body["wanted"])
    return {"wanted": body["wanted"]}
