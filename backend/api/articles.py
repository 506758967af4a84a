"""Articles, policies and notices, as blocks that an app can lay out large."""

from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, page_of
from backend.api.door import language, parts, reading, translator, who
from backend.api.schemas import ById, Shown, converted, next_id, plain
from backend.core import clock
from backend.domain.catalogue.actions import digest_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.publications import queries
from backend.domain.publications.models import Version
from backend.domain.publications.told import Line, Part, Told, tell, tell_card
from i18n.reading import Reading
from prose.blocks import BLOCKS
from prose.document import KINDS, write

area = Area("Articles", __name__, "What the city tells its people in plain words: advice, rules and notices.")


class SpanSchema(Shown):
    """Some words of a line, all alike."""

    text = plain("the words", "Ring us on ")
    strong = fields.Boolean(required=True, metadata={"description": "whether they matter most"})
    href = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "where they lead: a page at the same host, `https://…` or `tel:+…`; null for nowhere",
            "example": "tel:+441632960100",
        },
    )


class LineSchema(Shown):
    """A paragraph, point or field. Its language is another than the answer's where a translation is missing."""

    spans = fields.List(fields.Nested(SpanSchema), required=True)
    spoken = plain("how it is said aloud", "Ring us on 0 1 6 3 2, 9 6 0 1 0 0.")
    language = plain("BCP 47 tag of its words", "en")
    direction = fields.String(required=True, validate=validate.OneOf(["ltr", "rtl"]))
    converted = converted()


class BlockSchema(Shown):
    """One part of a text. Pass over kinds that you do not know."""

    kind = fields.String(required=True, metadata={"enum": list(BLOCKS)})
    level = fields.Integer(required=True, metadata={"description": "of a heading, 2 or 3; else 0"})
    columns = fields.Integer(
        required=True,
        metadata={"description": "of a table, whose `lines` are its fields row by row, head first; else 0"},
    )
    office = plain("of a contact: id of the office", allow_none=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)


class ReadingSchema(Shown):
    """How hard the text is to read."""

    grade = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Flesch-Kincaid grade, for English alone; a measure of length, not of sense"},
    )
    longest = fields.Integer(
        required=True, metadata={"description": "longest sentence, in words or Chinese characters"}
    )
    average = fields.Float(required=True, metadata={"description": "mean length of a sentence, in the same"})


class ArticleCardSchema(Shown):
    """A text in a list."""

    id = plain("stable id", "scam-calls")
    kind = fields.String(required=True, metadata={"enum": list(KINDS)})
    title = fields.Nested(LineSchema, required=True)
    short = fields.List(fields.Nested(LineSchema), required=True, metadata={"description": "one to three sentences"})
    version = plain("changes when the text changes", "4f9d2c51a0b3")
    updated_at = fields.AwareDateTime(required=True, metadata={"description": "since when readers see this version"})
    ends_on = fields.Date(
        required=True, allow_none=True, metadata={"description": "its last day by the city's calendar, if it has one"}
    )


class ArticleSchema(ArticleCardSchema):
    """A whole text."""

    blocks = fields.List(fields.Nested(BlockSchema), required=True)
    minutes = fields.Integer(required=True, metadata={"description": "to read it without hurry", "example": 2})
    reading = fields.Nested(ReadingSchema, required=True)
    office = plain("id of the office that answers for it", "residents-office")
    services = fields.List(fields.String(), required=True, metadata={"description": "ids of services it belongs to"})
    large_print = plain("address of the page to print, at the same host", "/articles/scam-calls/print")


class ArticlesQuery(ById):
    """Which texts to list."""

    kind = fields.String(validate=validate.OneOf(KINDS), metadata={"description": "only this kind"})
    service = fields.String(
        validate=validate.Length(1, 60),
        metadata={"description": "only the rules and advice of this service", "example": "senior-travel-card"},
    )


class ArticlesSchema(Shown):
    """A page of texts."""

    items = fields.List(fields.Nested(ArticleCardSchema), required=True)
    next = next_id()


@area.get("/articles")
@who(Who.ANYONE)
@area.takes(ArticlesQuery, where="query")
@area.gives(200, ArticlesSchema, cached=True)
def articles(query: dict[str, Any]) -> Response:
    """The texts that are public now, by id."""
    now, today, limit = clock.now(), parts().today(), query["limit"]
    with reading() as session:
        if "service" in query:
            found = queries.of_service(session, query["service"], now, today)
            chosen = [each for each in found if query.get("kind", each.kind) == each.kind]
            left = sorted(chosen, key=lambda each: each.publication_id)
            found = [each for each in left if each.publication_id > query.get("after", "")]
        else:
            kinds = [query["kind"]] if "kind" in query else []
            found = list(queries.public(session, now, today, kinds=kinds, after=query.get("after"), limit=limit + 1))
        page = page_of(found, lambda each: each.publication_id, limit)
        words = queries.worded(session, page["items"], language().tag)
    items = [_card(each, words[each.id]) for each in page["items"]]
    return catalogue_answer({"items": items, "next": page["next"]})


@area.get("/articles/<string(maxlength=60):text_id>")
@who(Who.ANYONE)
@area.gives(200, ArticleSchema, cached=True)
@area.may_fail(NotFound)
def article(text_id: str) -> Response:
    """One text in blocks, with how each line is said aloud."""
    with reading() as session:
        version = queries.public_one(session, text_id, clock.now(), parts().today())
        words = queries.worded(session, [version], language().tag)
    told = tell(*words[version.id], translator())
    return catalogue_answer(_facts(version, words[version.id]) | whole(told))


def whole(told: Told) -> dict[str, Any]:
    """A text as `ArticleSchema` shows it, without what belongs to its version."""
    return {
        "title": shown_line(told.title),
        "short": [shown_line(each) for each in told.short],
        "blocks": [_block(each) for each in told.parts],
        "minutes": told.minutes,
        "reading": _measured(told.reading),
        "office": told.office,
        "services": list(told.services),
        "large_print": f"/articles/{told.id}/print",
    }


def _card(version: Version, words: queries.Worded) -> dict[str, Any]:
    title, short = tell_card(*words, translator())
    return _facts(version, words) | {"title": shown_line(title), "short": [shown_line(each) for each in short]}


def _facts(version: Version, words: queries.Worded) -> dict[str, Any]:
    document, written_in = words
    begun: datetime = version.publish_at or version.saved_at
    return {
        "id": version.publication_id,
        "kind": version.kind,
        # Of a translation it changes with its words, as of the source with its own.
        "version": version.digest if written_in == version.language else digest_of(write(document)),
        "updated_at": begun.isoformat(),
        "ends_on": version.ends_on.isoformat() if version.ends_on else None,
    }


def _measured(found: Reading) -> dict[str, Any]:
    return {"grade": found.grade, "longest": found.longest, "average": found.average}


def _block(part: Part) -> dict[str, Any]:
    about = {"kind": part.kind, "level": part.level, "columns": part.columns, "office": part.office}
    return about | {"lines": [shown_line(each) for each in part.lines]}


def shown_line(line: Line) -> dict[str, Any]:
    """A line as `LineSchema` shows it."""
    said = [{"text": each.text, "strong": each.strong, "href": each.href} for each in line.spans]
    told = {name: getattr(line, name) for name in ("spoken", "language", "direction", "converted")}
    return {"spans": said} | told
