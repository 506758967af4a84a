"""The publishers' desk: texts in other languages, from a draft by one person past another to readers."""

import uuid
from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area
from backend.api.desk_articles import ITEM as VERSION
from backend.api.desk_articles import OutsideSchema, ReviewSchema, SeenSchema, SpokenSchema, changed, written
from backend.api.door import me, parts, reading, translator, who, writing
from backend.api.schemas import Sent, Shown, plain
from backend.core import clock
from backend.core.errors import FieldError
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.texts import Places
from backend.domain.identity.rules import Who
from backend.domain.publications import actions, queries, translations
from backend.domain.publications.checking import words_unlisted
from backend.domain.publications.errors import (
    EditedMeanwhile,
    OwnText,
    TextClosed,
    TextNotReady,
    WhyMissing,
    WordsNotConfirmed,
)
from backend.domain.publications.models import Version
from backend.domain.publications.rules import may_be_translated
from backend.domain.publications.translating import wrong
from backend.domain.publications.translations import Standing
from backend.domain.publications.words import Words, laid_over
from prose import document as prose

area = Area("Desk: translations", __name__, "For publishers: the texts of the desk in the city's other languages.")

LIST = f"{VERSION}/translations"
ITEM = f"{LIST}/<string(maxlength=20):tag>"


class TranslatedWordsSchema(Sent):
    """The words of a text in one language; what is not translated yet is empty."""

    title = written(prose.LONGEST_TITLE, "a question or a promise", load_default="")
    short = fields.List(
        written(prose.LONGEST_SENTENCE, "one sentence", required=True),
        load_default=[],
        validate=validate.Length(max=prose.MOST_SENTENCES),
        metadata={"description": "as many sentences as the source has"},
    )
    body = written(prose.LONGEST_BODY, "Markdown, with the blocks and links of the source", load_default="")
    keywords = written(prose.LONGEST_KEYWORDS, "words that people look for, with commas", load_default="")
    spoken = fields.List(fields.Nested(SpokenSchema), load_default=[], validate=validate.Length(max=prose.MOST_SPOKEN))


class TranslationDraftSchema(TranslatedWordsSchema):
    """A draft to keep."""

    revision = changed("a new translation")


class TranslationFaultSchema(Shown):
    """Something that keeps a translation from its readers."""

    field = plain("that it stands in: title, short, body, keywords or spoken", "short")
    what = plain(
        "is wrong, and what to do", "Sentences here: 2 in the source, 1 in the translation. Write one for each."
    )


class TextTranslationCardSchema(Shown):
    """How far a version is in one language."""

    language = plain("BCP 47 tag", "zh-Hant")
    state = fields.String(
        required=True,
        metadata={
            "enum": list(translations.STATES),
            "description": "`stale`: an older version was translated, this one is not",
        },
    )
    is_shown = fields.Boolean(
        required=True,
        metadata={"description": "whether readers see a translation, be it that another is being written"},
    )
    revision = fields.Integer(
        required=True, allow_none=True, metadata={"description": "counts the saves; send back the one you saw"}
    )


class TextTranslationSchema(TextTranslationCardSchema, OutsideSchema):
    """A translation; of one that is missing, what there is to begin from."""

    may_be_translated = fields.Boolean(
        required=True,
        metadata={"description": "false for a draft, and for a text of the city's folder, which is translated there"},
    )
    words = fields.Dict(
        required=True, allow_none=True, metadata={"description": "the draft; else those of an older version; else null"}
    )
    faults = fields.List(fields.Nested(TranslationFaultSchema), required=True)
    note = plain("what the reader said, if they did", allow_none=True)


class TextTranslationsSchema(Shown):
    """A version in each other language of the city."""

    items = fields.List(fields.Nested(TextTranslationCardSchema), required=True)


@area.get(LIST)
@who(Who.PUBLISHER)
@area.gives(200, TextTranslationsSchema)
@area.may_fail(NotFound)
def version_in_languages(version_id: uuid.UUID) -> dict[str, Any]:
    """How far a version is in each language of the city but its own."""
    with reading() as session:
        found = queries.version(session, version_id)
        standings = translations.standings(session, found, parts().content.city.languages)
    return {"items": [_card(each) for each in standings]}


@area.get(ITEM)
@who(Who.PUBLISHER)
@area.gives(200, TextTranslationSchema)
@area.may_fail(NotFound)
def translation(version_id: uuid.UUID, tag: str) -> dict[str, Any]:
    """One translation, with what keeps it from its readers."""
    return _whole(version_id, tag)


