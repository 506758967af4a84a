"""Who saw my data: the list, one entry, and the whole of it as a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from backend.core.reading import HELPER, STAFF, SYSTEM
from backend.domain.access import queries
from backend.domain.access.queries import Filter, Seen
from backend.domain.access.rules import KINDS
from backend.domain.access.texts import KINDS as KIND_WORDS
from backend.domain.access.texts import Names, Told, tell
from backend.domain.identity.rules import Who
from backend.domain.mandates.queries import helpers_named
from backend.web.door import after, formats, me, page, parts, reading, say, translator, who
from backend.web.visits import office_of

pages = Blueprint("history", __name__, url_prefix="/history")

ICONS: Mapping[str, str] = {STAFF: "office", HELPER: "person", SYSTEM: "phone"}
PLACES = {"application": "/applications/{}", "appointment": "/appointments/{}", "call": "/call-me/{}"}


@pages.get("")
@who(Who.SIGNED_IN)
def history() -> Response:
    """Who read my data, newest first, all of it or what was chosen."""
    kind = request.args.get("who")
    wanted = Filter(kind=kind if kind in KINDS else None)
    with reading() as session:
        found = queries.of_person(session, me().account_id, wanted, after=after(), limit=queries.PAGE + 1)
        rows = in_words(session, found[: queries.PAGE])
    return page(
        "history.html",
        rows=rows,
        kinds=[{"id": each, "text": say(KIND_WORDS[each])} for each in KINDS],
        kind=wanted.kind,
        more=rows[-1]["number"] if len(found) > queries.PAGE else None,
    )


@pages.get("/<int(max=2147483647):number>")
@who(Who.SIGNED_IN)
def entry(number: int) -> Response:
    """One reading: who it was, why, and which of my answers."""
    with reading() as session:
        row = in_words(session, [queries.one_of(session, me().account_id, number)])[0]
    return page("history_entry.html", row=row)


def in_words(session: Session, found: Sequence[Seen]) -> list[dict[str, Any]]:
    """Readings as pages show them."""
    names = Names(
        text=translator().text,
        moment=formats().moment,
        office=lambda office: translator().text(office_of(office).name),
        service=lambda service, version: parts().service_at(session, service, version),
        helpers=helpers_named(session, me().account_id, {each.mandate_id for each in found if each.mandate_id}),
    )
    return [_row(each, tell(each, names)) for each in found]


def _row(seen: Seen, told: Told) -> dict[str, Any]:
    place = PLACES.get(seen.about)
    return {
        "number": seen.number,
        "who": told.who,
        "when": formats().moment(seen.at),
        "icon": ICONS[seen.kind],
        "sentence": told.sentence,
        "fields": told.fields,
        "href": place.format(seen.about_id) if place else None,
    }
