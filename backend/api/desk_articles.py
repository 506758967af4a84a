"""The publishers' desk: drafts, reading by a second person, publishing and withdrawing."""

import uuid
from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area, page_of
from backend.api.door import me, parts, reading, translator, who, writing
from backend.api.schemas import LARGEST_ID, PRINTABLE, SLUG, ByNumber, Sent, Shown, WholeNumber, next_number, plain
from backend.core import clock
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.texts import Places
from backend.domain.identity.rules import Who
from backend.domain.publications import actions, queries
from backend.domain.publications.checking import as_errors, faults, words_unlisted
from backend.domain.publications.errors import (
    EditedMeanwhile,
    OwnText,
    TextClosed,
    TextNotReady,
    WhyMissing,
    WordsNotConfirmed,
    WrongTime,
)
from backend.domain.publications.models import Version
from backend.domain.publications.rules import LONGEST_REASON, OUTCOMES, standing
from flows.load import Problem
from i18n.languages import LANGUAGES
from prose import document as prose
from prose.document import Document

area = Area("Desk: articles", __name__, "For publishers: writing texts, reading each other's, and letting them go out.")

ITEM = "/desk/articles/<uuid:version_id>"
STANDINGS = ["draft", "review", "approved", "scheduled", "public", "replaced", "ended", "withdrawn"]


def written(longest: int, about: str, **options: Any) -> fields.String:
    """Words that somebody wrote; without `required` they may be empty."""
    check = [validate.Length(0 if "load_default" in options else 1, longest), validate.Regexp(PRINTABLE)]
    return fields.String(validate=check, metadata={"description": about}, **options)


class SpokenSchema(Sent):
    """Something that is said otherwise than it is written."""

    text = written(60, "as it is written", required=True)
    say = written(200, "as it is said", required=True)


class WordsSchema(Sent):
    """The words of a text and its facts."""

    id = fields.String(required=True, validate=validate.Regexp(SLUG), metadata={"description": "of the text"})
    kind = fields.String(required=True, validate=validate.OneOf(prose.KINDS))
    language = fields.String(
        load_default="en", validate=validate.OneOf(list(LANGUAGES)), metadata={"description": "it is written in"}
    )
    title = written(prose.LONGEST_TITLE, "a question or a promise", required=True)
    short = fields.List(
        written(prose.LONGEST_SENTENCE, "one sentence"),
        required=True,
        validate=validate.Length(1, prose.MOST_SENTENCES),
        metadata={"description": "it all in one to three sentences"},
    )
    body = written(prose.LONGEST_BODY, "Markdown; see the guide 'Write an article'", required=True)
    office = fields.String(
        required=True, validate=validate.Regexp(SLUG), metadata={"description": "that answers for it"}
    )
    services = fields.List(
        fields.String(validate=validate.Regexp(SLUG)),
        load_default=[],
        validate=validate.Length(max=prose.MOST_SERVICES),
    )
    keywords = written(prose.LONGEST_KEYWORDS, "words that people look for, with commas", load_default="")
    review_on = fields.Date(load_default=None, allow_none=True, metadata={"description": "when to read it again"})
    ends_on = fields.Date(load_default=None, allow_none=True, metadata={"description": "its last day"})
    spoken = fields.List(fields.Nested(SpokenSchema), load_default=[], validate=validate.Length(max=prose.MOST_SPOKEN))


def changed(new: str) -> WholeNumber:
    """The revision that a writer changed; `new` names what it is null for."""
    return WholeNumber(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, LARGEST_ID),
        metadata={"description": f"the one you changed; null for {new}"},
    )


class DraftSchema(WordsSchema):
    """A draft to keep."""

    revision = changed("a new draft")


class FaultSchema(Shown):
    """Something that keeps a text from going out."""

    where = plain("in the text", "line 5")
    what = plain("is wrong, and what to do", "HTML is not used here; write it in Markdown")


class VersionCardSchema(Shown):
    """A version in a list."""

    version_id = fields.UUID(required=True, attribute="public_id")
    number = fields.Integer(required=True, metadata={"description": "of the version, counted for each text"})
    after = fields.Integer(required=True, attribute="id", metadata={"description": "give it as `after`"})
    id = fields.String(required=True, attribute="publication_id", metadata={"description": "of the text"})
    title = plain("in the language it is written in", "How to stay warm at home")
    kind = fields.String(required=True)
    language = plain("it is written in", "en")
    state = fields.String(required=True, metadata={"enum": STANDINGS})
    revision = fields.Integer(required=True, metadata={"description": "counts the saves; send back the one you saw"})
    publish_at = fields.AwareDateTime(required=True, allow_none=True)
    saved_at = fields.AwareDateTime(required=True)


