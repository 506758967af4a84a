"""A lesson as a package that a learning system of somebody else's can open (cmi5): its own page with all it needs."""

import io
import re
import zipfile

from flask import Flask

from backend.domain.catalogue.errors import NotFound
from backend.web.door import language, parts, say
from backend.web.lesson_page import Here, document
from backend.web.lessons import the_lesson
from backend.web.marks import settled
from tutorials.cmi5 import FILE, START, course_structure
from tutorials.runs import RUNS

ASSET = re.compile(r'(?<=")/assets/(?=([^"]+)")')
ELSEWHERE = re.compile(r'(?<=href=")/(?=[^"]*")')
TOKEN = re.compile(r'<input type="hidden" name="form_token"[^>]*>')
DAY = (1980, 1, 1, 0, 0, 0)
"""The same lesson gives the same bytes on any day."""


def package(app: Flask, lesson_id: str, tag: str) -> bytes:
    """The ZIP of a lesson in a language of the city. Raises `NotFound`."""
    served = {each.name: each.body for each in app.extensions["handrail.assets"].values()}
    with app.test_request_context(f"/lessons/{lesson_id}", headers={"Accept-Language": tag}):
        if app.preprocess_request() is not None:
            raise NotFound
        found, service = the_lesson(lesson_id)
        drawn = document(found, service, Here(found.steps[0].id, RUNS[1]), packed=True)
        page = TOKEN.sub("", settled(drawn.get_data(as_text=True), language()))
        city = parts().settings.public_url
        about = course_structure(f"{city}/lessons/{found.id}", tag, say(found.title), say(found.objective))
    files = {f"assets/{name}": served[name] for name in sorted(set(ASSET.findall(page)))}
    page = ELSEWHERE.sub(f"{city}/", ASSET.sub("assets/", page))
    return _zip({FILE: about, START: page.encode(), **files})


def _zip(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as into:
        for name, body in files.items():
            into.writestr(zipfile.ZipInfo(name, DAY), body, zipfile.ZIP_DEFLATED)
    return held.getvalue()
