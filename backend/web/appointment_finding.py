"""Finding a time: for a new appointment, and for another time of one that is booked."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from backend.core import clock
from backend.domain.appointments import queries
from backend.domain.appointments.errors import TooLateToChange
from backend.domain.catalogue.bookables import Bookable
from backend.domain.catalogue.city import Office
from backend.domain.catalogue.places import by_distance, place_of
from backend.domain.identity.rules import Who
from backend.domain.mandates.rules import APPOINTMENTS
from backend.web.appointment_search import (
    Search,
    day_of,
    in_words,
    look,
    on_both,
    on_top,
    shown,
    slot_number,
    too_late,
)
from backend.web.door import caller, formats, go, page, parts, reading, say, translator, who
from backend.web.visits import day_at, days_of, moment_at, office_of, place_in_words, today_at

pages = Blueprint("appointment_finding", __name__, url_prefix="/appointments")
pages.register_error_handler(TooLateToChange, too_late)

DAYS_SHOWN = 14


@pages.get("/new")
@who(Who.ANYONE, mandate=APPOINTMENTS)
def kinds() -> Response:
    """What an appointment can be for."""
    return page("appointment_kinds.html", kinds=parts().content.bookables.kinds.values())


@on_both(pages, "")
def ways(search: Search) -> Response:
    """What it is, and how to look for a time. A message about a sooner time leads here with its `slot`."""
    now = clock.now()
    if "slot" in request.args:
        return go(on_top(search, slot_number(request.args["slot"])))
    with reading() as session:
        first = queries.soonest(session, search.kind.id, now, limit=1, in_a_row=search.in_a_row)
        people = queries.staff_of(session, search.kind.id, now)
    return shown(
        search,
        "appointment_ways.html",
        first=moment_at(first[0].office, first[0].starts_at) if first else None,
        people=people,
        only_office=search.kind.offices[0] if len(search.kind.offices) == 1 else None,
    )


@on_both(pages, "/offices")
def offices(search: Search) -> Response:
    """The places to choose from, each with its address and its first free day; the nearest first, if one says where."""
    now, here = clock.now(), place_of(request.args.get("near", ""))
    known = [office_of(each) for each in search.kind.offices]
    ordered = by_distance(known, here) if here else [(each, None) for each in known]
    with reading() as session:
        rows = [
            {
                "office": each,
                "first": _first_day(session, search.kind, now, offices=[each.id]),
                "hours": _open_today(each),
                "away": formats().distance(away, parts().content.city.region) if away is not None else None,
            }
            for each, away in ordered
        ]
    found = any(each["away"] for each in rows)
    return shown(search, "appointment_offices.html", offices=rows, found=found, locatable=any(e.place for e in known))


def _open_today(office: Office) -> str:
    _, day = translator().text, formats()
    hours = [
        _("%(opens)s to %(closes)s", opens=day.time(each.opens), closes=day.time(each.closes))
        for each in office.open_on(today_at(office.id))
    ]
    return _("Open today: %(hours)s", hours=day.and_list(hours)) if hours else _("Closed today")


def _first_day(session: Session, kind: Bookable, now: datetime, **narrowed: Any) -> str | None:
    found = queries.soonest(session, kind.id, now, limit=1, **narrowed)
    return formats().day(day_at(found[0].office, found[0].starts_at)) if found else None


@on_both(pages, "/people")
def people(search: Search) -> Response:
    """The people to choose from, each with their places and first free day."""
    now = clock.now()
    schedules = parts().content.bookables.schedules
    rows = []
    with reading() as session:
        for name in queries.staff_of(session, search.kind.id, now):
            at = dict.fromkeys(each.office for each in schedules if each.staff == name and each.kind == search.kind.id)
            rows.append(
                {
                    "name": name,
                    "query": urlencode({"staff": name}),
                    "places": formats().and_list([say(office_of(each).name) for each in at]),
                    "first": _first_day(session, search.kind, now, staff=name),
                }
            )
    return shown(search, "appointment_people.html", people=rows)


@on_both(pages, "/days")
def days(search: Search) -> Response:
    """The days on which one place has room, from a `day` on."""
    office, begin = search.wish.office or search.kind.offices[0], day_of(request.args.get("day", ""))
    with reading() as session:
        found = queries.days_with_space(session, search.kind.id, office, clock.now())
    free = [each.day for each in found if begin is None or each.day >= begin]

    def address(where: str, day: date) -> str:
        return f"{search.base}/{where}?{urlencode({'office': office, 'day': day.isoformat()})}"

    return shown(
        search,
        "appointment_days.html",
        days=[{"text": formats().day(day), "href": address("times", day)} for day in free[:DAYS_SHOWN]],
        place=place_in_words(search.kind.id, office),
        back=f"{search.base}/times?{urlencode({'office': office})}",
        later=address("days", free[DAYS_SHOWN]) if len(free) > DAYS_SHOWN else None,
    )


@on_both(pages, "/times")
def times(search: Search) -> Response:
    """A short list of free times; one press keeps a time for a while."""
    wish = search.wish
    with reading() as session:
        first, more = look(session, search.kind.id, wish, clock.now(), search.in_a_row)
    office = wish.office or (search.kind.offices[0] if len(search.kind.offices) == 1 else None)
    return shown(
        search,
        "appointment_times.html",
        days=days_of(first),
        looking=in_words(wish),
        action=f"{search.base}/hold?{wish.address()}",
        later=f"{search.base}/times?{wish.address(after=first[-1].starts_at)}" if more else None,
        other_days=f"{search.base}/days?{urlencode({'office': office})}" if office else None,
        signed_in="signed_in" in request.args and caller() is not None,
    )