class OutsideSchema(Shown):
    """Words of a text that are not plain, and which of them stay."""

    unlisted = fields.List(
        fields.String(), required=True, metadata={"description": "its words outside the list of plain words"}
    )
    words_confirmed = fields.List(
        fields.String(), required=True, metadata={"description": "those of which the second person said that they stay"}
    )


class VersionSchema(VersionCardSchema, OutsideSchema):
    """A whole version."""

    words = fields.Dict(required=True, metadata={"description": "as they were sent, without the revision"})
    faults = fields.List(fields.Nested(FaultSchema), required=True)
    note = plain("what the reader said, if they did", allow_none=True)
    why_withdrawn = plain("the reason, if it was withdrawn", allow_none=True)
    replaces = fields.Integer(
        required=True, allow_none=True, metadata={"description": "number of the text's published version, to send back"}
    )


class VersionsSchema(Shown):
    """A page of versions."""

    items = fields.List(fields.Nested(VersionCardSchema), required=True)
    next = next_number()


class VersionsQuery(ByNumber):
    """Which versions to list."""

    text = fields.String(validate=validate.Regexp(SLUG), metadata={"description": "only those of this text"})


class SeenSchema(Sent):
    """Which save was looked at."""

    revision = WholeNumber(required=True, validate=validate.Range(1, LARGEST_ID))


class ReviewSchema(SeenSchema):
    """What the second person says."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    note = written(LONGEST_REASON, "to the writer; sending back needs one", load_default="")
    words_confirmed = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "whoever lets it through has read the words in `unlisted`, and they must stay"},
    )


class PublicationSchema(Sent):
    """When readers see it, and in whose place."""

    at = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "null for now"})
    replaces = WholeNumber(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, LARGEST_ID),
        metadata={"description": "number of the published version that was seen; null for none"},
    )


class WithdrawalSchema(Sent):
    """Why a text is taken out of readers' sight."""

    reason = written(LONGEST_REASON, "kept with the version", required=True)


@area.get("/desk/articles")
@who(Who.PUBLISHER)
@area.takes(VersionsQuery, where="query")
@area.gives(200, VersionsSchema)
def versions(query: dict[str, Any]) -> dict[str, Any]:
    """All versions, newest first: drafts of every publisher too."""
    with reading() as session:
        found = queries.at_desk(session, text_id=query.get("text"), after=query["after"], limit=query["limit"] + 1)
        live = queries.live_numbers(session, {each.publication_id for each in found}, clock.now())
    cards = [_card(each, live.get(each.publication_id)) for each in found]
    return page_of(cards, lambda card: card["id"], query["limit"])


@area.get(ITEM)
@who(Who.PUBLISHER)
@area.gives(200, VersionSchema)
@area.may_fail(NotFound)
def version(version_id: uuid.UUID) -> dict[str, Any]:
    """One version, with what keeps it from going out."""
    return _whole(version_id)


@area.put(ITEM)
@who(Who.PUBLISHER)
@area.takes(DraftSchema)
@area.gives(200, VersionSchema)
@area.may_fail(NotFound, EditedMeanwhile, TextClosed, TextNotReady)
def save_draft(body: dict[str, Any], version_id: uuid.UUID) -> dict[str, Any]:
    """Keep a draft, whatever is wrong with its Markdown; `faults` name it.

    On `edited-meanwhile` nothing is lost: send the words again under a new id, and both versions are there.
    """
    revision, language = body.pop("revision"), body.pop("language")
    lists = {name: tuple(body[name]) for name in ("short", "services")}
    spoken = tuple((each["text"], each["say"]) for each in body["spoken"])
    document = Document(**body | lists | {"spoken": spoken, "body": body["body"].strip("\n") + "\n"})
    with writing() as session:
        actions.save(
            session, version_id, me().account_id, document, language=language, revision=revision, now=clock.now()
        )
    return _whole(version_id)


