"""Every page in every language: it is drawn whole, says what it is, and is safe to show."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from werkzeug.test import TestResponse

from backend.domain.identity.rules import Who
from backend.web import door
from backend.web.door import SESSION_COOKIE
from i18n import tooling
from tests.domain.given import AMIR, GRACE, INES, MAYA, PRIYA, ROSA, TOM
from tests.web.readers import Reader, Seeded
from tests.web.routes import Route, routes

TEMPLATES = Path(door.__file__).parent / "templates"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WRITTEN_IN_ENGLISH = (
    "/welcome",
    "/sign-in",
    "/demo/phone",
    "/desk/appointments/<uuid:public_id>",
    "/desk/languages/<tag>",
    "/desk/plain-words",
    "/desk/words/new",
    "/desk/articles",
    "/components",
    "/inbox/<int(max=2147483647):message_id>",
    "/desk/questions/<uuid:public_id>",
    "/history/<int(max=2147483647):number>",
)
"""Pages, by the rule of their route, that show other languages or people's own words beside the reader's."""


CALLS_SHOWN = re.compile(r'<pre class="call".*?</pre>', re.DOTALL)
"""The component library shows how each macro is called."""


class Look(HTMLParser):
    """Finds what a policy without inline code would refuse, and what a reader needs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.language, self.headings, self.foreign = "", 0, 0
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.inline += [f"{tag} {name}" for name in named if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in named and named.get("type") != "application/json"):
            self.inline.append(tag)
        if tag == "html":
            self.language = named.get("lang") or ""
        self.headings += tag == "h1"
        self.foreign += tag == "span" and "lang" in named and named["lang"] != self.language
        if named.get("id"):
            self.ids.append(str(named["id"]))


def walk(app: Flask, seeded: Seeded, *readers: Reader) -> Iterator[tuple[Route, TestResponse]]:
    """Every page by each reader; what one who is signed in may keep is the same for the others, and is left out."""
    for route in routes(app, seeded, "GET"):
        for each in readers:
            answer = each.get(route.path)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                yield route, answer
                if each.cookie(SESSION_COOKIE) and "no-store" not in answer.headers["Cache-Control"]:
                    break


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_drawn_whole_in_every_language(app: Flask, seeded: Seeded, language: str) -> None:
    readers = [Reader(app, language).sign_in(number) for number in (ROSA, AMIR, MAYA, TOM, INES, GRACE, PRIYA)]
    drawn = 0
    for route, answer in walk(app, seeded, Reader(app, language), *readers):
        look = Look(answer.text)
        assert look.language == answer.headers["Content-Language"] == language, route
        assert look.inline == [], route
        assert look.headings >= 1, route
        assert len(look.ids) == len(set(look.ids)), (route, "an id is there twice")
        drawn_text = CALLS_SHOWN.sub("", answer.text)
        assert not re.search(r"\{\{|\{%|%\(\w+\)s|\bNone\b(?! of )|Undefined", drawn_text), route
        if not route.rule.startswith(WRITTEN_IN_ENGLISH):
            assert look.foreign == 0, (route, "a text is not translated")
        drawn += 1
    assert drawn > 60


def test_every_message_has_its_translation(capsys: pytest.CaptureFixture[str]) -> None:
    assert tooling.main(["check"]) == 0, capsys.readouterr().out


def test_every_page_says_what_it_may_load_and_nothing_inline(app: Flask, seeded: Seeded, rosa: Reader) -> None:
    for route, answer in walk(app, seeded, rosa):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff", route
        assert answer.headers["Referrer-Policy"] == "same-origin", route


def test_nothing_may_keep_a_personal_page(app: Flask, seeded: Seeded, rosa: Reader, amir: Reader) -> None:
    personal = 0
    for route, answer in walk(app, seeded, rosa, amir):
        kept = answer.headers["Cache-Control"]
        assert kept in {"no-store", "private, no-cache"}, route
        if route.who is not Who.ANYONE:
            assert kept == "no-store", route
            personal += 1
        elif kept != "no-store":
            theirs = "/applications/" if route.rule.startswith("/lessons/") else "900101|900 101|/applications/"
            assert not re.search(theirs, answer.text), (route, "is for everybody")  # lessons are about Rosa herself
    assert personal > 15


def test_redirects_are_not_kept_either(rosa: Reader, nobody: Reader, seeded: Seeded) -> None:
    for answer in (nobody.get("/inbox"), rosa.get(f"/applications/{seeded.draft}/next")):
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_template_is_drawn_by_some_page(app: Flask, seeded: Seeded, rosa: Reader) -> None:
    drawn: set[str] = set()

    def note(_: Flask, template: object, **__: object) -> None:
        drawn.add(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        staff = [Reader(app).sign_in(number) for number in (AMIR, MAYA, INES, GRACE, PRIYA)]
        for _ in walk(app, seeded, Reader(app), rosa, *staff):
            pass
        rosa.get("/nowhere")
        amir = Reader(app).sign_in(AMIR)
        amir.post(f"/desk/applications/{seeded.sent}/decide", outcome="approved", reason="Gladly")
        amir.post("/desk/batches/look", action="take", applications=str(seeded.sent))
        rosa.get("/articles/scam-calls/large-print.pdf")
        rosa.get("/applications/" + str(seeded.draft) + "/discard")
        rosa.post(f"/applications/{seeded.draft}/questions/full_name", answer="Somebody", base="")
        helper = Reader(app).sign_in("+447700900201").help(seeded.mandate)
        helper.get("/inbox")
        rosa.post(f"/helpers/{seeded.mandate}/stop")
        helper.get("/inbox")
    there = {each.name for each in TEMPLATES.glob("*.html")}
    # These are parts of others; a file that was made before is kept and not drawn again.
    parts = {"base.html", "packed.html", "read_aloud.html", "lesson_answer.html"}
    assert there - drawn - {"article_pdf.html", "receipt_pdf.html", "certificate_pdf.html"} == parts
    used = "".join(each.read_text() for each in TEMPLATES.rglob("*.html"))
    for each in (TEMPLATES / "macros").iterdir():
        assert f"'macros/{each.name}'" in used, each


def test_pages_come_compressed_to_those_who_take_it(rosa: Reader) -> None:
    plain = rosa.get("/services")
    for taken, coding in (("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip")):
        small = rosa.get("/services", headers={"Accept-Encoding": taken})
        assert small.headers["Content-Encoding"] == coding
        assert len(small.data) < len(plain.data) / 2
        assert "Accept-Encoding" in small.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_styles_and_scripts_are_kept_for_ever_under_a_name_that_changes_with_them(nobody: Reader) -> None:
    names = re.findall(r'(?:href|src)="(/assets/[^"]+)"', nobody.get("/help").text)
    assert len(names) >= 3
    for name in names:
        answer = nobody.get(name)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        for coding in ("gzip", "br"):
            assert nobody.get(name, headers={"Accept-Encoding": coding}).headers["Content-Encoding"] == coding
    assert nobody.get("/assets/app.css").status_code == 404
