"""For those who write and translate: plain words, the glossary, and how far the languages are."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, page_by_id, page_of
from backend.api.door import parts, translator, who
from backend.api.schemas import PRINTABLE, ById, ByNumber, Sent, Shown, next_id, next_number, plain, words
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.plain_words import TextNotTaken, look_at
from backend.domain.identity.rules import Who
from i18n.languages import LANGUAGES, SOURCE
from i18n.plain.gate import Complaint
from i18n.status import STATES, counts, texts

area = Area("Words", __name__, "Plain words, the glossary, and how far the translations are.")
DOMAINS = ("handrail", "content")
LONGEST_TAG = 35
"""What RFC 5646 asks everybody to make room for."""
RULES = ("grade", "average", "sentence", "word", "officialese", "actions")


class TextSchema(Sent):
    """A text to look at."""

    text = fields.String(
        required=True,
        validate=validate.Regexp(PRINTABLE),
        metadata={"description": "plain text or Markdown, 20 000 characters at most", "example": "Submit the form."},
    )
    language = plain("BCP 47 tag of the language it is written in", "en", validate=validate.Length(1, LONGEST_TAG))


class ComplaintSchema(Shown):
    """One thing that makes a text hard to read."""

    start = fields.Integer(required=True, metadata={"description": "in Unicode code points from 0", "example": 0})
    end = fields.Integer(required=True, metadata={"description": "the first that is not part of it", "example": 6})
    rule = fields.String(required=True, validate=validate.OneOf(RULES))
    message = plain("a sentence for the writer, in the reader's language", "“Submit” is office language.")
    swaps = fields.List(
        fields.String(), required=True, metadata={"description": "plainer ways to say it", "example": ["send"]}
    )


class LookSchema(Shown):
    """What was found in a text. An empty list of complaints means: it may go out."""

    complaints = fields.List(fields.Nested(ComplaintSchema), required=True)
    more = fields.Integer(required=True, metadata={"description": "complaints beyond the first 200", "example": 0})
    sentences = fields.Integer(required=True, metadata={"example": 1})
    longest = fields.Integer(required=True, metadata={"description": "in words; characters for Chinese", "example": 3})
    average = fields.Float(required=True, metadata={"description": "in the same unit", "example": 3.0})
    grade = fields.Float(
        required=True, allow_none=True, metadata={"description": "Flesch–Kincaid, English only", "example": 2.9}
    )
    ease = fields.Float(
        required=True, allow_none=True, metadata={"description": "Szigriszt–Pazos, Spanish only", "example": None}
    )


@area.post("/plain-words")
@who(Who.STAFF)
@area.takes(TextSchema)
@area.gives(200, LookSchema)
@area.may_fail(TextNotTaken)
def plain_words(body: dict[str, Any]) -> dict[str, Any]:
    """What is hard to read in a text, and how to say it plainly. Nothing of it is kept."""
    found = look_at(body["text"], body["language"], parts().content.city.languages, parts().plain_lists)
    same = {name: getattr(found.measures, name) for name in ("sentences", "longest", "average", "grade", "ease")}
    return same | {"complaints": [_complaint(each) for each in found.complaints], "more": found.more}


def _complaint(each: Complaint) -> dict[str, Any]:
    same = {name: getattr(each, name) for name in ("start", "end", "rule", "swaps")}
    return same | {"message": translator().text(each.message, **each.values)}


class TermSchema(Shown):
    """A term and what it means."""

    id = plain("stable id", "voucher")
    term = words("the term", "voucher")
    forms = fields.List(
        fields.String(), required=True, metadata={"description": "other ways it is written", "example": ["vouchers"]}
    )
    means = words("in plainer words", "A paper or a message that you pay with in a shop, as with money.")


class TermsSchema(Shown):
    """A page of terms."""

    items = fields.List(fields.Nested(TermSchema), required=True)
    next = next_id()


@area.get("/glossary")
@who(Who.ANYONE)
@area.takes(ById, where="query")
@area.gives(200, TermsSchema, cached=True)
@area.may_fail(NotFound)
def glossary(query: dict[str, Any]) -> Response:
    """The city's terms with their explanations: mark the first use of each in a text, and explain it in place."""
    page = page_by_id(parts().content.glossary, query.get("after"), query["limit"])
    shown = [
        {"id": each.id, "term": each.term, "means": each.means, "forms": each.written(translator().text)[1:]}
        for _, each in page["items"]
    ]
    return catalogue_answer(TermsSchema().dump({"items": shown, "next": page["next"]}))


class CountSchema(Shown):
    """How far one language is in one part."""

    language = plain("BCP 47 tag", "zh-Hant")
    domain = fields.String(
        required=True,
        validate=validate.OneOf(DOMAINS),
        metadata={"description": "handrail: the program's texts; content: the city's"},
    )
    total = fields.Integer(required=True, metadata={"example": 900})
    done = fields.Integer(required=True, metadata={"example": 890})
    missing = fields.Integer(required=True, metadata={"example": 6})
    fuzzy = fields.Integer(
        required=True, metadata={"description": "the source changed, so it is not shown", "example": 4}
    )
    machine_made = fields.Integer(
        required=True, metadata={"description": "shown, but nobody has read it yet", "example": 0}
    )


class CountsSchema(Shown):
    """How far all languages are."""

    items = fields.List(fields.Nested(CountSchema), required=True)


@area.get("/desk/languages")
@who(Who.STAFF)
@area.gives(200, CountsSchema)
def languages() -> dict[str, Any]:
    """How many texts are translated, in each language and part."""
    found = counts(parts().catalogue_folders, parts().content.city.languages)
    return {
        "items": [
            {"language": each.language.tag, "domain": each.domain, "total": each.total}
            | {state.replace("-", "_"): count for state, count in each.states.items()}
            for each in found
        ]
    }


class TranslationSchema(Shown):
    """One text and its translation."""

    number = fields.Integer(required=True, metadata={"description": "its place in the catalogue", "example": 17})
    source = plain("in the source language", "Send")
    translation = plain("as far as there is one", "")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    used = fields.List(
        fields.String(), required=True, metadata={"description": "where", "example": ["backend/web/templates/x.html"]}
    )


class TranslationsSchema(Shown):
    """A page of texts."""

    items = fields.List(fields.Nested(TranslationSchema), required=True)
    next = next_number()


class TranslationsQuery(ByNumber):
    """Which texts to list."""

    domain = fields.String(load_default="handrail", validate=validate.OneOf(DOMAINS))
    state = fields.String(load_default="missing", validate=validate.OneOf(STATES))


@area.get("/desk/languages/<string(maxlength=35):tag>/texts")
@who(Who.STAFF)
@area.takes(TranslationsQuery, where="query")
@area.gives(200, TranslationsSchema)
@area.may_fail(NotFound)
def language_texts(query: dict[str, Any], tag: str) -> dict[str, Any]:
    """The texts of one language in one state, with where each is used."""
    known = LANGUAGES.get(tag)
    if known is None or known == SOURCE:
        raise NotFound
    start, folder = query["after"] or 0, parts().catalogue_folders[query["domain"]]
    wanted = (each for each in texts(known, query["domain"], folder) if each.state == query["state"])
    rows = [each for each in wanted if each.number > start][: query["limit"] + 1]
    return page_of(rows, lambda row: row.number, query["limit"])