@area.put(f"{ITEM}/submission")
@who(Who.PUBLISHER)
@area.takes(SeenSchema)
@area.gives(200, VersionSchema)
@area.may_fail(NotFound, EditedMeanwhile, TextClosed, TextNotReady)
def hand_in_text(body: dict[str, Any], version_id: uuid.UUID) -> dict[str, Any]:
    """Ask somebody else to read it. From here on it does not change. The same call again changes nothing."""
    with writing() as session:
        found = queries.version(session, version_id, lock=True)
        problems = as_errors(_faults(found, queries.known_ids(session)))
        actions.hand_in(found, problems, body["revision"], clock.now())
    return _whole(version_id)


@area.put(f"{ITEM}/review")
@who(Who.PUBLISHER)
@area.takes(ReviewSchema)
@area.gives(200, VersionSchema)
@area.may_fail(NotFound, EditedMeanwhile, TextClosed, OwnText, WhyMissing, WordsNotConfirmed)
def review_text(body: dict[str, Any], version_id: uuid.UUID) -> dict[str, Any]:
    """Let it through, or send it back. Nobody who wrote in it can. The same call again changes nothing.

    With words in `unlisted` it goes through only with `words_confirmed`.
    """
    with writing() as session:
        found = queries.version(session, version_id, lock=True)
        actions.review(
            session,
            found,
            me().account_id,
            **body,
            now=clock.now(),
            unlisted=_unlisted(found),
        )
    return _whole(version_id)


@area.put(f"{ITEM}/publication")
@who(Who.PUBLISHER)
@area.takes(PublicationSchema)
@area.gives(200, VersionSchema)
@area.may_fail(NotFound, EditedMeanwhile, TextClosed, WrongTime)
def publish_text(body: dict[str, Any], version_id: uuid.UUID) -> dict[str, Any]:
    """Let readers see it, now or from a time on. Until then another time can be sent."""
    with writing() as session:
        found = queries.version(session, version_id, lock=True)
        actions.publish(session, found, body["at"], replaces=body["replaces"], zone=parts().zone, now=clock.now())
    return _whole(version_id)


@area.put(f"{ITEM}/withdrawal")
@who(Who.PUBLISHER)
@area.takes(WithdrawalSchema)
@area.gives(200, VersionSchema)
@area.may_fail(NotFound, WhyMissing)
def withdraw_text(body: dict[str, Any], version_id: uuid.UUID) -> dict[str, Any]:
    """Take it out of readers' sight; its words are kept. The version before it does not come back."""
    with writing() as session:
        actions.withdraw(queries.version(session, version_id, lock=True), body["reason"], clock.now())
    return _whole(version_id)


def _whole(version_id: uuid.UUID) -> dict[str, Any]:
    with reading() as session:
        found = queries.version(session, version_id)
        live = queries.live_numbers(session, [found.publication_id], clock.now())
        newest = queries.newest_published(session, found.publication_id)
        ids = queries.known_ids(session)
    said = translator().text
    return _card(found, live.get(found.publication_id)) | {
        "words": _words(found),
        "faults": [{"where": said(each.where), "what": said(each.what)} for each in _faults(found, ids)],
        "unlisted": list(_unlisted(found)),
        "words_confirmed": queries.confirmed_words(found),
        "note": found.note,
        "why_withdrawn": found.why_withdrawn,
        "replaces": newest.number if newest else None,
    }


def _card(found: Version, live: int | None) -> dict[str, Any]:
    same = ("public_id", "number", "id", "publication_id", "kind", "language", "revision", "publish_at", "saved_at")
    stands = standing(found, live, clock.now(), parts().today())
    told = {"title": queries.document_of(found).title, "state": stands}
    return {name: getattr(found, name) for name in same} | told


def _words(found: Version) -> dict[str, Any]:
    document = queries.document_of(found)
    words = {name: getattr(document, name) for name in ("id", "kind", "title", "body", "office", "keywords")}
    words |= {"short": list(document.short), "services": list(document.services), "language": found.language}
    for name in ("review_on", "ends_on"):
        day = getattr(document, name)
        words[name] = day.isoformat() if day else None
    return words | {"spoken": [{"text": text, "say": say} for text, say in document.spoken]}


def _unlisted(found: Version) -> tuple[str, ...]:
    return words_unlisted(queries.document_of(found), found.language, parts().plain_lists(found.language))


def _faults(found: Version, ids: frozenset[str]) -> list[Problem]:
    content = parts().content
    places = Places(content.services, content.offices, content.lessons)
    lists = parts().plain_lists(found.language)
    return faults(queries.document_of(found), found.language, lists, places, ids)
