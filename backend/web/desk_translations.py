"""Translating a text of the desk: the source beside each field, a second person who reads, and words that are kept."""

import uuid
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup, escape

from backend.core import clock
from backend.core.errors import DomainError, FieldError
from backend.core.text import N_
from backend.domain.catalogue.texts import Places
from backend.domain.identity.rules import Who
from backend.domain.publications import actions, queries, translations
from backend.domain.publications.differences import differences
from backend.domain.publications.errors import EditedMeanwhile, TextClosed, TextNotReady
from backend.domain.publications.models import Translation, Version
from backend.domain.publications.rules import LONGEST_REASON, may_be_translated, may_review
from backend.domain.publications.told import Told, tell
from backend.domain.publications.translating import wrong
from backend.domain.publications.words import Words, laid_over, words_of
from backend.web.desk_articles import KINDS, ONE, tongue_of, unlisted
from backend.web.desk_editor import as_lines, without_odd_signs
from backend.web.door import go, me, page, parts, reading, say, who, writing
from flows.load import Problem
from i18n.languages import LANGUAGES
from prose import document as prose
from prose.document import Document, ProseBroken

pages = Blueprint("desk_translations", __name__, url_prefix="/desk/articles")

IN = f"{ONE}/translations/<string(maxlength=20):tag>"
FIELDS = {
    "title": N_("Title"),
    "short": N_("In three sentences"),
    "body": N_("The whole text"),
    "keywords": N_("Words that people look for"),
    "spoken": N_("Said otherwise than written"),
}
PAIRS = N_("Write one pair a line: what is written = how it is said.")


@pages.get(IN)
@who(Who.PUBLISHER)
def translation(public_id: uuid.UUID, tag: str) -> Response:
    """How far a text is in one language: what can be done now, and how its readers will see it."""
    return _page(public_id, tag)


def _page(public_id: uuid.UUID, tag: str, error: DomainError | None = None) -> Response:
    with reading() as session:
        version = queries.version(session, public_id)
        standing = translations.standing_in(session, version, tag, parts().content.city.languages)
        writers = translations.writers(session, standing.translation)
    words = standing.words if standing.translation else None
    found = look(version, words, tag) if words and standing.state == "draft" else ()
    source = queries.document_of(version)
    made = laid_over(source, words) if words else None
    errors = [{"field_id": each.field, "text": say(each.message)} for each in error.errors] if error else []
    if error is not None and not errors:
        errors = [{"field_id": "doing", "text": say(error.message)}]
    return page(
        "desk_translation.html",
        error.status if error else 200,
        **_about(version, tag),
        row=tongue_of(standing),
        translation=standing.translation,
        open_to_translate=may_be_translated(version),
        faults=[Problem(FIELDS[each.field], each.message) for each in found],
        unlisted=unlisted(made, tag) if made else (),
        words_kept=queries.confirmed_words(standing.translation) if standing.translation else [],
        told=as_readers_see(made, tag) if made else None,
        source=as_readers_see(source, version.language),
        offices=parts().content.offices,
        own=not may_review(me().account_id, writers),
        typed={name: request.form.get(name, "")[:LONGEST_REASON] for name in ("note", "words_confirmed")},
        errors=errors,
        longest=LONGEST_REASON,
    )


@pages.get(f"{IN}/edit")
@who(Who.PUBLISHER)
def edit(public_id: uuid.UUID, tag: str) -> Response:
    """The form, with what there is: the draft, else the translation of an older version, else nothing."""
    with reading() as session:
        version = queries.version(session, public_id)
        standing = translations.standing_in(session, version, tag, parts().content.city.languages)
    if not may_be_translated(version):
        return go(_place(public_id, tag))
    revision = standing.translation.revision if standing.translation else None
    return _editor(version, tag, _fields_of(standing.words or Words()), revision, stale=standing.state == "stale")


@pages.post(IN)
@who(Who.PUBLISHER)
def write(public_id: uuid.UUID, tag: str) -> Response:
    """Save the draft, hand it in, or put the words of the source where nothing is yet; what was typed is kept."""
    with reading() as session:
        version = queries.version(session, public_id)
        translations.standing_in(session, version, tag, parts().content.city.languages)
    fields = {name: without_odd_signs(request.form.get(name, "")).replace("\r\n", "\n") for name in FIELDS}
    revision, press = request.form.get("revision", type=int), request.form.get("press")
    if press == "source":
        given = _fields_of(words_of(queries.document_of(version)))
        return _editor(version, tag, {name: typed or given[name] for name, typed in fields.items()}, revision)
    errors = _too_long(fields)
    if errors:
        return _editor(version, tag, fields, revision, errors=errors, status=422)
    words = _words(fields)
    try:
        with writing() as session:
            version = queries.version(session, public_id)
            made = translations.save(session, version, tag, me().account_id, words, revision=revision, now=clock.now())
            revision = made.revision
            problems = look(version, words, tag) if press == "hand-in" else ()
            if press == "hand-in" and not problems:
                actions.hand_in(made, (), revision, clock.now())
    except (EditedMeanwhile, TextClosed) as error:
        return _both(version, tag, fields, words, error)
    if problems:
        return _editor(version, tag, fields, revision, errors=problems, status=TextNotReady.status, saved=True)
    return go(_place(public_id, tag))


