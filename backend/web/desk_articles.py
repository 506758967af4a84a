"""The publishers' desk: every text with its versions, reading it as readers will, and letting it go out."""

import uuid
from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.catalogue.texts import Places
from backend.domain.identity.rules import Who
from backend.domain.publications import actions, queries, translations
from backend.domain.publications.checking import as_errors, faults, words_unlisted
from backend.domain.publications.differences import differences
from backend.domain.publications.models import Version
from backend.domain.publications.rules import LONGEST_REASON, may_be_translated, may_review, standing
from backend.domain.publications.told import Told, tell
from backend.web.door import after, file_translator, go, me, page, parts, reading, say, who, writing
from flows.load import Problem
from i18n.languages import LANGUAGES
from prose.document import Document, ProseBroken

pages = Blueprint("desk_articles", __name__, url_prefix="/desk/articles")

ONE = "/<uuid:public_id>"
_ASKED = ("note", "reason", "at", "words_confirmed")
"""Fields of the page of a version; what is wrong elsewhere is named where it can be mended."""
KINDS = {"article": N_("Advice"), "policy": N_("Rule or promise"), "notice": N_("Notice")}
STANDINGS = {
    "draft": (N_("Draft"), "plain"),
    "review": (N_("Waits to be read"), "info"),
    "approved": (N_("May go out"), "info"),
    "scheduled": (N_("Goes out later"), "info"),
    "public": (N_("Public"), "success"),
    "replaced": (N_("Replaced by a newer one"), "plain"),
    "ended": (N_("Ended"), "warning"),
    "withdrawn": (N_("Withdrawn"), "warning"),
}


TONGUES = {
    "missing": (N_("Missing"), "warning"),
    "stale": (N_("Out of date"), "warning"),
    "draft": (N_("Draft"), "plain"),
    "review": (N_("Waits to be read"), "info"),
    "public": (N_("Public"), "success"),
}
"""How far a text is in a language, in a word."""


@pages.get("")
@who(Who.PUBLISHER)
def texts() -> Response:
    """All versions, newest first."""
    with reading() as session:
        found = queries.at_desk(session, after=after(), limit=queries.PAGE + 1)
        shown = found[: queries.PAGE]
        live = queries.live_numbers(session, {each.publication_id for each in shown}, clock.now())
    rows = [row_of(each, live.get(each.publication_id)) for each in shown]
    return page("desk_articles.html", rows=rows, more=shown[-1].id if len(found) > len(shown) else None)


@pages.get(ONE)
@who(Who.PUBLISHER)
def text(public_id: uuid.UUID) -> Response:
    """One version: as readers will see it, what is wrong with it, what can be done now, and its history."""
    return _page(public_id)


def _page(public_id: uuid.UUID, error: DomainError | None = None) -> Response:
    now = clock.now()
    with reading() as session:
        version = queries.version(session, public_id)
        history = queries.at_desk(session, text_id=version.publication_id)
        live = queries.live_numbers(session, [version.publication_id], now).get(version.publication_id)
        newest = queries.newest_published(session, version.publication_id)
        writers = queries.writers(session, version.id)
        tongues = translations.standings(session, version, parts().content.city.languages)
    document = queries.document_of(version)
    found = look(document, version.language)
    errors = (
        [
            {"field_id": each.field if each.field in _ASKED else "doing", "text": say(each.message)}
            for each in error.errors
        ]
        if error
        else []
    )
    if error is not None and not errors:
        errors = [{"field_id": "doing", "text": say(error.message)}]
    return page(
        "desk_article.html",
        error.status if error else 200,
        version=version,
        document=document,
        told=as_readers_see(document, version.language) if not unreadable(document) else None,
        faults=found,
        unlisted=unlisted(document, version.language),
        words_kept=queries.confirmed_words(version),
        offices=parts().content.offices,
        row=row_of(version, live),
        history=[row_of(each, live) for each in history],
        newest=newest,
        own=not may_review(me().account_id, writers),
        typed={
            name: request.form.get(name, "")[:LONGEST_REASON]
            for name in ("note", "reason", "when", "day", "time", "words_confirmed")
        },
        errors=errors,
        longest=LONGEST_REASON,
        own_language=LANGUAGES[version.language].own_name,
        tongues=[tongue_of(each) for each in tongues],
        open_to_translate=may_be_translated(version),
    )


