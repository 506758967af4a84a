"""The city that is looked at: a program of its own with a database of its own, in which something has happened.

A page is asked for by a reader without scripts, and what the program answered is then shown to Chromium under the same
address, byte for byte. So a page that a form led to, or an error, is looked at like any other, and looking changes
nothing.
"""

import logging
import re
import sqlite3
import tempfile
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qs

import waitress
from flask import Flask, abort
from werkzeug.test import TestResponse

from backend import migrations
from backend.app import create_app
from backend.config import load
from backend.core import clock
from backend.core.database import Database
from backend.demo import load_people
from backend.domain.identity import rules
from backend.logs import set_up_logs
from backend.parts import Parts, build
from backend.web.choices import Choices
from tests.audit import engines
from tests.web.readers import Reader, Seeded, seed

ROSA, WAI, AMIR = "+447700900101", "+447700900103", "+447700900201"
MODES: tuple[str, ...] = getattr(rules, "MODES", ("standard",))
QUIET = 50
MOMENT = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
"""When it is in the city, for as long as it is looked at: a weekday, when the offices are open."""
FRAME = re.compile(r"<html ([^>]*)>")
SCHEME = re.compile(r'(<meta name="color-scheme" content=")([^"]*)"')
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
MADE_ANEW = re.compile(
    r'name="form_token" value="[^"]*|name="(?:id|next)" value="[^"]*|[?&]next=[^"&]*|(?<=held/)[\w-]{16,}'
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""What differs from one answer to the next, or says where the reader is: tokens, ids, the way back."""


@dataclass(frozen=True)
class Look:
    """How a page is drawn: what the server writes into `<html>` for a theme and a text size."""

    theme: str
    size: int
    attributes: tuple[tuple[str, str], ...]
    scheme: str

    @property
    def name(self) -> str:
        return f"{self.theme} {self.size} %"

    def on_a_dark_phone(self) -> "Look":
        return replace(self, theme=f"{self.theme} on a dark phone")


@dataclass(frozen=True)
class Answer:
    """What the program answered. Two answers with the same body differ in their look alone."""

    status: int
    html: str
    headers: tuple[tuple[str, str], ...]
    template: str = ""

    @property
    def body(self) -> str:
        return MADE_ANEW.sub("", SCHEME.sub(r'\1"', FRAME.sub("<html>", self.html)))

    def look(self, theme: str, size: int) -> Look:
        frame, scheme = FRAME.search(self.html), SCHEME.search(self.html)
        attributes = ATTRIBUTE.findall(frame[1]) if frame else []
        kept = tuple((name, value) for name, value in attributes if name not in {"lang", "dir"})
        return Look(theme, size, kept, scheme[2] if scheme else "")


class City:
    """The program, its readers, and the answers that Chromium is shown."""

    def __init__(self, app: Flask, address: str, seeded: Seeded, shown: dict[str, Answer]) -> None:
        self.app, self.address, self.seeded = app, address, seeded
        self.parts: Parts = app.extensions["handrail"]
        self.languages = self.parts.languages
        self.readers = {
            "nobody": Reader(app),
            "citizen": Reader(app).sign_in(ROSA),
            "newcomer": Reader(app).sign_in(WAI),
            "helper": Reader(app).sign_in(AMIR).help(seeded.mandate),
        }
        self.staff = {name: Reader(app).sign_in(number) for name, number in _staff(self.parts)}
        self._shown = shown
        self._keep = self._folder() / "kept.sqlite3"
        copy(self._folder() / "audit.sqlite3", self._keep)

    def _folder(self) -> Path:
        return self.parts.settings.home

    def renew(self) -> None:
        """Let everything be again as it was at the beginning."""
        again = self._folder() / f"{uuid.uuid4().hex}.sqlite3"
        copy(self._keep, again)
        self.parts.database.close()
        settings = self.parts.settings
        database = Database(f"sqlite:///{again}", settings.vault(), readers=settings.threads + 2)
        self.parts = self.app.extensions["handrail"] = replace(self.parts, database=database)

    def answer(self, ask: Callable[[Reader], TestResponse], reader: str, choices: Choices) -> Answer | None:
        """What this reader gets with these choices; None where it is no page, such as a way on to another one."""
        who = (self.readers | self.staff)[reader]
        who.client.set_cookie("handrail_choices", choices.cookie())
        found = ask(who)
        if found.mimetype != "text/html" or 300 <= found.status_code < 400:
            return None
        headers = ("Content-Type", "Content-Security-Policy", "Permissions-Policy")
        kept = tuple((name, found.headers[name]) for name in headers if name in found.headers)
        return Answer(found.status_code, found.text, kept)

    def show(self, path: str, answer: Answer) -> str:
        """The address at which Chromium is shown an answer."""
        key = str(len(self._shown))
        self._shown[key] = answer
        return f"{self.address}{path}{'&' if '?' in path else '?'}shown={key}"


def _staff(parts: Parts) -> Iterator[tuple[str, str]]:
    """Whoever works at the demo city: its caseworker, its publisher, its second publisher …"""
    times = Counter[str]()
    for person in parts.content.people:
        if person.role != "citizen":
            times[person.role] += 1
            yield f"{person.role}{f' {times[person.role]}' if times[person.role] > 1 else ''}", person.phone


def copy(database: Path, to: Path) -> None:
    """Copy a database that may be open."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def choices(language: str, mode: str, theme: str = "auto", size: int = 100) -> Choices:
    known = {each.name for each in fields(Choices)}
    wanted: dict[str, Any] = {"language": language, "text_size": size, "theme": theme, "mode": mode}
    return Choices(**{name: value for name, value in wanted.items() if name in known})


@contextmanager
def open_city() -> Iterator[City]:
    """A city in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(clock, "now", _moments()):
        parts = _parts(Path(folder))
        app = create_app(parts=parts)
        set_up_logs(QUIET)
        _break_something(app)
        shown: dict[str, Answer] = {}
        with listening(app.wsgi_app, shown) as address:
            city = City(app, address, seed(parts), shown)
            yield city
            city.parts.close()


def _moments() -> Callable[[], datetime]:
    """A clock that goes on by a hair whenever it is asked: what happened keeps its order, and no page its hour.

    With the real one a page would say another part of the day in the afternoon, and be looked at again for that.
    """
    hairs = count()
    return lambda: MOMENT + timedelta(microseconds=next(hairs))


def _parts(home: Path) -> Parts:
    migrations.migrate(f"sqlite:///{home / 'audit.sqlite3'}")
    made = build(load({"HANDRAIL_HOME": str(home), "HANDRAIL_DATABASE_URL": f"sqlite:///{home / 'audit.sqlite3'}"}))
    with made.writing() as session:
        load_people(session, made.content.people, made.settings.push_transport, clock.now())
    return made


def _break_something(app: Flask) -> None:
    """Addresses at which the program fails, to see the pages of its failures."""

    def broken() -> str:
        raise RuntimeError("broken on purpose")

    def busy() -> str:
        abort(503)

    for name, view in (("broken", broken), ("busy", busy)):
        view.who = rules.Who.ANYONE  # type: ignore[attr-defined]
        view.mandate = None  # type: ignore[attr-defined]
        app.add_url_rule(f"/audit/{name}", f"audit.{name}", view)


@contextmanager
def listening(program: Callable[..., Any], shown: dict[str, Answer]) -> Iterator[str]:
    """A program really listening on loopback, with the answers that are shown again; its address."""
    scripts = engines.scripts()

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        key = parse_qs(environ["QUERY_STRING"]).get("shown", [""])[0]
        if environ["PATH_INFO"] in scripts:
            start("200 OK", [("Content-Type", "text/javascript; charset=utf-8"), ("Cache-Control", "max-age=9999")])
            return [scripts[environ["PATH_INFO"]].encode()]
        if key not in shown:
            return program(environ, start)
        answer = shown.pop(key)
        start(f"{answer.status} As it was", list(answer.headers))
        return [answer.html.encode()]

    logging.getLogger("waitress").setLevel(logging.ERROR)  # it warns whenever a page asks for two things at once
    server = waitress.create_server(serve, host="127.0.0.1", port=0, threads=4, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)
