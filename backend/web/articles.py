"""Articles, policies and notices: to read, to print in large letters, and as a file to keep."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.text import N_
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.publications import queries
from backend.domain.publications.models import Version
from backend.domain.publications.told import Told, tell, tell_card
from backend.web import large_print
from backend.web.door import file_translator, language, page, parts, reading, who
from i18n.languages import LANGUAGES

pages = Blueprint("articles", __name__)

ADDRESS = "/articles/<string(maxlength=60):text_id>"
GROUPS = (
    ("notice", N_("Now in the city")),
    ("article", N_("Advice")),
    ("policy", N_("Our rules and promises")),
)


@pages.get("/articles")
@who(Who.ANYONE)
def articles() -> Response:
    """All that the city has written for its people, by kind."""
    with reading() as session:
        found = queries.public(session, clock.now(), parts().today(), after=_after())
        shown = found[: queries.MOST - 1]
        told = cards(session, shown)
    kinds = [each.kind for each in shown]
    groups = [(words, [one for one, its in zip(told, kinds, strict=True) if its == kind]) for kind, words in GROUPS]
    more = shown[-1].publication_id if len(found) > len(shown) else None
    return page("articles.html", groups=groups, more=more, public=True)


def cards(session: Session, versions: Sequence[Version]) -> list[dict[str, Any]]:
    """Texts in a list: the address of each, its title and its first sentence."""
    words = queries.worded(session, versions, language().tag)
    found = []
    for version in versions:
        title, short = tell_card(*words[version.id], file_translator())
        found.append({"href": f"/articles/{version.publication_id}", "title": title, "text": short[0]})
    return found


@pages.get(ADDRESS)
@who(Who.ANYONE)
def article(text_id: str) -> Response:
    """One text: in three sentences first, then the whole."""
    version, told = _public(text_id)
    content = parts().content
    return page(
        "article.html",
        told=told,
        version=version,
        office=content.offices[told.office],
        offices=content.offices,
        services=[content.services[each] for each in told.services if each in content.services],
        has_file=large_print.available(),
        public=True,
    )


@pages.get(f"{ADDRESS}/print")
@who(Who.ANYONE)
def on_paper(text_id: str) -> Response:
    """The text in large letters, to print."""
    return page("article_print.html", **_printed(text_id))


@pages.get(f"{ADDRESS}/large-print.pdf")
@who(Who.ANYONE)
def as_file(text_id: str) -> Response:
    """The same as a PDF that a screen reader can read (PDF/UA-1), where this program can make it."""
    if not large_print.available():
        raise NotFound
    return large_print.answer("article_pdf.html", text_id, **_printed(text_id))


def _printed(text_id: str) -> dict[str, Any]:
    version, told = _public(text_id)
    offices = parts().content.offices
    return {"told": told, "version": version, "office": offices[told.office], "offices": offices}


def notices() -> list[dict[str, Any]]:
    """What everybody should know now, for the home page."""
    with reading() as session:
        found = queries.public(session, clock.now(), parts().today(), kinds=("notice",), limit=MOST_NOTICES)
        return cards(session, found)


MOST_NOTICES = 3


def _public(text_id: str) -> tuple[Version, Told]:
    with reading() as session:
        version = queries.public_one(session, text_id, clock.now(), parts().today())
        words = queries.worded(session, [version], language().tag)
    told = tell(*words[version.id], file_translator())
    if told.office not in parts().content.offices:  # it was closed since the text was written
        raise NotFound
    return version, told


def _after() -> str | None:
    return request.args.get("after", "")[:60] or None


def direction_of(tag: str) -> str:
    """The direction of a language, for a line that is in another one than its page."""
    return LANGUAGES[tag].direction
