"""Lessons that a phone keeps for when there is no connection: how large each is, and whether a kept one is old."""

from flask import Blueprint, Response, request

from backend.domain.identity.rules import Who
from backend.web.door import json_answer, language, parts, who
from backend.web.lesson_page import document, place
from backend.web.lessons import the_lesson
from backend.web.packing import CODINGS, coding, packed
from tutorials.lesson import Lesson

pages = Blueprint("keeping", __name__)

MOST_MEASURED = 1_000
_measured: dict[tuple[str, str, str], int] = {}


@pages.get("/learning/sizes")
@who(Who.ANYONE)
def sizes() -> Response:
    """Each of these `lessons` with the bytes that it costs on the line, and its version: asked before they are kept."""
    lessons = parts().content.lessons
    asked = [lessons[each] for each in request.args.get("lessons", "").split(" ") if each in lessons]
    return json_answer({each.id: {"size": _size(each), "version": each.version} for each in asked})


def _size(lesson: Lesson) -> int:
    """Measured once for each version and language: the page is drawn and packed as it goes over the line."""
    key = lesson.id, lesson.version, f"{language().tag} {coding()}"
    if key not in _measured:
        if len(_measured) >= MOST_MEASURED:
            _measured.clear()
        found, service = the_lesson(lesson.id)
        _measured[key] = len(packed(document(found, service, place(found, None)).get_data(), coding() or CODINGS[0]))
    return _measured[key]
