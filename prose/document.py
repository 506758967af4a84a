"""A text as its writer keeps it: facts on top between two lines of dashes, Markdown below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from marshmallow import Schema, ValidationError, fields, validate

from flows.load import Problem, ServiceBroken, read_yaml
from i18n.sentence import Sentence
from i18n.text import N_

KINDS = ("article", "policy", "notice")
DASHES = "---"
SLUG = r"^[a-z][a-z0-9-]{0,59}$"
LARGEST = 150_000
"""Bytes of a whole document."""
LONGEST_BODY = 20_000
"""Characters: about an hour of reading. What is longer is several texts."""
LONGEST_TITLE, LONGEST_SENTENCE, LONGEST_KEYWORDS = 100, 300, 500
MOST_SENTENCES, MOST_SERVICES, MOST_SPOKEN = 3, 20, 30


class ProseBroken(Exception):
    """A text cannot be used; `problems` name each line and mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Document:
    """One text. `short` says it in three sentences; `spoken` pairs what is written with how it is said.

    `office` answers for it. `review_on` is when its owner looks at it again, `ends_on` its last day. `body` is the
    Markdown, which begins on `line` of the file; `blocks_of` reads it.
    """

    id: str
    kind: str
    title: str
    short: tuple[str, ...]
    office: str
    body: str
    keywords: str = ""
    services: tuple[str, ...] = ()
    review_on: date | None = None
    ends_on: date | None = None
    spoken: tuple[tuple[str, str], ...] = ()
    line: int = field(default=1, compare=False)


class _SpokenSchema(Schema):
    text = fields.String(required=True, validate=validate.Length(1, 60))
    say = fields.String(required=True, validate=validate.Length(1, 200))


class _HeadSchema(Schema):
    id = fields.String(required=True, validate=validate.Regexp(SLUG))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = fields.String(required=True, validate=validate.Length(1, LONGEST_TITLE))
    short = fields.List(
        fields.String(validate=validate.Length(1, LONGEST_SENTENCE)),
        required=True,
        validate=validate.Length(1, MOST_SENTENCES),
    )
    office = fields.String(required=True, validate=validate.Regexp(SLUG))
    keywords = fields.String(load_default="", validate=validate.Length(max=LONGEST_KEYWORDS))
    services = fields.List(
        fields.String(validate=validate.Regexp(SLUG)), load_default=[], validate=validate.Length(max=MOST_SERVICES)
    )
    review_on = fields.Raw(load_default=None, data_key="review")
    ends_on = fields.Raw(load_default=None, data_key="ends")
    spoken = fields.List(fields.Nested(_SpokenSchema), load_default=[], validate=validate.Length(max=MOST_SPOKEN))


def read(text: str) -> Document:
    """Read a document; its Markdown is not looked at yet. Raises `ProseBroken` with all that is wrong in its head."""
    if len(text.encode(errors="replace")) > LARGEST:
        raise ProseBroken([too_large()])
    head, body, line = split(text)
    try:
        raw: dict[str, Any] = _HeadSchema().load(read_yaml(head, LARGEST))
    except ServiceBroken as error:
        raise ProseBroken([Problem(_moved(each.where), each.what) for each in error.problems]) from error
    except ValidationError as error:
        raise ProseBroken([Problem(where, what) for where, what in _flat(error.messages)]) from error
    days = [name for name in ("review_on", "ends_on") if raw[name] is not None and type(raw[name]) is not date]
    if days:
        raise ProseBroken([Problem(_KEYS[name], Sentence(N_("must be a day such as 2027-05-31"))) for name in days])
    spoken = tuple((each["text"], each["say"]) for each in raw["spoken"])
    lists = {name: tuple(raw[name]) for name in ("short", "services")}
    return Document(**raw | lists | {"spoken": spoken, "body": body, "line": line})


def is_slug(text: str) -> bool:
    """Whether a text can be the id of a document, which its address has in it."""
    return re.fullmatch(SLUG, text) is not None


def at_line(number: int) -> Sentence:
    """A line of a text, as the place of a problem."""
    return Sentence(N_("line %(number)s"), number=str(number))


def too_large() -> Problem:
    """A file that is not even read."""
    what = Sentence(N_("is larger than %(most)s bytes; make several texts of it"), most=str(LARGEST))
    return Problem("file", what)


def split(text: str) -> tuple[str, str, int]:
    """The head, the body, and the line that the body begins on. Raises `ProseBroken` where there is no head."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    if not lines or lines[0].rstrip() != DASHES:
        raise ProseBroken([Problem(at_line(1), Sentence(N_("must be ---, with the facts of the text below it")))])
    ends = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == DASHES), None)
    if ends is None:
        raise ProseBroken([Problem("file", Sentence(N_("a second --- must follow the facts of the text")))])
    blank = next((number for number, line in enumerate(lines[ends + 1 :]) if line), 0)
    return "\n".join(lines[1:ends]), "\n".join(lines[ends + 1 :]).strip("\n") + "\n", ends + 2 + blank


def write(document: Document) -> str:
    """The document as a file, so that `read(write(document)) == document`."""
    head: dict[str, Any] = {"id": document.id, "kind": document.kind, "title": document.title}
    head |= {"short": list(document.short), "office": document.office}
    said = [{"text": text, "say": say} for text, say in document.spoken]
    more: dict[str, Any] = {
        "keywords": document.keywords,
        "services": list(document.services),
        "review": document.review_on,
    }
    head |= {key: value for key, value in (more | {"ends": document.ends_on, "spoken": said}).items() if value}
    facts = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=110)
    return f"{DASHES}\n{facts}{DASHES}\n\n{document.body.strip(chr(10))}\n"


_KEYS = {"review_on": "review", "ends_on": "ends"}


def _moved(where: str) -> str:
    """A line of the head, as a line of the file."""
    word, _, number = where.partition(" ")
    return at_line(int(number) + 1) if word == "line" and number.isdigit() else where


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for key, value in messages.items():
            yield from _flat(value, f"{path}.{key}".strip("."))
    else:
        yield path, " ".join(messages)
