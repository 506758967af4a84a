"""Every page there is, and who reads it: what routes.py lists, each form sent empty, and each kind of failure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from flask import Flask, template_rendered
from werkzeug.test import TestResponse

from backend.domain.identity.rules import Who
from tests.audit.city import City, choices
from tests.web.readers import Reader
from tests.web.routes import routes

ANSWERABLE = {"text", "tel", "number", "email", "search", "date", "radio", "checkbox", ""}
TOO_MUCH = 300 * 1024
BARRED = 400
HELPING = re.compile(r'<section class="acting".*?</section>|<input type="hidden" name="for" value="[^"]*">', re.DOTALL)
"""What a page has more for a helper. It is looked at on the pages that helpers have for themselves."""
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[\w-]{30,}")


@dataclass(frozen=True)
class Sight:
    """One page as one reader gets it. `name` says which, in words that stay the same from run to run."""

    name: str
    reader: str
    path: str
    ask: Callable[[Reader], TestResponse]
    template: str = ""
    html: str = ""


def sights(city: City) -> list[Sight]:
    """Every page once: what two readers get alike is looked at once."""
    found: dict[str, Sight] = {}
    for sight in (*_opened(city), *_failures()):
        _keep(city, sight, found)
    sent: set[tuple[str, ...]] = set()
    for sight in list(found.values()):
        for form in _Forms(sight.html).found:
            if (like := (sight.template, sight.reader, *form.asked)) not in sent:
                sent.add(like)
                _keep(city, _sent_empty(sight, form), found)
    city.renew()  # a form that may be empty did something
    return list(_numbered(sorted(found.values(), key=lambda each: each.name)))


def unopened(city: City) -> list[str]:
    """Addresses that nobody here may open, so that nobody looks at them: pages for a role that is not played yet."""
    readers = [*city.readers.values(), *city.staff.values()]
    paths = {route.path for route in routes(city.app, city.seeded, "GET")}
    return sorted(path for path in paths if all(reader.get(path).status_code >= BARRED for reader in readers))


def one_of_each(city: City) -> list[Sight]:
    """Each template once, as it comes first."""
    by_template = {each.template: each for each in reversed(sights(city))}
    return list(reversed(by_template.values()))


def _numbered(sights: list[Sight]) -> Iterator[Sight]:
    """Names of which there is only one, for applications in several states have one address."""
    times = Counter(each.name for each in sights)
    seen = Counter[str]()
    for each in sights:
        seen[each.name] += 1
        yield replace(each, name=f"{each.name} {seen[each.name]}") if times[each.name] > 1 else each


def _keep(city: City, sight: Sight, found: dict[str, Sight]) -> None:
    drawn: list[str] = []

    def note(_: Flask, template: Any, **__: Any) -> None:
        drawn.append(str(template.name))

    with template_rendered.connected_to(note, city.app):
        answer = city.answer(sight.ask, sight.reader, choices("en", "standard"))
    if answer is not None:
        found.setdefault(
            HELPING.sub("", answer.body), replace(sight, template=drawn[-1] if drawn else "", html=answer.html)
        )


def _opened(city: City) -> Iterator[Sight]:
    """Every address as every reader gets it; who works at the city opens what is theirs alone, and the first page."""
    for route in routes(city.app, city.seeded, "GET"):
        if route.rule.startswith("/audit/"):
            continue
        theirs = route.path == "/" or route.who not in {Who.ANYONE, Who.SIGNED_IN}
        for reader in (*city.readers, *(city.staff if theirs else ())):
            yield Sight(_name(route.rule, route.path, reader), reader, route.path, opening(route.path))


def _name(rule: str, path: str, reader: str) -> str:
    """The address, with ids as in the rule where they are not readable, and who reads it."""
    readable = path if "<" not in rule else ID.sub("…", path)
    return f"{readable} ({reader})"


def opening(path: str) -> Callable[[Reader], TestResponse]:
    """How a reader opens an address."""
    return lambda reader: reader.get(path)


def _failures() -> Iterator[Sight]:
    for path in ("/nowhere", "/choices", "/audit/broken", "/audit/busy"):
        yield Sight(f"{path} (failure)", "nobody", path, opening(path))
    yield Sight("/desk (not staff)", "citizen", "/desk", opening("/desk"))
    yield Sight("/choices (old form)", "citizen", "/settings", lambda reader: reader.post("/choices", token="old"))
    big = "x" * TOO_MUCH
    yield Sight("/choices (too much)", "citizen", "/settings", lambda reader: reader.post("/choices", language=big))


@dataclass(frozen=True)
class _Form:
    """Where a form goes, its fields as they come, and of what kinds those are in which a person answers."""

    action: str
    fields: dict[str, str]
    asked: tuple[str, ...]


class _Forms(HTMLParser):
    """The forms of a page in which something is typed or chosen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[_Form] = []
        self._posts, self._action, self._select = False, "", ""
        self._fields: dict[str, str] = {}
        self._asked: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        kind, name = named.get("type", ""), named.get("name", "")
        if tag == "form":
            self._posts, self._action = named.get("method") == "post", named.get("action", "")
            self._fields, self._asked = {}, []
        elif tag == "textarea" or (tag == "input" and kind in ANSWERABLE):
            self._asked.append(kind or tag)
            if name and kind not in {"radio", "checkbox"}:
                self._fields[name] = ""
        elif name and (tag == "button" or kind == "hidden"):
            self._fields.setdefault(name, named.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._fields.setdefault(self._select, named.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._asked and self._posts:
            self.found.append(_Form(self._action, self._fields, tuple(sorted(set(self._asked)))))
        elif tag == "select":
            self._select = ""


def _sent_empty(sight: Sight, form: _Form) -> Sight:
    kept = {name: text for name, text in form.fields.items() if name not in {"form_token", "token"}}
    goal = form.action or sight.path
    return Sight(f"{sight.name}, sent empty", sight.reader, goal, _send(goal, kept))


def _send(path: str, fields: dict[str, str]) -> Callable[[Reader], TestResponse]:
    return lambda reader: reader.post(path, None, **fields)
