"""The staff desk: words that found nothing, and the synonyms that help them find something."""

import uuid

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.domain.identity.rules import Who
from backend.domain.search import actions, queries
from backend.domain.search.errors import OwnSynonym, SynonymReviewed, SynonymWrong, TooManySynonyms
from backend.domain.search.rules import LONGEST_PHRASE
from backend.web.door import after, form_id, go, language, me, page, parts, reading, say, who, writing
from backend.web.questions import errors_of
from i18n.languages import LANGUAGES

pages = Blueprint("desk_synonyms", __name__, url_prefix="/desk/words")


@pages.get("")
@who(Who.STAFF)
def words() -> Response:
    """Words that found nothing, what waits for a second reader, and what counts already."""
    return _page()


def _page(error: DomainError | None = None) -> Response:
    with reading() as session:
        waiting = queries.synonyms_of(session, "proposed", limit=queries.MOST_WAITING)
        live = queries.synonyms_of(session, "live", after(), queries.PAGE + 1)
        misses = queries.misses(session)
    return page(
        "desk_words.html",
        error.status if error else 200,
        errors=[{"field_id": "waiting", "text": say(error.message)}] if error else [],
        misses=misses,
        waiting=waiting,
        live=live[: queries.PAGE],
        more=live[queries.PAGE - 1].id if len(live) > queries.PAGE else None,
        mine=me().account_id,
        names={tag: each.own_name for tag, each in LANGUAGES.items()},
    )


@pages.get("/new")
@who(Who.STAFF)
def new() -> Response:
    """A synonym to propose; what people typed is filled in already."""
    return _form(request.args.get("words", ""), "", request.args.get("language", ""))


def _form(typed: str, means: str, tag: str, errors: list[dict[str, str]] | None = None, status: int = 200) -> Response:
    return page(
        "desk_words_new.html",
        status,
        id=form_id(),
        typed=typed[:LONGEST_PHRASE],
        means=means[:LONGEST_PHRASE],
        tag=tag if tag in parts().content.city.languages else language().tag,
        longest=LONGEST_PHRASE,
        errors=errors or [],
        wrong={each["field"]: each["text"] for each in errors or []},
    )


@pages.post("/new")
@who(Who.STAFF)
def propose() -> Response:
    """Propose it; pressing twice proposes once."""
    typed, means, tag = (request.form.get(name, "") for name in ("words", "means", "language"))
    if tag not in parts().content.city.languages:
        tag = language().tag
    try:
        with writing() as session:
            actions.propose(session, me().account_id, form_id(), tag, typed, means, clock.now())
    except (SynonymWrong, TooManySynonyms) as error:
        told = errors_of(error) or [{"field": "words", "text": say(error.message)}]
        return _form(typed, means, tag, told, error.status)
    return go("/desk/words")


@pages.post("/<uuid:public_id>/review")
@who(Who.STAFF)
def review(public_id: uuid.UUID) -> Response:
    """A second person lets it count; anybody at the desk refuses it or takes it away."""
    try:
        with writing() as session:
            live = request.form.get("answer") == "yes"
            actions.review(session, me().account_id, public_id, clock.now(), live=live)
    except (OwnSynonym, SynonymReviewed) as error:
        return _page(error)
    return go("/desk/words")
