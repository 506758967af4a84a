"""A lesson as one document: all its steps, the one that is shown, and how much help is shown with it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request

from backend.core.text import N_
from backend.domain.intake.queries import time_questions
from backend.web.answers import answers_in_words
from backend.web.door import POWERS, page, parts, translator
from backend.web.file_question import practice_files
from backend.web.groups import entries_form
from backend.web.questions import form_of
from backend.web.slot_question import as_if_held, practice_form
from flows.entries import with_entries
from flows.journey import Journey
from flows.service import Question, Service
from flows.types import FIELD, Fields
from flows.types.enclosed import files_asked, takes_files
from tutorials.lesson import HINTS, JUDGED, ON_SCREEN, Lesson, Step
from tutorials.offline import offline_key
from tutorials.practice import LessonOutOfDate, practice_answers, question_of, rehearsal
from tutorials.progress import Progress
from tutorials.runs import HELPED, RUNS, Run, after, belongs, runs_of, steps_of
from tutorials.simulated import card_order

DONE = "done"
"""The last part of the document: what was learned, and what comes next."""
STUCK = HINTS + 1
"""After the last hint comes a person."""
RUN_WORDS: dict[Run, str] = {
    "watch": N_("Only look, we show you everything"),
    "guided": N_("Step by step, with us"),
    "hints": N_("By myself, with hints when I ask"),
    "alone": N_("On my own, without help"),
    "real": N_("For real, on my own phone"),
}


@dataclass(frozen=True, slots=True)
class Here:
    """Where a reader is: the step, the run, how far up the ladder of help (`STUCK`: a person), a stretch's page."""

    step: str
    run: Run
    help: int = 0
    page: str | None = None

    @property
    def counts_as(self) -> Run:
        """The run in which what is done here is noted: with help, nothing is done alone."""
        return HELPED if self.run == "alone" and self.help else self.run

    def path(self, lesson: Lesson, **changes: Any) -> str:
        """The address of this place, or of another one from here."""
        here = replace(self, **changes)
        more = f"&help={here.help}" if here.help else ""
        more += f"&page={here.page}" if here.page else ""
        return f"/lessons/{lesson.id}?step={here.step}&run={here.run}{more}"


@dataclass(frozen=True, slots=True)
class Said:
    """Feedback in the reader's language, at one step. `fields` are what was sent, to be shown once more."""

    kind: str
    text: str
    fields: Fields

    @property
    def right(self) -> bool:
        """Whether the step is done."""
        return self.kind == "right"


def place(lesson: Lesson, step: str | None) -> Here:
    """What the address asks for; whatever it says wrongly is the beginning."""
    run = next((each for each in RUNS if each == request.args.get("run")), RUNS[1])
    steps = steps_of(lesson, run) or lesson.steps
    wanted = step if step == DONE or step in lesson.by_id else steps[0].id
    asked = request.args.get("help", "")
    level = min(int(asked), STUCK) if asked.isdecimal() and len(asked) == 1 else 0
    return Here(wanted or steps[0].id, run, level, request.args.get("page"))


def rung(step: Step, level: int) -> int:
    """How far up the ladder of a step one is who asks for help once more; after its last hint a person comes."""
    return level + 1 if level < len(step.hints) else STUCK


def onward(lesson: Lesson, here: Here) -> str:
    """The id of the next step of the run, or `DONE`."""
    later = lesson.steps[lesson.position(here.step)[0] :]
    return next((step.id for step in later if belongs(step, here.run)), DONE)


def backward(lesson: Lesson, here: Here) -> str | None:
    """The id of the step before in this run, or None at its beginning."""
    earlier = lesson.steps[: lesson.position(here.step)[0] - 1]
    return next((step.id for step in reversed(earlier) if belongs(step, here.run)), None)


def document(
    found: Lesson,
    service: Service | None,
    here: Here,
    said: Said | None = None,
    progress: Progress | None = None,
    *,
    packed: bool = False,
) -> Response:
    """The whole lesson, shown at one place. `progress` is given at the end of the run alone, to say what is left.

    `packed` is for a package (`backend.web.packages`): drawn without what leads elsewhere in the city's pages.
    """
    # What somebody did, or was told, is theirs alone; all else is the same for everybody.
    public = said is None and progress is None
    drawn = page(
        "lesson.html",
        422 if said and said.text and not said.right else 200,
        public=public,
        lesson=found,
        service=service,
        steps=[step_view(found, service, step, here, said) for step in found.steps],
        place=here,
        packed=packed,
        keys=list(_keys(found, service)),
        judged=JUDGED,
        has_files=service is not None and files_asked(service),
        runs=[(run, RUN_WORDS[run], steps_of(found, run)[0].id) for run in RUNS if steps_of(found, run)],
        next_run=after(found, here.run),
        left=progress.runs["alone"].current_step or _first_skipped(found, progress) if progress else None,
        current_section="learn",
    )
    drawn.headers["Lesson-Version"] = found.version  # a phone that has kept the lesson sees if it has changed
    if any(step.kind == "speak" for step in found.steps):
        drawn.headers["Permissions-Policy"] = POWERS.format(microphone="self")
    return drawn