@area.put(ITEM)
@who(Who.PUBLISHER)
@area.takes(TranslationDraftSchema)
@area.gives(200, TextTranslationSchema)
@area.may_fail(NotFound, EditedMeanwhile, TextClosed)
def save_translation(body: dict[str, Any], version_id: uuid.UUID, tag: str) -> dict[str, Any]:
    """Keep a draft, whatever is missing in it; `faults` name it. Readers see it when it was let through.

    On `edited-meanwhile` read the translation again, show both, and send yours with the revision you read.
    """
    revision = body.pop("revision")
    spoken = tuple((each["text"], each["say"]) for each in body["spoken"])
    more = {"spoken": spoken, "short": tuple(body["short"]), "body": body["body"].strip("\n") + "\n"}
    with writing() as session:
        found = queries.version(session, version_id)
        translations.standing_in(session, found, tag, parts().content.city.languages)
        words = Words(**body | more)
        translations.save(session, found, tag, me().account_id, words, revision=revision, now=clock.now())
    return _whole(version_id, tag)


@area.put(f"{ITEM}/submission")
@who(Who.PUBLISHER)
@area.takes(SeenSchema)
@area.gives(200, TextTranslationSchema)
@area.may_fail(NotFound, EditedMeanwhile, TextClosed, TextNotReady)
def hand_in_translation(body: dict[str, Any], version_id: uuid.UUID, tag: str) -> dict[str, Any]:
    """Ask somebody else to read it. The same call again changes nothing."""
    with writing() as session:
        found = queries.version(session, version_id)
        made = translations.of_version(session, found, tag, lock=True)
        problems = _wrong(found, translations.words_in(made), tag, queries.known_ids(session))
        actions.hand_in(made, problems, body["revision"], clock.now())
    return _whole(version_id, tag)


@area.put(f"{ITEM}/review")
@who(Who.PUBLISHER)
@area.takes(ReviewSchema)
@area.gives(200, TextTranslationSchema)
@area.may_fail(NotFound, EditedMeanwhile, TextClosed, OwnText, WhyMissing, WordsNotConfirmed)
def review_translation(body: dict[str, Any], version_id: uuid.UUID, tag: str) -> dict[str, Any]:
    """Let readers see it, or send it back. Nobody who wrote in it can. The same call again changes nothing.

    With words in `unlisted` it goes through only with `words_confirmed`.
    """
    with writing() as session:
        found = queries.version(session, version_id)
        made = translations.of_version(session, found, tag, lock=True)
        translations.review(
            session,
            made,
            me().account_id,
            body["outcome"],
            body["note"],
            body["revision"],
            clock.now(),
            unlisted=_unlisted(found, translations.words_in(made), tag),
            words_confirmed=body["words_confirmed"],
        )
    return _whole(version_id, tag)


@area.delete(f"{ITEM}/publication")
@who(Who.PUBLISHER)
@area.gives(204, description="Readers see the text in its own language")
@area.may_fail(NotFound)
def take_translation_back(version_id: uuid.UUID, tag: str) -> None:
    """Show it no longer; its words are kept as a draft. Twice is the same."""
    with writing() as session:
        found = queries.version(session, version_id)
        translations.take_back(session, translations.of_version(session, found, tag, lock=True))


def _whole(version_id: uuid.UUID, tag: str) -> dict[str, Any]:
    with reading() as session:
        found = queries.version(session, version_id)
        standing = translations.standing_in(session, found, tag, parts().content.city.languages)
        ids = queries.known_ids(session)
    words = standing.words
    faults = _wrong(found, words, tag, ids) if words and standing.translation else ()
    said = translator().text
    return _card(standing) | {
        "may_be_translated": may_be_translated(found),
        "words": _told(words) if words else None,
        "faults": [{"field": each.field, "what": said(each.message)} for each in faults],
        "unlisted": list(_unlisted(found, words, tag)) if words else [],
        "words_confirmed": queries.confirmed_words(standing.translation) if standing.translation else [],
        "note": standing.translation.note if standing.translation else None,
    }


def _card(standing: Standing) -> dict[str, Any]:
    made = standing.translation
    return {
        "language": standing.language,
        "state": standing.state,
        "is_shown": standing.is_shown,
        "revision": made.revision if made else None,
    }


def _told(words: Words) -> dict[str, Any]:
    spoken = [{"text": text, "say": say} for text, say in words.spoken]
    same = {name: getattr(words, name) for name in ("title", "body", "keywords")}
    return same | {"short": list(words.short), "spoken": spoken}


def _unlisted(found: Version, words: Words, tag: str) -> tuple[str, ...]:
    return words_unlisted(laid_over(queries.document_of(found), words), tag, parts().plain_lists(tag))


def _wrong(found: Version, words: Words, tag: str, ids: frozenset[str]) -> tuple[FieldError, ...]:
    content = parts().content
    places = Places(content.services, content.offices, content.lessons)
    return wrong(queries.document_of(found), found.language, words, tag, parts().plain_lists(tag), places, ids)
