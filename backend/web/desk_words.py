"""The desk's tools for those who write and translate: plain words, and how far the languages are."""

from itertools import pairwise
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.text import N_
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.plain_words import LONGEST_TEXT, Look, TextNotTaken, look_at
from backend.domain.identity.rules import Who
from backend.domain.publications import queries as texts_of_desk
from backend.domain.publications import translations
from backend.web.desk_articles import tongue_of
from backend.web.door import after, json_answer, language, me, page, parts, reading, translator, who
from backend.web.questions import errors_of
from i18n.languages import LANGUAGES, SOURCE
from i18n.plain.gate import Complaint
from i18n.status import STATES, counts, texts

pages = Blueprint("desk_words", __name__, url_prefix="/desk")
PAGE = 50
OF_WORDS = ("word", "officialese")
SHOWN = 80
"""Letters of a place that are told beside a complaint."""


@pages.get("/plain-words")
@who(Who.STAFF)
def plain_words() -> Response:
    """An empty place for a text."""
    return _page("", language().tag)


@pages.post("/plain-words")
@who(Who.STAFF)
def look() -> Response:
    """The text with what is hard in it marked. Nothing of it is kept."""
    text, tag = request.form.get("text", ""), request.form.get("language", "")
    text = text.replace("\r\n", "\n")
    try:
        found = look_at(text, tag, parts().content.city.languages, parts().plain_lists)
    except TextNotTaken as error:
        return _page(
            text[:LONGEST_TEXT],
            tag,
            errors=[each | {"field_id": each["field"]} for each in errors_of(error)],
            status=422,
        )
    return _page(text, tag, found)


@pages.post("/plain-words/complaints")
@who(Who.STAFF)
def complaints() -> Response:
    """The same in a few words, for the place below a text that is being written."""
    text, tag = request.form.get("text", ""), request.form.get("language", "")
    try:
        found = look_at(text, tag, parts().content.city.languages, parts().plain_lists)
    except TextNotTaken as error:
        return json_answer({"summary": "", "complaints": [str(each["text"]) for each in errors_of(error)]}, 422)
    said = [f"{each['place']} {each['text']}".strip() for each in _in_words(text, found)]
    return json_answer({"summary": _summary(found), "complaints": said})


def _page(text: str, tag: str, found: Look | None = None, status: int = 200, **words: Any) -> Response:
    spoken = parts().languages
    return page(
        "desk_plain_words.html",
        status,
        text=text,
        written_in=next((each for each in spoken if each.tag == tag), None),
        found=found,
        summary=_summary(found) if found else "",
        rows=_in_words(text, found) if found else [],
        pieces=_marked(text, found.complaints) if found else [],
        most=LONGEST_TEXT,
        language_options=[{"id": each.tag, "text": each.own_name, "lang": each.tag} for each in spoken],
        **{"errors": [], **words},
    )


def _summary(found: Look) -> str:
    count = len(found.complaints) + found.more
    if not count:
        return translator().text(N_("This is plain. We found nothing to change."))
    return translator().plural("%(n)d thing to look at", "%(n)d things to look at", count)


def _in_words(text: str, found: Look) -> list[dict[str, Any]]:
    """The complaints in the reader's language; a place is told where it is not the whole text and not told already."""
    _ = translator().text
    rows = []
    for number, each in enumerate(found.complaints, start=1):
        told = each.rule not in OF_WORDS and (each.start, each.end) != (0, len(text))
        place = " ".join(text[each.start : each.end].split())
        short = place if len(place) <= SHOWN else f"{place[:SHOWN]}…"
        said = [_(each.message, **each.values)]
        if each.swaps:
            said.append(_("Say: %(swaps)s.", swaps=", ".join(each.swaps)))
        rows.append({"number": number, "place": short if told else "", "text": " ".join(said)})
    return rows


def _marked(text: str, found: tuple[Complaint, ...]) -> list[dict[str, Any]]:
    """The text in pieces, each with the kind of its complaint, if it has one, and the numbers of what ends there."""
    parted = [(number, each) for number, each in enumerate(found, start=1) if (each.start, each.end) != (0, len(text))]
    cuts = sorted({0, len(text), *(each.start for _, each in parted), *(each.end for _, each in parted)})
    pieces = []
    for start, end in pairwise(cuts):
        over = [(number, each) for number, each in parted if each.start <= start and end <= each.end]
        kind = "word" if any(each.rule in OF_WORDS for _, each in over) else "sentence" if over else ""
        ended = [number for number, each in over if each.end == end]
        pieces.append({"text": text[start:end], "kind": kind, "numbers": ended})
    return pieces


@pages.get("/languages")
@who(Who.STAFF)
def languages() -> Response:
    """How far each language is, for the product's texts, for the city's, and for those of the publishers' desk."""
    spoken = parts().content.city.languages
    with reading() as session:
        found = texts_of_desk.at_desk_and_public(session, clock.now(), parts().today(), after=after(), limit=PAGE + 1)
        lacking = translations.lacking(session, found[:PAGE], spoken)
    return page(
        "desk_languages.html",
        rows=counts(parts().catalogue_folders, spoken),
        lacking=[
            {
                "version": version,
                "title": texts_of_desk.document_of(version).title,
                "tongues": map(tongue_of, standings),
            }
            for version, standings in lacking
        ],
        more=found[PAGE - 1].id if len(found) > PAGE else None,
        publishes="publisher" in me().roles,
    )


@pages.get("/languages/<tag>")
@who(Who.STAFF)
def one_language(tag: str) -> Response:
    """The texts of one language in one state, and where each is used."""
    known = LANGUAGES.get(tag)
    if known is None or known == SOURCE:
        raise NotFound
    state = request.args.get("state", "missing")
    state = state if state in STATES else "missing"
    folders, start = parts().catalogue_folders, after() or 0
    asked = request.args.get("domain", "")
    domain = asked if asked in folders else next(iter(folders))
    wanted = [each for each in texts(known, domain, folders[domain]) if each.state == state and each.number > start]
    return page(
        "desk_language.html",
        of=known,
        state=state,
        domain=domain,
        rows=wanted[:PAGE],
        more=wanted[PAGE - 1].number if len(wanted) > PAGE else None,
    )
