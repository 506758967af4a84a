"""Finding anything the city says, and for the desk: words that found nothing, and synonyms."""

import uuid
from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, page_of
from backend.api.door import language, me, parts, reading, who, writing
from backend.api.schemas import (
    MOST_ON_PAGE,
    PAGE,
    PRINTABLE,
    SLUG,
    ByNumber,
    Sent,
    Shown,
    YesOrNo,
    converted,
    next_number,
    plain,
)
from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.search import actions, queries
from backend.domain.search.errors import OwnSynonym, SynonymReviewed, SynonymWrong, TooManySynonyms
from backend.domain.search.models import SearchSynonym
from backend.domain.search.rules import LONGEST_PHRASE, LONGEST_QUERY, STATES
from i18n.languages import LANGUAGES

area = Area("Search", __name__, "One search over services, lessons, offices and whatever else the city tells.")


def _language(**options: Any) -> fields.String:
    about = {"description": "BCP 47 tag", "example": "en"}
    return fields.String(validate=validate.OneOf(list(LANGUAGES)), metadata=about, **options)


class SearchQuery(Sent):
    """What to look for."""

    q = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_QUERY), validate.Regexp(PRINTABLE)],
        metadata={"description": "the person's own words", "example": "bus pass"},
    )
    language = _language()
    kind = fields.String(
        validate=validate.Regexp(SLUG), metadata={"description": "only this kind", "example": "office"}
    )
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, MOST_ON_PAGE), metadata={"description": "how many at most"}
    )


class FoundSchema(Shown):
    """One thing that fits."""

    kind = plain("service, lesson, office; more may come", "service")
    id = plain("its id among its kind", "senior-travel-card")
    title = plain("its title", "Get a senior travel card")
    text = plain("a sentence about it", "Travel free on every bus, tram and ferry.")
    written_in = plain("BCP 47 tag of the title's and text's language", "en")
    converted = converted()
    path = plain("its page on the web, at the same host", "/services/senior-travel-card")


class FoundsSchema(Shown):
    """What fits, best first."""

    items = fields.List(fields.Nested(FoundSchema), required=True)
    language = plain("BCP 47 tag of the language in which it was found", "en")
    meant = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "words found in place of those with a slip", "example": ["travel"]},
    )


@area.get("/search")
@who(Who.ANYONE)
@area.takes(SearchQuery, where="query")
@area.gives(200, FoundsSchema, cached=True)
def search(query: dict[str, Any]) -> Response:
    """Find anything by people's own words; one slip in a word is forgiven.

    Words are looked for in the language given, else the reader's, and in the city's others where that finds nothing.
    """
    wanted = query.get("language")
    spoken = wanted if wanted in parts().content.city.languages else language().tag
    kinds = (query["kind"],) if "kind" in query else None
    found = parts().search(query["q"], spoken, kinds, query["limit"])
    return catalogue_answer(
        FoundsSchema().dump({"items": found.items, "language": found.language, "meant": list(found.meant)})
    )


class MissesQuery(Sent):
    """Whose words to list."""

    language = _language()


class MissSchema(Shown):
    """Words that found nothing."""

    language = plain("in which they were looked for", "en")
    words = plain("as they were typed, in small letters", "parking for guests")
    times = fields.Integer(required=True, metadata={"description": "how often in 90 days", "example": 7})
    last = fields.Date(required=True, metadata={"description": "the last day", "example": "2027-03-01"})


class MissesSchema(Shown):
    """Words that found nothing, the most frequent first."""

    items = fields.List(fields.Nested(MissSchema), required=True)


class SynonymBody(Sent):
    """People type `words`; we call it `means`."""

    language = _language(required=True)
    words = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_PHRASE), validate.Regexp(PRINTABLE)],
        metadata={"description": "what people type", "example": "parking for guests"},
    )
    means = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_PHRASE), validate.Regexp(PRINTABLE)],
        metadata={"description": "words that stand on a page", "example": "visitor permit"},
    )


class ReviewBody(Sent):
    """Whether a synonym counts."""

    live = YesOrNo(
        required=True, metadata={"description": "true: it counts from now on; false: it is refused, or taken away"}
    )


class SynonymSchema(Shown):
    """A synonym."""

    number = fields.Integer(required=True, attribute="id", metadata={"description": "for `after`", "example": 3})
    id = plain("made by the device that proposed it", attribute="public_id")
    language = plain("BCP 47 tag", "en")
    words = plain("what people type", "parking for guests")
    means = plain("words that stand on a page", "visitor permit")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    mine = fields.Boolean(required=True, metadata={"description": "the caller proposed it, so another must review it"})


class SynonymsQuery(ByNumber):
    """Which synonyms to list."""

    state = fields.String(load_default="proposed", validate=validate.OneOf(STATES))


class SynonymListSchema(Shown):
    """A page of synonyms."""

    items = fields.List(fields.Nested(SynonymSchema), required=True)
    next = next_number()


SYNONYM = "/desk/synonyms/<uuid:synonym_id>"


@area.get("/desk/search-misses")
@who(Who.STAFF)
@area.takes(MissesQuery, where="query")
@area.gives(200, MissesSchema)
def misses(query: dict[str, Any]) -> dict[str, Any]:
    """Words that found nothing on two days or more. Nobody knows whose they were."""
    with reading() as session:
        return {"items": queries.misses(session, query.get("language"))}


@area.get("/desk/synonyms")
@who(Who.STAFF)
@area.takes(SynonymsQuery, where="query")
@area.gives(200, SynonymListSchema)
def synonyms(query: dict[str, Any]) -> dict[str, Any]:
    """The synonyms of the desk in a state; those of the city's folder are not among them."""
    with reading() as session:
        found = queries.synonyms_of(session, query["state"], query["after"], query["limit"] + 1)
    return page_of([_shown(each) for each in found], lambda row: row["id"], query["limit"])


@area.put(SYNONYM)
@who(Who.STAFF)
@area.takes(SynonymBody)
@area.gives(200, SynonymSchema)
@area.may_fail(NotFound, SynonymWrong, TooManySynonyms)
def propose_synonym(body: dict[str, Any], synonym_id: uuid.UUID) -> dict[str, Any]:
    """Propose a synonym; another member of staff lets it count. The same id again changes nothing."""
    with writing() as session:
        found = actions.propose(session, me().account_id, synonym_id, **body, now=clock.now())
        return _shown(found)


@area.put(f"{SYNONYM}/review")
@who(Who.STAFF)
@area.takes(ReviewBody)
@area.gives(200, SynonymSchema)
@area.may_fail(NotFound, OwnSynonym, SynonymReviewed)
def review(body: dict[str, Any], synonym_id: uuid.UUID) -> dict[str, Any]:
    """Let a synonym count, or refuse it, or take it away. The same answer again changes nothing."""
    with writing() as session:
        return _shown(actions.review(session, me().account_id, synonym_id, clock.now(), live=body["live"]))


def _shown(found: SearchSynonym) -> dict[str, Any]:
    same = {name: getattr(found, name) for name in ("id", "public_id", "language", "words", "means", "state")}
    return same | {"mine": found.proposed_by == me().account_id}
