"""What a learner can do: where they stand, what they can do already, and what comes back. All follows from the log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from backend.certificates import earned
from backend.core import clock
from backend.core.text import N_
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import difficulty, reminders
from backend.web.door import caller, go, me, page, parts, reading, say, who, writing
from backend.web.learning import events, note
from backend.web.lesson_page import STUCK, Here, Said, rung, step_view
from backend.web.lessons import judged, lead, the_lesson, told
from backend.web.questions import sent_fields
from flows.service import Service
from flows.types import FIELD
from tutorials.curriculum import in_modules
from tutorials.lesson import JUDGED, Lesson, Step
from tutorials.path import ENOUGH, TRIES, WHY_WORDS, standing, tasks
from tutorials.refreshers import in_order, refreshers, steps_to_refresh
from tutorials.simulated import card_order

pages = Blueprint("learner", __name__)

TASKS = "/learning/tasks"
REFRESHER = "/learning/refreshers/<lesson_id>/<int(max=9999):turn>"
ONCE_MORE = N_("Look once more. You have all the time you want.")
LATER = N_("We practise this one together later. You have all the time you want.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is among a few steps that are done alone.

    `path` is the address of the page, `kept` what it carries on with it, and `onward` the address of what comes next.
    `helps`: whether help can be asked for here.
    """

    lesson: Lesson
    service: Service | None
    step: Step
    number: int
    total: int
    path: str
    onward: str
    kept: Mapping[str, Any]
    helps: bool


@pages.get("/learning")
@who(Who.ANYONE)
def learning() -> Response:
    """Where one stands: what comes next and why, what comes back, and a picture of the way."""
    lessons, mine = parts().content.lessons, events()
    found, now = standing(mine, lessons), clock.now()
    known = caller()
    with reading() as session:
        told = reminders.wanted(session, known.account_id) if known else False
        hard = difficulty.known(session)
    modules = [(module, found.sorted_out(found.on_the_way(module, inside))) for module, inside in in_modules(lessons)]
    return page(
        "learning.html",
        onward=found.onward,
        why=WHY_WORDS,
        due=[(lessons[each.lesson], each) for each in in_order(mine, lessons, hard, now) if each.is_due(now)],
        shown_way=[
            {"title": say(module.title)} | {kind: len(ids) for kind, ids in sorted_out.items()}
            for module, sorted_out in modules
        ],
        words={
            kind: [lessons[each] for _, sorted_out in modules for each in sorted_out[kind]]
            for kind in ("can_do", "practised")
        },
        told=told,
        certificates=earned(parts(), found),
        current_section="learn",
    )


@pages.post("/learning/reminders")
@who(Who.SIGNED_IN)
def choose_reminders() -> Response:
    """Be told when something is to be practised again, or no more."""
    wanted = request.form.get("wanted") == "yes"
    with writing() as session:
        reminders.choose(session, me().account_id, parts().content.lessons, clock.now(), wanted=wanted)
    return go("/learning#reminders")


@pages.get(TASKS)
@who(Who.ANYONE)
def first_tasks() -> Response:
    """'What can you do already?': what will be asked, and that nothing can go wrong."""
    return page("learning_tasks.html", count=len(tasks(parts().content.lessons)), current_section="learn")


@pages.get(f"{TASKS}/end")
@who(Who.ANYONE)
def tasks_end() -> Response:
    """What was seen in the tasks, in words, and where to begin."""
    lessons = parts().content.lessons
    found = standing(events(), lessons)
    shown = [each for each in tasks(lessons) if each.module.id in found.shown]
    return page("learning_tasks_end.html", shown=shown, onward=found.onward, why=WHY_WORDS, current_section="learn")


@pages.get(f"{TASKS}/<int(max=99):number>")
@who(Who.ANYONE)
def task(number: int) -> Response:
    """One of the tasks, to be done alone."""
    return _shown(_task(number))


@pages.post(f"{TASKS}/<int(max=99):number>")
@who(Who.ANYONE)
def take_task(number: int) -> Response:
    """Do a task or leave it for later. After two that are not yet there it is enough."""
    place = _task(number)
    if "skip" in request.form:
        note(place.lesson, place.step, "skipped", "alone")
        return go(_after_task(number, _missed() + 1))
    tried = _asked("tried") + 1
    if tried < TRIES:
        return _answered(replace(place, kept={**place.kept, "tried": tried}))
    return _answered(place, otherwise=_after_task(number, _missed() + 1))