@pages.get(f"{ONE}/differences")
@who(Who.PUBLISHER)
def changes(public_id: uuid.UUID) -> Response:
    """What is new in a version, beside the one before it."""
    with reading() as session:
        version = queries.version(session, public_id)
        history = queries.at_desk(session, text_id=version.publication_id, limit=queries.MOST)
    before = next((each for each in history if each.number < version.number), None)
    found = differences(before.document if before else "", version.document)
    return page("desk_article_changes.html", version=version, before=before, changes=found)


@pages.post(f"{ONE}/hand-in")
@who(Who.PUBLISHER)
def hand_in(public_id: uuid.UUID) -> Response:
    """Let somebody else read it; what is wrong with it is named instead."""
    return _do(public_id, _hand_in)


@pages.post(f"{ONE}/review")
@who(Who.PUBLISHER)
def review(public_id: uuid.UUID) -> Response:
    """Let it through or send it back."""
    return _do(public_id, _review)


@pages.post(f"{ONE}/publish")
@who(Who.PUBLISHER)
def publish(public_id: uuid.UUID) -> Response:
    """Let readers see it, now or from a day and a time on."""
    return _do(public_id, _publish)


@pages.post(f"{ONE}/withdraw")
@who(Who.PUBLISHER)
def withdraw(public_id: uuid.UUID) -> Response:
    """Take it out of readers' sight."""
    return _do(public_id, lambda _, version: actions.withdraw(version, request.form.get("reason", ""), clock.now()))


def _do(public_id: uuid.UUID, what: Any) -> Response:
    """Take one step with a version; an error is shown on its page, where nothing of what was typed is lost."""
    try:
        with writing() as session:
            what(session, queries.version(session, public_id, lock=True))
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return _page(public_id, error)
    return go(f"/desk/articles/{public_id}")


def _hand_in(_: Any, version: Version) -> None:
    problems = as_errors(look(queries.document_of(version), version.language))
    actions.hand_in(version, problems, _number("revision") or 0, clock.now())


def _review(session: Any, version: Version) -> None:
    outcome = "approved" if request.form.get("outcome") == "approved" else "sent_back"
    note = request.form.get("note", "")
    actions.review(
        session,
        version,
        me().account_id,
        outcome,
        note,
        _number("revision") or 0,
        clock.now(),
        unlisted=unlisted(queries.document_of(version), version.language),
        words_confirmed=request.form.get("words_confirmed") == "yes",
    )


def _publish(session: Any, version: Version) -> None:
    replaces = _number("replaces")
    actions.publish(session, version, _when(), replaces=replaces, zone=parts().zone, now=clock.now())


def _number(name: str) -> int | None:
    return request.form.get(name, type=int)


def _when() -> datetime | None:
    """The day and the time of the form, by the city's clock; None for now."""
    if request.form.get("when") != "later":
        return None
    try:
        day = date.fromisoformat(request.form.get("day", ""))
        hour = time.fromisoformat(request.form.get("time", "") or "00:00")
    except ValueError:
        raise actions.wrong_time() from None
    return datetime.combine(day, hour, parts().zone)


def look(document: Document, language: str) -> list[Problem]:
    """What keeps a text from going out."""
    content = parts().content
    with reading() as session:
        ids = queries.known_ids(session)
    return faults(
        document,
        language,
        parts().plain_lists(language),
        Places(content.services, content.offices, content.lessons),
        ids,
    )


def unlisted(document: Document, language: str) -> tuple[str, ...]:
    """Its words that are not on the list of plain words."""
    return words_unlisted(document, language, parts().plain_lists(language))


def unreadable(document: Document) -> bool:
    """Whether its Markdown cannot be shown."""
    try:
        as_readers_see(document, "en")
    except ProseBroken:
        return True
    return False


def as_readers_see(document: Document, written_in: str) -> Told:
    """A text in the language of whoever looks at it. Raises `ProseBroken`."""
    return tell(document, written_in, file_translator())


def row_of(version: Version, live: int | None) -> dict[str, Any]:
    """A version in a list."""
    stands = standing(version, live, clock.now(), parts().today())
    return {"version": version, "title": queries.document_of(version).title, "stands": stands} | {
        "words": STANDINGS[stands][0],
        "colour": STANDINGS[stands][1],
        "kind": KINDS[version.kind],
    }


def tongue_of(standing: translations.Standing) -> dict[str, Any]:
    """A language in the list of a version."""
    words, colour = TONGUES[standing.state]
    return {"standing": standing, "language": LANGUAGES[standing.language], "words": words, "colour": colour}
