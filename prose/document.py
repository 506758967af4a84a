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


NEEDED = {
    "id": N_("Give the text a short name for its address: small letters, digits and hyphens, such as summer-buses."),
    "kind": N_("Choose what it is: article, policy or notice."),
    "title": N_("Write a title of at most 100 letters and signs."),
    "short": N_("Say it in one to three sentences, each on a line of its own and at most 300 letters and signs."),
    "office": N_("Choose the office that answers questions about it."),
    "keywords": N_("At most 500 letters and signs fit here."),
    "services": N_("Choose at most 20 services by their short names, such as travel-card."),
    "spoken": N_("Write at most 30 pairs: at most 60 letters and signs as written, and at most 200 as they are said."),
}
"""What each fact of a text must be, for its writer."""
_TYPES = {
    "unknown": N_("We do not know this field."),
    "type": N_("Write the name of each fact, a colon and what it is, such as title: How to stay warm."),
}


def _field(kind: type[fields.Field[Any]], name: str, *held: Any, **options: Any) -> Any:
    """A field of which every mistake is told by the same sentence."""
    said: dict[str, str | list[Any] | dict[Any, Any]] = dict.fromkeys(
        ("required", "null", "invalid", "invalid_utf8"), NEEDED[name]
    )
    inside = options.pop("of", None)
    return kind(*([inside] if inside else []), validate=list(held), error_messages=said, **options)


def _long(most: int, name: str, least: int = 1) -> validate.Length:
    return validate.Length(least, most, error=NEEDED[name])


def _slug(name: str) -> validate.Regexp:
    return validate.Regexp(SLUG, error=NEEDED[name])


class _FactsSchema(Schema):
    error_messages = _TYPES


class _SpokenSchema(_FactsSchema):
    text = _field(fields.String, "spoken", _long(60, "spoken"), required=True)
    say = _field(fields.String, "spoken", _long(200, "spoken"), required=True)


class _HeadSchema(_FactsSchema):
    id = _field(fields.String, "id", _slug("id"), required=True)
    kind = _field(fields.String, "kind", validate.OneOf(KINDS, error=NEEDED["kind"]), required=True)
    title = _field(fields.String, "title", _long(LONGEST_TITLE, "title"), required=True)
    short = _field(
        fields.List,
        "short",
        _long(MOST_SENTENCES, "short"),
        of=_field(fields.String, "short", _long(LONGEST_SENTENCE, "short")),
        required=True,
    )
    office = _field(fields.String, "office", _slug("office"), required=True)
    keywords = _field(fields.String, "keywords", _long(LONGEST_KEYWORDS, "keywords", 0), load_default="")
    services = _field(
        fields.List,
        "services",
        _long(MOST_SERVICES, "services", 0),
        of=_field(fields.String, "services", _slug("services")),
        load_default=[],
    )
    review_on = fields.Raw(load_default=None, data_key="review")
    ends_on = fields.Raw(load_default=None, data_key="ends")
    spoken = _field(
        fields.List, "spoken", _long(MOST_SPOKEN, "spoken", 0), of=fields.Nested(_SpokenSchema), load_default=[]
    )


def read(text: str) -> Document:
    """Read a document; its Markdown is not looked at yet. Raises `ProseBroken` with all that is wrong in its head."""
    document = read_kept(text)
    problems = list(_odd(document))
    if problems:
        raise ProseBroken(problems)
    return document


def read_kept(text: str) -> Document:
    """A document that was kept before; one with a blank title is read too, so that it can be mended."""
    if len(text.encode(errors="replace")) > LARGEST:
        raise ProseBroken([too_large()])
    head, body, line = split(text)
    try:
        raw: dict[str, Any] = _HeadSchema().load(read_yaml(head, LARGEST))
    except ServiceBroken as error:
        raise ProseBroken([Problem(_moved(each.where), each.what) for each in error.problems]) from error
    except ValidationError as error:
        raise ProseBroken(_told(error.messages)) from error
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


FACTS = N_("the facts at the top")
_KEYS = {"review_on": "review", "ends_on": "ends"}


def _moved(where: str) -> str:
    """A line of the head, as a line of the file."""
    word, _, number = where.partition(" ")
    return at_line(int(number) + 1) if word == "line" and number.isdigit() else where


def _odd(document: Document) -> Iterator[Problem]:
    """Facts that are blank, or hold signs that are no text."""
    pairs = tuple(part for pair in document.spoken for part in pair)
    for name, texts in (("title", (document.title,)), ("short", document.short), ("spoken", pairs)):
        if not all(each.strip() for each in texts):
            yield Problem(name, Sentence(NEEDED[name]))
    told = (("title", document.title), *(("short", each) for each in document.short), ("keywords", document.keywords))
    for name, text in (*told, *(("spoken", each) for each in pairs)):
        for what in strange(text):
            yield Problem(name, Sentence(what))


def strange(text: str) -> Iterator[str]:
    """What is odd about the signs of a text: unseen ones, no text, and those that other phones cannot show."""
    for pattern, what in _STRANGE:
        if pattern.search(text):
            yield what


# Unseen marks that turn the direction of writing, parts of no character, and signs that one maker's fonts draw.
_STRANGE = (
    (
        re.compile("[\u202a-\u202e\u2066-\u2069]"),
        N_("holds an unseen mark that turns the direction of writing; take it out"),
    ),
    (
        re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufffd]"),
        N_("holds a sign that is no text; type the line again"),
    ),
    (
        re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]"),
        N_("holds a sign that other phones cannot show; use another"),
    ),
)


def _told(messages: Any) -> list[Problem]:
    """What the schema found, in our words; a text that holds no facts at all is named by the place of the facts."""
    found = (Problem(where, Sentence(what)) for where, what in _flat(messages))
    return [Problem(Sentence(FACTS), each.what) if each.where == "_schema" else each for each in found]


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for key, value in messages.items():
            yield from _flat(value, f"{path}.{key}".strip("."))
    else:
        yield path.removesuffix("._schema"), str(messages[0])