def _task(number: int) -> Place:
    every = tasks(parts().content.lessons)
    if not 1 <= number <= len(every):
        raise NotFound
    lesson, service = the_lesson(every[number - 1].lesson.id)
    return Place(
        *(lesson, service, every[number - 1].step, number, len(every), f"{TASKS}/{number}"),
        onward=_after_task(number, _missed()),
        kept={"missed": _missed()},
        helps=False,
    )


def _after_task(number: int, missed: int) -> str:
    """The next task, or the end: after all of them, or when it is enough."""
    over = missed >= ENOUGH or number >= len(tasks(parts().content.lessons))
    return f"{TASKS}/end" if over else f"{TASKS}/{number + 1}?missed={missed}"


def _missed() -> int:
    return min(_asked("missed"), ENOUGH)


def _asked(name: str) -> int:
    value = request.args.get(name, "")
    return int(value) if re.fullmatch("[0-9]", value) else 0


@pages.get(f"{REFRESHER}/<int(max=9):number>")
@who(Who.ANYONE)
def refresher(lesson_id: str, turn: int, number: int) -> Response:
    """One step of a refresher, to be done alone; help comes when it is asked for."""
    return _shown(_refresher(lesson_id, turn, number))


@pages.post(f"{REFRESHER}/<int(max=9):number>")
@who(Who.ANYONE)
def take_refresher(lesson_id: str, turn: int, number: int) -> Response:
    """Do a step of a refresher, leave it out, or ask for help with it."""
    place = _refresher(lesson_id, turn, number)
    if "skip" in request.form:
        note(place.lesson, place.step, "skipped", "alone")
        return go(place.onward)
    if "help" in request.form:
        level = rung(place.step, _asked("help"))
        note(place.lesson, place.step, "stuck" if level == STUCK else "hint", "alone")
        return go(f"{place.path}?help={level}")
    return _answered(place)


@pages.get(f"{REFRESHER}/end")
@who(Who.ANYONE)
def refreshed(lesson_id: str, turn: int) -> Response:
    """That it is done, and when it comes back."""
    lesson, _ = the_lesson(lesson_id)
    next_one = next(iter(refreshers(events(), {lesson_id: lesson})), None)
    days = max(1, (next_one.due_at - clock.now()).days + 1) if next_one and next_one.round > turn else None
    return page("learning_refreshed.html", lesson=lesson, days=days, current_section="learn")


def _refresher(lesson_id: str, turn: int, number: int) -> Place:
    lesson, service = the_lesson(lesson_id)
    steps = steps_to_refresh(lesson, turn)
    if not 1 <= number <= len(steps):
        raise NotFound
    path = f"/learning/refreshers/{lesson_id}/{turn}"
    onward = f"{path}/{number + 1 if number < len(steps) else 'end'}"
    kept = {"help": _asked("help")} if _asked("help") else {}
    at = (lesson, service, steps[number - 1], number, len(steps), f"{path}/{number}")
    return Place(*at, onward=onward, kept=kept, helps=True)


def _here(place: Place) -> Here:
    return Here(place.step.id, "alone", min(_asked("help"), STUCK), request.args.get("page"))


def _answered(place: Place, otherwise: str | None = None) -> Response:
    """Judge what was sent. `otherwise` is where to go after another wrong answer; without it, it can be tried again."""
    if place.step.kind == "order" and "move" in request.form:
        moved = card_order(place.step, sent_fields().get(FIELD, []), request.form["move"])
        return _shown(place, Said("moved", "", {FIELD: moved}))
    part = place.step.page(request.args.get("page"))
    feedback, fields = judged(place.lesson, place.service, part or place.step)
    later = place.step.pages[place.step.pages.index(part) + 1 :] if part else ()
    if feedback.is_right and later:
        return go(f"{place.path}?{urlencode({**place.kept, 'page': later[0].question})}")
    here = _here(place)
    note(place.lesson, place.step, "done" if feedback.is_right else "mistake", here.counts_as)
    if otherwise and not feedback.is_right:
        return _shown(replace(place, onward=otherwise), Said("later", say(LATER), fields))
    words = told(feedback, here) if place.helps or lead(feedback) != "try" else say(ONCE_MORE)
    return _shown(place, Said(lead(feedback), words, fields))


def _shown(place: Place, said: Said | None = None) -> Response:
    query = urlencode(place.kept)
    return page(
        "learning_step.html",
        422 if said and said.kind in {"try", "stopped"} else 200,
        place=place,
        lesson=place.lesson,
        step=place.step,
        service=place.service,
        judged=JUDGED,
        view=step_view(place.lesson, place.service, place.step, _here(place), said),
        action=f"{place.path}?{query}" if query else f"{place.path}?at={place.number}",
        said=said,
        over=said is not None and said.kind in {"right", "later"},
        current_section="learn",
    )