def _first_skipped(found: Lesson, progress: Progress) -> str | None:
    alone = progress.runs["alone"]
    return next((step.id for step in steps_of(found, "alone") if step.id not in alone.done), None)


def _keys(found: Lesson, service: Service | None) -> Iterator[dict[str, Any]]:
    """What the phone needs to judge each step; a step whose question the service has changed has none."""
    for step in found.steps:
        with suppress(LessonOutOfDate):
            yield offline_key(found, step, service, parts().context(), translator().text)


def step_view(found: Lesson, service: Service | None, step: Step, here: Here, said: Said | None) -> dict[str, Any]:
    """All that a page needs to draw a step of a lesson at a place."""
    mine = said if step.id == here.step else None
    at = replace(here, step=step.id, help=here.help if step.id == here.step else 0, page=None)
    run = steps_of(found, here.run)
    level = HINTS if here.run in {"watch", "guided"} else at.help
    view = {
        "step": step,
        "number": run.index(step) + 1 if step in run else 0,
        "total": len(run),
        "before": backward(found, at),
        "after": onward(found, at),
        "runs": " ".join(runs_of(step)),
        "said": mine,
        "stale": False,
        "help": at.help,
        "shown": [HINTS] if here.run in {"watch", "guided"} else list(range(1, at.help + 1)),
        "marked": marked(found, step) if level > 1 and step.kind in ON_SCREEN else None,
        "points": marked(found, step) if step.kind in ON_SCREEN else None,
    }
    if step.kind == "order":
        view["order"] = card_order(step, mine.fields.get(FIELD, ()) if mine else ())
    if service and step.kind in {"check", "send"}:
        view["rows"] = rows(found, service)
    return view | _pages(found, service, step, here.page if step.id == here.step else None, mine)


def marked(found: Lesson, step: Step) -> str | None:
    """The piece of the screen that the second hint points at."""
    field = found.screens[step.screen or ""].field
    typed = field.id if field and step.kind in {"type", "speak"} else None
    return step.pointed or typed


def _pages(found: Lesson, service: Service | None, step: Step, asked: str | None, mine: Said | None) -> dict[str, Any]:
    """The forms of a step: one, or those of a stretch, of which the one that is `asked` is shown."""
    shown = step.page(asked) or step.page(None)
    try:
        return {
            "page": shown.question if shown else None,
            "pages": [_form_of_page(found, service, each, mine if each is shown else None) for each in step.pages]
            or [_form_of_page(found, service, step, mine)],
        }
    except LessonOutOfDate:
        return {"stale": True, "page": None, "pages": []}


def _form_of_page(found: Lesson, service: Service | None, each: Step, mine: Said | None) -> dict[str, Any]:
    if each.question is None:
        return {"question": None}
    asked = question_of(found, each, service)
    return {"question": each.question, "form": _form(found, service, asked, mine.fields if mine else {})}


def _form(found: Lesson, service: Service | None, question: Question, fields: Fields) -> dict[str, Any]:
    times = practice_form(question, (fields.get(FIELD) or [""])[0]) if question.type == "slot" else None
    entries = None
    if service and question.type == "group":
        answers = with_entries(practice_answers(found), service.groups)
        entries = entries_form(None, service, question, _rehearsed(found, service), answers)
    files = practice_files(question, fields.get(FIELD, ())) if takes_files(question) else None
    return form_of(question, fields, times=times, entries=entries, files=files)


def rows(found: Lesson, service: Service) -> list[dict[str, Any]]:
    """The made-up person's answers, as the page that is looked at before sending shows them."""
    answers = dict(_rehearsed(found, service).answers)
    held = {each.id: as_if_held(each, answers[each.id]) for each in time_questions(service) if answers.get(each.id)}
    return answers_in_words(service, answers | held)


def _rehearsed(found: Lesson, service: Service) -> Journey:
    return rehearsal(found, service, practice_answers(found), parts().today())
