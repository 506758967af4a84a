"""An office's calendar for staff: closing a day, how full the days are, and both as table files."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, request
from markupsafe import Markup

from backend.core import clock
from backend.core.table_file import table_file
from backend.core.text import N_
from backend.domain.access.rules import VISIT
from backend.domain.appointments import calendar, office_day
from backend.domain.appointments.errors import DayIsOver
from backend.domain.appointments.office_day import USE_COLUMNS, DayUse
from backend.domain.appointments.rules import AHEAD, LONGEST_USE, LONGEST_WHY
from backend.domain.identity.rules import Who
from backend.web.appointment_search import day_of, one_line
from backend.web.desk_appointments import chosen_office, day_page, offices_that_book, row_of
from backend.web.door import formats, go, me, page, parts, reading, say, who, writing
from backend.web.visits import minutes_in_words, today_at

pages = Blueprint("desk_calendar", __name__, url_prefix="/desk/appointments")

BACK, AHEAD_DAYS = timedelta(days=7), timedelta(days=7)


def _office_and_day(sent: Any) -> tuple[Any, date]:
    office = chosen_office(sent.get("office"))
    return office, day_of(sent.get("day", "")) or today_at(office.id)


@pages.get("/close")
@who(Who.CASEWORKER, purpose=VISIT)
def ask_to_close() -> Response:
    """Ask once more before a day is closed: everybody is moved and told, and that cannot be undone."""
    return _close_page(request.args, "", None)


def _close_page(sent: Any, typed: str, error: Markup | None) -> Response:
    office, day = _office_and_day(sent)
    with reading() as session:
        rows = office_day.day_view(session, office.id, day)
        closed = office_day.why_closed(session, parts().diary, office.id, day)
    return page(
        "desk_appointments_close.html",
        422 if error else 200,
        office=office,
        day=day,
        count=sum(each.appointment.state in AHEAD for each in rows),
        closed=closed,
        day_page=day_page(office.id, day),
        typed=typed,
        longest=LONGEST_WHY,
        errors=[{"field_id": "why", "text": error}] if error else [],
    )


@pages.post("/close")
@who(Who.CASEWORKER, purpose=VISIT)
def close() -> Response:
    """Close a day: everybody is moved to the next free time and told, with a way to choose another."""
    office, day = _office_and_day(request.form)
    why = one_line(request.form.get("why", ""), LONGEST_WHY)
    if not why:
        return _close_page(request.form, why, say(N_("Please write why, in plain words. The people read it.")))
    try:
        with writing() as session:
            done = calendar.close_day(session, parts().diary, office.id, day, why, clock.now(), by=me().account_id)
    except DayIsOver as error:
        return _close_page(request.form, why, say(error.message))
    return go(day_page(office.id, day, moved=str(done.moved), dropped=str(done.cancelled)))


@pages.get("/use")
@who(Who.CASEWORKER, purpose=VISIT)
def use() -> Response:
    """How full the days are, and how long people wait: bars and a table."""
    office, since, until = _span()
    with reading() as session:
        found = office_day.utilisation(session, office.id, since, until)
    rows = [_use_row(each) for each in found]
    return page(
        "desk_appointments_use.html",
        offices=offices_that_book(),
        office=office,
        since=since,
        until=until,
        rows=rows,
        longest=max((each["wait"] or 0 for each in rows), default=0),
    )


def _span() -> tuple[Any, date, date]:
    """The office and the days to look at: at most a year, last week and the next unless told."""
    office = chosen_office(request.args.get("office"))
    today = today_at(office.id)
    since = day_of(request.args.get("since", "")) or today - BACK
    until = day_of(request.args.get("until", "")) or today + AHEAD_DAYS
    since, until = min(since, until), max(since, until)
    return office, since, min(until, since + LONGEST_USE)


def _use_row(found: DayUse) -> dict[str, Any]:
    return {
        "day": formats().day(found.day),
        "booked": found.booked,
        "places": found.places,
        "wait": found.wait_minutes,
        "wait_words": minutes_in_words(found.wait_minutes or 0),
        "served": found.served,
        "missed": found.missed,
        "cancelled": found.cancelled,
    }


@pages.get("/use.csv")
@who(Who.CASEWORKER, purpose=VISIT)
def use_file() -> Response:
    """The same as a table file."""
    office, since, until = _span()
    with reading() as session:
        found = office_day.utilisation(session, office.id, since, until)
    rows = ([getattr(each, name) for name in USE_COLUMNS] for each in found)
    return _table_file(f"{office.id}-{since}-{until}.csv", USE_COLUMNS, rows)


@pages.get("/use.json")
@who(Who.CASEWORKER, purpose=VISIT)
def use_for_programs() -> Response:
    """The same for another program."""
    office, since, until = _span()
    with reading() as session:
        found = office_day.utilisation(session, office.id, since, until)
    said = {"office": office.id, "since": since, "until": until, "items": [asdict(each) for each in found]}
    return _file(f"{office.id}-{since}-{until}.json", orjson.dumps(said), "application/json")


@pages.get("/day.json")
@who(Who.CASEWORKER, purpose=VISIT)
def day_for_programs() -> Response:
    """A day for another program, without telephone numbers and notes."""
    office, day = _office_and_day(request.args)
    with reading() as session:
        items = [office_day.for_programs(each) for each in office_day.day_view(session, office.id, day)]
    said = {"office": office.id, "day": day, "items": items}
    return _file(f"{office.id}-{day}.json", orjson.dumps(said), "application/json")


@pages.get("/day.csv")
@who(Who.CASEWORKER, purpose=VISIT)
def day_file() -> Response:
    """A day as a table file, without telephone numbers and notes: it is for planning, and files travel."""
    office, day = _office_and_day(request.args)
    with reading() as session:
        found = office_day.day_view(session, office.id, day)
    zone = parts().content.zone_of(office.id).key
    columns = ("time", "kind", "with", "needs", "reference", "number", "state")
    rows = (
        [
            formats().local(each.appointment.starts_at, zone).strftime("%H:%M"),
            row_of(each)["visit"].name.striptags(),
            each.appointment.staff,
            row_of(each)["needs"].striptags(),
            each.appointment.reference,
            each.appointment.ticket or "",
            row_of(each)["visit"].state_words,
        ]
        for each in found
    )
    return _table_file(f"{office.id}-{day}.csv", columns, rows)


def _table_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    return _file(name, table_file(columns, rows), "text/csv")


def _file(name: str, content: str | bytes, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
