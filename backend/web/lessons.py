"""Guided lessons: one document with all its steps, practised on the real flow engine, or on a simulated phone.

Nothing here can be sent.
"""

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.web import door
from backend.web.door import go, language, page, parts, say, translator, who
from backend.web.learning import events, note, progress_in
from backend.web.lesson_page import DONE, STUCK, Here, Said, document, onward, place, rung
from backend.web.questions import said, sent_fields
from flows.service import Service
from flows.types import FIELD, Fields
from i18n.speech import VOICES
from tutorials.curriculum import in_modules
from tutorials.lesson import CHOSEN, JUDGED, SIMULATED, Lesson, Step
from tutorials.path import standing
from tutorials.practice import Feedback, LessonOutOfDate, judge, judge_choice
from tutorials.refreshers import refreshers
from tutorials.simulated import card_order, judge_simulated

pages = Blueprint("lessons", __name__)


@pages.get("/lessons")
@who(Who.ANYONE)
def lessons() -> Response:
    """All lessons, and how far one is in each."""
    known, mine = parts().content.lessons, events()
    progress = standing(mine, known).progress
    modules = [(module, [(each, progress[each.id]) for each in inside]) for module, inside in in_modules(known)]
    due = any(each.is_due(clock.now()) for each in refreshers(mine, known))
    everything = [each for _, inside in modules for each, _ in inside]
    heard = any(parts().shelf.sounds(voice.id) for voice in VOICES.get(language().tag, ()))
    return page(
        "lessons.html", modules=modules, everything=everything, due=due, can_be_heard=heard, current_section="learn"
    )


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
    """The lesson at one step (`?step=`, `?run=`), or else where this learner stopped."""
    found, service = the_lesson(lesson_id)
    if "step" not in request.args:
        progress = progress_in(found)
        return go(Here(progress.current_step or DONE, progress.run).path(found))
    here = place(found, request.args["step"])
    at_the_end = here.step == DONE and here.run == "alone"
    return document(found, service, here, progress=progress_in(found) if at_the_end else None)


@pages.post("/lessons/<lesson_id>/steps/<step_id>")
@who(Who.ANYONE)
def take_step(lesson_id: str, step_id: str) -> Response:
    """Do a step, leave it out, or ask for help with it, on a page without JavaScript.

    A step that the lesson no longer has leads to where this learner is in the lesson as it is now.
    """
    found, service = the_lesson(lesson_id)
    step = found.by_id.get(step_id)
    if step is None:
        return go(f"/lessons/{found.id}")
    here = place(found, step_id)
    on = here.path(found, step=onward(found, here), help=0, page=None)
    if "skip" in request.form:
        note(found, step, "skipped", here.run)
        return go(on)
    if "help" in request.form:
        return _helped(found, step, here)
    if step.kind == "real":
        return _done_for_real(found, service, step, here)
    if step.kind not in JUDGED:
        note(found, step, "done", here.counts_as)
        return go(on)
    if step.kind == "order" and "move" in request.form:
        moved = card_order(step, sent_fields().get(FIELD, []), request.form["move"])
        return document(found, service, here, Said("moved", "", {FIELD: moved}))
    return _answered(found, service, step, here)


def _helped(found: Lesson, step: Step, here: Here) -> Response:
    """One more hint, and after the last one a person to ask."""
    guided = here.run in {"watch", "guided"} or not step.hints
    level = STUCK if guided else rung(step, here.help)
    note(found, step, "stuck" if level == STUCK else "hint", here.run)
    return go(here.path(found, help=level))


def _answered(found: Lesson, service: Service | None, step: Step, here: Here) -> Response:
    part = step.page(here.page)
    feedback, fields = judged(found, service, part or step)
    later = step.pages[step.pages.index(part) + 1 :] if part else ()
    if feedback.is_right and later:
        return go(here.path(found, page=later[0].question))
    note(found, step, "done" if feedback.is_right else "mistake", here.counts_as)
    return document(found, service, here, Said(lead(feedback), told(feedback, here), fields))


def lead(feedback: Feedback) -> str:
    """How the words begin: well done, stopped, or not yet."""
    return feedback.kind if feedback.kind in {"right", "stopped"} else "try"


def told(feedback: Feedback, here: Here) -> str:
    """What is said. Alone, a wrong answer is only told to be one; what would do harm is explained all the same."""
    if here.counts_as == "alone" and lead(feedback) == "try":
        _ = translator().text
        return _("Look once more. You have all the time you want, and you can ask for help.")
    return in_words(feedback)


def _done_for_real(found: Lesson, service: Service | None, step: Step, here: Here) -> Response:
    """What somebody says of a step on their own phone. 'Not yet' is no mistake: they get words to try with."""
    answer = request.form.get("answer")
    if answer not in {"worked", "seen"}:
        return document(found, service, here, Said("try", say(step.otherwise), {}))
    note(found, step, "done", "real")
    if answer == "seen":
        note(found, step, "seen", "real")
    return document(found, service, here, Said("right", say(step.done), {}))


def judged(found: Lesson, service: Service | None, step: Step) -> tuple[Feedback, Fields]:
    """What to say to the form that was sent for a step, or for a page of a stretch; and the fields it had."""
    fields = sent_fields()
    if step.kind in CHOSEN:
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
    feedback, _ = judged(found, service, step.page(request.args.get("page")) or step)
    stopped = {"stopped": True} if feedback.kind == "stopped" else {}
    return door.json_answer({"right": feedback.is_right, "say": in_words(feedback)} | stopped)