def _both(version: Version, tag: str, fields: dict[str, str], mine: Words, error: DomainError) -> Response:
    """Somebody was quicker: their words are shown beside these, which take their place only when saved once more."""
    with reading() as session:
        standing = translations.standing_in(session, version, tag, parts().content.city.languages)
    if standing.translation is None or standing.words is None or standing.words == mine:
        return _page(version.public_id, tag, error)
    theirs, own = ("\n".join(_fields_of(words).values()) for words in (standing.words, mine))
    return _editor(
        version,
        tag,
        fields,
        standing.translation.revision,
        changes=differences(theirs, own),
        status=error.status,
        waits=standing.state == "review",
    )


@pages.post(f"{IN}/hand-in")
@who(Who.PUBLISHER)
def hand_in(public_id: uuid.UUID, tag: str) -> Response:
    """Let somebody else read it; what is wrong with it is named instead."""
    return _do(public_id, tag, _hand_in)


@pages.post(f"{IN}/review")
@who(Who.PUBLISHER)
def review(public_id: uuid.UUID, tag: str) -> Response:
    """Let readers see it, or send it back."""
    return _do(public_id, tag, _review)


@pages.post(f"{IN}/take-back")
@who(Who.PUBLISHER)
def take_back(public_id: uuid.UUID, tag: str) -> Response:
    """Readers see the text in its own language again."""
    return _do(public_id, tag, lambda session, _, made: translations.take_back(session, made))


def _do(public_id: uuid.UUID, tag: str, what: Any) -> Response:
    """Take one step with a translation; an error is shown on its page, where nothing of what was typed is lost."""
    try:
        with writing() as session:
            version = queries.version(session, public_id)
            what(session, version, translations.of_version(session, version, tag, lock=True))
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return _page(public_id, tag, error)
    return go(_place(public_id, tag))


def _hand_in(_: Any, version: Version, made: Translation) -> None:
    problems = look(version, translations.words_in(made), made.language)
    actions.hand_in(made, problems, request.form.get("revision", 0, type=int), clock.now())


def _review(session: Any, version: Version, made: Translation) -> None:
    translations.review(
        session,
        made,
        me().account_id,
        "approved" if request.form.get("outcome") == "approved" else "sent_back",
        request.form.get("note", ""),
        request.form.get("revision", 0, type=int),
        clock.now(),
        unlisted=unlisted(laid_over(queries.document_of(version), translations.words_in(made)), made.language),
        words_confirmed=request.form.get("words_confirmed") == "yes",
    )


def _editor(
    version: Version, tag: str, fields: dict[str, str], revision: int | None, *, status: int = 200, **more: Any
) -> Response:
    source = queries.document_of(version)
    found: tuple[FieldError, ...] = more.get("errors", ())
    said = {name: [say(each.message) for each in found if each.field == name] for name in FIELDS}
    return page(
        "desk_translation_edit.html",
        status,
        **_about(version, tag),
        source=_fields_of(words_of(source)),
        typed=fields,
        revision=revision,
        errors={name: Markup("<br>").join(escape(each) for each in words) for name, words in said.items() if words},
        changes=more.get("changes"),
        waits=more.get("waits", False),
        stale=more.get("stale", False),
        saved=more.get("saved", False),
        limits={"title": prose.LONGEST_TITLE, "body": prose.LONGEST_BODY, "keywords": prose.LONGEST_KEYWORDS},
    )


def _about(version: Version, tag: str) -> dict[str, Any]:
    """What every page about a translation says of its text."""
    return {
        "version": version,
        "title": queries.document_of(version).title,
        "kind": KINDS[version.kind],
        "source_language": LANGUAGES[version.language],
        "target": LANGUAGES[tag],
    }


def look(version: Version, words: Words, tag: str) -> tuple[FieldError, ...]:
    """What keeps a translation from its readers."""
    content = parts().content
    with reading() as session:
        ids = queries.known_ids(session)
    places = Places(content.services, content.offices, content.lessons)
    return wrong(queries.document_of(version), version.language, words, tag, parts().plain_lists(tag), places, ids)


def as_readers_see(document: Document, tag: str) -> Told | None:
    """A translation in its own language; None where its Markdown cannot be shown yet."""
    try:
        return tell(document, tag, parts().translator(tag))
    except ProseBroken:
        return None


def _place(public_id: uuid.UUID, tag: str) -> str:
    return f"/desk/articles/{public_id}/translations/{tag}"


def _fields_of(words: Words) -> dict[str, str]:
    """The words as the form shows them."""
    return {
        "title": words.title,
        "short": "\n".join(words.short),
        "body": words.body.strip("\n"),
        "keywords": words.keywords,
        "spoken": "\n".join(f"{text} = {said}" for text, said in words.spoken),
    }


def _words(fields: dict[str, str]) -> Words:
    pairs = (each.partition("=") for each in as_lines(fields["spoken"]))
    return Words(
        title=" ".join(fields["title"].split()),
        short=tuple(as_lines(fields["short"])),
        body=fields["body"].strip("\n") + "\n",
        keywords=" ".join(fields["keywords"].split()),
        spoken=tuple((text.strip(), said.strip()) for text, _, said in pairs),
    )


def _too_long(fields: dict[str, str]) -> tuple[FieldError, ...]:
    """What no draft can hold; anything else is kept, and named when it is handed in."""
    longest = {
        "title": 100,
        "short": 1000,
        "body": prose.LONGEST_BODY,
        "keywords": prose.LONGEST_KEYWORDS,
        "spoken": 2000,
    }
    found = [
        FieldError(name, f"/{name}", N_("This is too long. Please make it shorter."))
        for name, most in longest.items()
        if len(fields[name]) > most
    ]
    if not all("=" in each for each in as_lines(fields["spoken"])):
        found.append(FieldError("spoken", "/spoken", PAIRS))
    return tuple(found)
