"""Who saw my data: the list, one entry with a question about it, and the whole of it as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import orjson
from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.reading import HELPER, STAFF, SYSTEM
from backend.core.table_file import table_file
from backend.core.text import N_
from backend.domain.access import queries, questions
from backend.domain.access.errors import QuestionAsked, QuestionEmpty
from backend.domain.access.queries import Filter, Seen
from backend.domain.access.rules import KINDS, LONGEST_QUESTION
from backend.domain.access.texts import COLUMNS, Names, Told, as_row, tell
from backend.domain.access.texts import KINDS as KIND_WORDS
from backend.domain.identity.rules import Who
from backend.domain.mandates.queries import helpers_named
from backend.web.door import (
    after,
    file_translator,
    form_id,
    formats,
    go,
    me,
    page,
    parts,
    query,
    reading,
    say,
    translator,
    who,
    writing,
)
from backend.web.visits import office_of

pages = Blueprint("history", __name__, url_prefix="/history")

ICONS: Mapping[str, str] = {STAFF: "office", HELPER: "person", SYSTEM: "phone"}
PLACES = {"application": "/applications/{}", "appointment": "/appointments/{}", "call": "/call-me/{}"}
SPANS = {
    "": N_("At any time"),
    "7": N_("In the last week"),
    "30": N_("In the last month"),
    "365": N_("In the last year"),
}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a reader wants to see, as it stands in the address."""

    kind: str
    service: str
    days: str

    def filter(self, now: datetime) -> Filter:
        since = now - timedelta(days=int(self.days)) if self.days else None
        return Filter(self.kind or None, self.service or None, since)

    def address(self, **more: str) -> str:
        words = {"who": self.kind, "service": self.service, "days": self.days} | more
        return query(**{name: value for name, value in words.items() if value})


def _chosen() -> _Chosen:
    kind, days = request.args.get("who", ""), request.args.get("days", "")
    service = request.args.get("service", "")[:60]
    return _Chosen(kind if kind in KINDS else "", service, days if days in SPANS else "")


@pages.get("")
@who(Who.SIGNED_IN)
def history() -> Response:
    """Who read my data, newest first, all of it or what was chosen."""
    chosen, account = _chosen(), me().account_id
    with reading() as session:
        wanted = chosen.filter(clock.now())
        found = queries.of_person(session, account, wanted, after=after(), limit=queries.PAGE + 1)
        rows = _gathered(session, found[: queries.PAGE])
        services = queries.services_of(session, account)
    known = parts().content.services
    return page(
        "history.html",
        rows=rows,
        kinds=[{"id": each, "text": say(KIND_WORDS[each])} for each in KINDS],
        services=[{"id": each, "text": say(known[each].title)} for each in services if each in known],
        spans=[{"id": each, "text": say(words)} for each, words in SPANS.items()],
        chosen=chosen,
        more=found[queries.PAGE - 1].number if len(found) > queries.PAGE else None,
    )


def _gathered(session: Session, found: Sequence[Seen]) -> list[dict[str, Any]]:
    """Readings of the same by the same on one day, one after the other, as one row that says how often."""

    def same(each: Seen) -> tuple[object, ...]:
        return each.kind, each.reader_id, each.purpose, each.about, each.about_id, formats().local(each.at).date()

    together = [list(each) for _, each in groupby(found, same)]
    rows = in_words(session, [each[0] for each in together])
    asked = questions.of_person(session, me().account_id, [each.number for each in found])
    return [
        row | {"times": len(each), "asked": any(one.number in asked for one in each)}
        for row, each in zip(rows, together, strict=True)
    ]


@pages.get("/<int(max=2147483647):number>")
@who(Who.SIGNED_IN)
def entry(number: int) -> Response:
    """One reading: who it was, why, which of my answers, and what I asked about it."""
    return _entry_page(number)


def _entry_page(number: int, error: str | None = None, status: int = 200) -> Response:
    with reading() as session:
        row = in_words(session, [queries.one_of(session, me().account_id, number)])[0]
        asked = questions.about(session, me().account_id, number)
    return page(
        "history_entry.html",
        status,
        row=row,
        asked=asked,
        longest=LONGEST_QUESTION,
        id=form_id(),
        typed=request.form.get("text", "")[:LONGEST_QUESTION],
        error=error,
        done="asked" in request.args,
    )


@pages.post("/<int(max=2147483647):number>/question")
@who(Who.SIGNED_IN)
def ask(number: int) -> Response:
    """Ask why somebody read this; pressing twice asks once."""
    public_id, text = form_id(), request.form.get("text", "")
    try:
        with writing() as session:
            questions.ask(session, me().account_id, public_id, number, text, clock.now())
    except QuestionEmpty as error:
        return _entry_page(number, str(say(error.message)), error.status)
    except QuestionAsked:
        return go(f"/history/{number}")
    return go(f"/history/{number}?asked=1")


@pages.get("/download.<any(csv, json):ending>")
@who(Who.SIGNED_IN)
def download(ending: str) -> Response:
    """The history as a file, newest first: a table, or JSON. It holds what was chosen, up to its limit."""
    wanted, found = _chosen().filter(clock.now()), list[Seen]()
    with reading() as session:
        found = queries.of_person(session, me().account_id, wanted, limit=queries.MOST_EXPORTED)
        names = _names(session, found, file_translator().text)
        told = [as_row(each, tell(each, names)) for each in found]
    if ending == "csv":
        body: str | bytes = table_file(COLUMNS, ([_cell(row[name]) for name in COLUMNS] for row in told))
    else:
        body = orjson.dumps({"items": told}, option=orjson.OPT_INDENT_2)
    response = Response(body, mimetype="text/csv" if ending == "csv" else "application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="who-saw-my-data.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _cell(value: Any) -> Any:
    return ", ".join(each["label"] for each in value) if isinstance(value, list) else value


def in_words(session: Session, found: Sequence[Seen], *, at_desk: bool = False) -> list[dict[str, Any]]:
    """Readings as pages show them. At the desk nobody reads what people call their helpers."""
    names = _names(session, found, translator().text, at_desk=at_desk)
    return [_row(each, tell(each, names)) for each in found]


def _names(session: Session, found: Sequence[Seen], text: Any, *, at_desk: bool = False) -> Names:
    under = {each.mandate_id for each in found if each.mandate_id is not None}
    return Names(
        text=text,
        moment=formats().moment,
        office=lambda office: text(office_of(office).name),
        service=lambda service, version: parts().service_at(session, service, version),
        helpers=helpers_named(session, under, at_desk=at_desk),
    )


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
