"""A lesson on paper: large letters, pictures of its screens, all of it made from the lesson's own steps."""

from typing import Any

from flask import Blueprint, Response

from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.web import large_print
from backend.web.door import file_translator, page, parts, who
from backend.web.lesson_page import marked, rows
from backend.web.lessons import the_lesson
from backend.web.map import map_form
from backend.web.paper import drawn_question, orders, qr_code
from flows.paper import PaperQuestion, space_of
from flows.service import Service
from tutorials.lesson import CHOSEN, ON_SCREEN, Lesson, Step
from tutorials.practice import LessonOutOfDate, question_of

pages = Blueprint("handouts", __name__)

ANSWERED_LATER = CHOSEN | {"order", "sort"}
"""Done with a pen; what is right stands at the end of the handout."""
HINTS_ON_PAPER = 2
"""In words and where to look; the picture takes the place of the third."""


@pages.get("/lessons/<lesson_id>/print")
@who(Who.ANYONE)
def on_paper(lesson_id: str) -> Response:
    """A lesson in large letters, to print and to go through with a pen."""
    return page("lesson_print.html", public=True, has_file=large_print.available(), **_told(*the_lesson(lesson_id)))


@pages.get("/lessons/<lesson_id>/large-print.pdf")
@who(Who.ANYONE)
def as_file(lesson_id: str) -> Response:
    """The same as a PDF that a screen reader can read (PDF/UA-1), where this program can make it."""
    if not large_print.available():
        raise NotFound
    return large_print.answer("lesson_pdf.html", lesson_id, "handout.css", **_told(*the_lesson(lesson_id)))


def _told(found: Lesson, service: Service | None) -> dict[str, Any]:
    address = f"{parts().settings.public_url}/lessons/{found.id}"
    _ = file_translator().text
    return {
        "lesson": found,
        "service": service,
        "steps": [_on_paper(found, service, step) for step in found.steps],
        "address": address,
        "code": qr_code(address, _("Square code that opens this lesson on a phone")),
        "map": map_form(),
        "current_section": "learn",
        **orders(),
    }


def _on_paper(found: Lesson, service: Service | None, step: Step) -> dict[str, Any]:
    """A step as the template draws it."""
    return {
        "step": step,
        "screen": found.screens[step.screen] if step.kind in ON_SCREEN and step.screen else None,
        "marked": marked(found, step) if step.kind in ON_SCREEN else None,
        "questions": _questions(found, service, step),
        "rows": rows(found, service) if service and step.kind == "check" else [],
        "hints": step.hints[: 1 if step.kind in ANSWERED_LATER else HINTS_ON_PAPER],
        "later": step.kind in ANSWERED_LATER,
    }


def _questions(found: Lesson, service: Service | None, step: Step) -> list[Any] | None:
    """The live questions that are practised here, with room for a pen; None where the service has changed."""
    try:
        asked = [question_of(found, each, service) for each in step.practised]
    except LessonOutOfDate:
        return None
    return [drawn_question(PaperQuestion(each, None, None, space_of(each))) for each in asked]
