"""The sounds of sentences, for pages on phones that have no voice of their own."""

from flask import Blueprint, Response, request

from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.speech import KINDS
from backend.domain.identity.rules import Who
from backend.web.assets import FOR_EVER
from backend.web.door import json_answer, parts, who
from i18n.speech import KEY_DIGITS

pages = Blueprint("speech", __name__)
MOST_KEYS = 60


@pages.get("/speech/<voice>")
@who(Who.ANYONE)
def which(voice: str) -> Response:
    """Which of a page's sentences have a sound: the page sends their keys, and gets the names of those there are."""
    keys = request.args.get("keys", "")[: MOST_KEYS * (KEY_DIGITS + 1)].split(",")
    sounds = parts().shelf.sounds(voice)
    return json_answer({key: sounds[key].file for key in keys if key in sounds})


@pages.get("/speech/<voice>/<name>.<ending>")
@who(Who.ANYONE)
def sound(voice: str, name: str, ending: str) -> Response:
    """One sound, or the part of it that the phone asks for. Other words have another name: keep it for ever."""
    path = parts().shelf.file(voice, name, ending)
    if path is None:
        raise NotFound
    body = path.read_bytes()  # a few kilobytes: one sentence
    response = Response(body, mimetype=KINDS[ending])
    response.set_etag(name)
    response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    response.headers["Cache-Control"] = FOR_EVER
    return response
