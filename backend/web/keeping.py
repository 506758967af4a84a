"""Lessons that a phone keeps for when there is no connection: how large each is, its version, and its sounds."""

from collections.abc import Iterator
from html.parser import HTMLParser

import orjson
from flask import Blueprint, Response, request

from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.speech import KINDS, Heard, every, shown
from backend.domain.identity.rules import Who
from backend.web.door import file_translator, json_answer, language, parts, who
from backend.web.lesson_page import document, place
from backend.web.lessons import the_lesson
from backend.web.packing import CODINGS, coding, packed
from i18n.speech import BY_ID, Voice
from tutorials.lesson import Lesson

pages = Blueprint("keeping", __name__)

MOST_MEASURED = 1_000
MOST_PLACES = 60
_measured: dict[tuple[str, str, str], int] = {}
_texts: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}


@pages.get("/learning/sizes")
@who(Who.ANYONE)
def sizes() -> Response:
    """Each of these `lessons` with the bytes that it costs on the line, and its version: asked before they are kept."""
    return json_answer(
        {each.id: {"size": _size(each), "version": each.version} for each in _lessons(request.args.get("lessons", ""))}
    )


@pages.get("/learning/sounds")
@who(Who.ANYONE)
def sounds() -> Response:
    """The bytes of the sounds of each `place`, which names lessons; what several of them share counts once."""
    voice, ending = _wanted()
    asked = request.args.getlist("place")[:MOST_PLACES]
    return json_answer([_bytes(_heard(_lessons(each), voice, ending)) for each in asked])


@pages.get("/lessons/<lesson_id>/sounds")
@who(Who.ANYONE)
def sounds_of_lesson(lesson_id: str) -> Response:
    """The sounds of all that a lesson's page can show: its `own`, and those it shares with every other lesson.

    Each part maps voice → key of a sentence → name of its sound. A phone that keeps them keeps this answer too.
    """
    lesson, _ = the_lesson(lesson_id)
    voice, ending = _wanted()
    own, shared = (parts().shelf.heard(each, voice, ending) for each in _texts_of(lesson))
    mine = {each.sound.key for each in own}
    shared = [each for each in shared if each.sound.key not in mine]
    response = json_answer({"own": _names(own), "shared": _names(shared)})
    response.headers["Lesson-Version"] = lesson.version
    response.headers["Sounds-Voice"] = voice.id
    response.headers["Sounds-Size"] = str(_bytes(own))
    response.headers["Sounds-Shared"] = str(_bytes(shared))
    return response


def _lessons(ids: str) -> list[Lesson]:
    lessons = parts().content.lessons
    return [lessons[each] for each in dict.fromkeys(ids.split(" ")) if each in lessons]


def _size(lesson: Lesson) -> int:
    """Measured once for each version and language: the page is drawn and packed as it goes over the line."""
    key = lesson.id, lesson.version, f"{language().tag} {coding()}"
    if key not in _measured:
        if len(_measured) >= MOST_MEASURED:
            _measured.clear()
        _measured[key] = len(packed(_drawn(lesson), coding() or CODINGS[0]))
    return _measured[key]


def _drawn(lesson: Lesson) -> bytes:
    found, service = the_lesson(lesson.id)
    return document(found, service, place(found, None)).get_data()


def _wanted() -> tuple[Voice, str]:
    """The `voice` and the `kind` of sound that are asked for; raises `NotFound` for what there is none of."""
    voice, kind = BY_ID.get(request.args.get("voice", "")), request.args.get("kind", "")
    if voice is None or kind not in KINDS:
        raise NotFound
    return voice, kind


def _heard(lessons: list[Lesson], voice: Voice, ending: str) -> list[Heard]:
    texts = (text for each in lessons for part in _texts_of(each) for text in part)
    return parts().shelf.heard(texts, voice, ending)


def _bytes(heard: list[Heard]) -> int:
    return sum({each.sound.file: each.size for each in heard}.values())


def _names(heard: list[Heard]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in heard:
        found.setdefault(each.voice, {})[each.sound.key] = each.sound.file
    return found


def _texts_of(lesson: Lesson) -> tuple[list[str], list[str]]:
    """What a lesson can say in the reader's language: in its own words and those of its service, and in the page's."""
    key = lesson.id, lesson.version, language().tag
    if key not in _texts:
        if len(_texts) >= MOST_MEASURED:
            _texts.clear()
        found, service = the_lesson(lesson.id)
        on_page = list(dict.fromkeys(_read(_drawn(lesson).decode())))
        of_service = set(shown(every(str, service), file_translator()))
        own = [*shown(every(str, found), file_translator()), *(each for each in on_page if each in of_service)]
        _texts[key] = list(dict.fromkeys(own)), on_page
    return _texts[key]


def _read(page: str) -> Iterator[str]:
    """All that the main part of a page shows or may come to show, as read-aloud.js finds it: each text for itself."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    yield from reader.texts


class _Reader(HTMLParser):
    """Gathers texts, words that wait in `data-` attributes, and those of the key by which a phone judges answers."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"main", "footer", "script"}:
            self._inside = tag
        if self._inside == "main":
            self.texts += [value for name, value in attrs if name.startswith("data-") and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside == tag:
            self._inside = "main"

    def handle_data(self, data: str) -> None:
        if self._inside == "main" and data.strip():
            self.texts.append(" ".join(data.split()))
        elif self._inside == "script" and data.startswith("["):
            self.texts += every(str, orjson.loads(data))
