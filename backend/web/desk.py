"""The staff desk: the queues of offices, with filters, and finding one application."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from backend.core.text import N_
from backend.domain.access.rules import DECIDING
from backend.domain.applications.models import Application
from backend.domain.applications.queries import PAGE
from backend.domain.applications.rules import OPEN, how_due
from backend.domain.catalogue.city import Office
from backend.domain.desk.queue import TO_DO, VIEWS, Wanted, find
from backend.domain.desk.queue import page as list_page
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.web.door import after, me, page, parts, query, reading, say, who
from flows.service import Service

pages = Blueprint("desk", __name__, url_prefix="/desk")

LONGEST_SEARCH = 100
TABS = (
    (TO_DO, N_("To do")),
    ("more_needed", N_("We asked")),
    ("second", N_("Second look")),
    ("approved", N_("Said yes")),
    ("refused", N_("Said no")),
    ("withdrawn", N_("Taken back")),
)
DUE = {"late": (N_("late"), "problem"), "soon": (N_("soon late"), "warning")}


@pages.get("")
@who(Who.CASEWORKER, purpose=DECIDING)
def queue() -> Response:
    """What waits for the city, oldest first; or what has ended, newest first; or what somebody looks for."""
    typed = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    wanted = wanted_list()
    with reading() as session:
        if typed:
            found = list(find(session, typed, parts().content.city.region, me().offices))
        else:
            found = list(list_page(session, wanted, after=after(), limit=PAGE + 1))
        services = [parts().service_of(session, each) for each in found[:PAGE]]
        names = identity.staff_named(session, {each.assignee_id for each in found if each.assignee_id is not None})
    rows = [row_of(each, service, names) for each, service in zip(found, services, strict=False)]
    more = found[PAGE - 1].id if len(found) > PAGE and not typed else None
    return page(
        "desk_queue.html",
        rows=rows,
        wanted=wanted,
        typed=typed,
        tabs=[] if typed else [_tab(wanted, view, words) for view, words in TABS],
        offices=my_offices(),
        services=_services(wanted),
        filtered=bool(filters_of(wanted)),
        address=address_of,
        more=address_of(wanted, after=str(more)) if more else None,
        reply_to=address_of(wanted),
        not_at_work=me().offices is not None and not me().offices,
    )


def wanted_list() -> Wanted:
    """What the address asks for; what cannot be is passed over."""
    sent = request.values
    view = sent.get("view", TO_DO)
    offices = {each.id for each in my_offices()}
    return Wanted(
        view=view if view in VIEWS else TO_DO,
        office=sent["office"] if sent.get("office") in offices else None,
        service=sent["service"] if sent.get("service") in parts().content.services else None,
        mine=me().account_id if "mine" in sent else None,
        unassigned="unassigned" in sent and "mine" not in sent,
        late_on=parts().today() if "late" in sent else None,
        offices=me().offices,
    )


def filters_of(wanted: Wanted) -> dict[str, str]:
    """The filters of a list as an address says them; the view is none of them."""
    said = {"office": wanted.office, "service": wanted.service}
    flags = {"mine": wanted.mine, "unassigned": wanted.unassigned, "late": wanted.late_on}
    return {name: value for name, value in said.items() if value} | {name: "1" for name, on in flags.items() if on}


def address_of(wanted: Wanted, **more: str) -> str:
    """The address of a list."""
    said = ({"view": wanted.view} if wanted.view != TO_DO else {}) | filters_of(wanted) | more
    return f"/desk?{query(**said)}" if said else "/desk"


def _tab(wanted: Wanted, view: str, words: str) -> dict[str, Any]:
    return {"href": address_of(replace(wanted, view=view)), "text": say(words), "current": view == wanted.view}


def my_offices() -> list[Office]:
    """The offices whose applications the reader works on."""
    allowed = me().offices
    deciding = {each.office for each in parts().content.services.values()}
    deciding |= {each.appeal.office for each in parts().content.services.values() if each.appeal}
    return [
        each
        for each in parts().content.offices.values()
        if (each.id in deciding if allowed is None else each.id in allowed)
    ]


def _services(wanted: Wanted) -> list[Service]:
    """The services that the reader's offices decide, or the office that is looked at."""
    here = {wanted.office} if wanted.office else {each.id for each in my_offices()}
    return [
        each
        for each in parts().content.services.values()
        if each.office in here or (each.appeal and each.appeal.office in here)
    ]


def row_of(application: Application, service: Service, names: dict[int, Any]) -> dict[str, Any]:
    """An application in a list."""
    member = names.get(application.assignee_id or 0)
    return {
        "application": application,
        "service": service,
        "due": due_in_words(application),
        "assignee": member.name if member else None,
        "mine": application.assignee_id == me().account_id,
        "open": application.state in OPEN,
    }


def due_in_words(application: Application) -> tuple[str, str] | None:
    """Whether a decision is late or soon will be, with the colour beside the words; None if it is neither."""
    due = how_due(application.state, application.due_on, parts().today(), parts().content.work_days.closed)
    return DUE.get(due)
