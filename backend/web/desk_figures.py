"""How it goes at the desk, as bars with their table; and the files that one may take."""

from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.table_file import table_file
from backend.core.text import N_
from backend.domain.access.rules import DECIDING, EXPORT
from backend.domain.desk import exports
from backend.domain.desk.figures import figures
from backend.domain.desk.rules import MOST_IN_FILE
from backend.domain.identity.rules import Who
from backend.web.desk import my_offices, wanted_list
from backend.web.door import after, me, page, parts, query, reading, say, translator, who, writing

pages = Blueprint("desk_figures", __name__, url_prefix="/desk")

STATES = {
    "sent": N_("New"),
    "in_work": N_("In work"),
    "more_needed": N_("We wait for the person"),
    "appealed": N_("Appeal"),
    "approved": N_("We said yes"),
    "refused": N_("We said no"),
    "withdrawn": N_("Taken back"),
}
AGES = {
    "0-2": N_("Up to 2 days"),
    "3-5": N_("3 to 5 days"),
    "6-10": N_("6 to 10 days"),
    "11-20": N_("11 to 20 days"),
    "21": N_("21 days and more"),
}
KINDS = {"csv": N_("The list as a table file (CSV)"), "submissions": N_("What was sent, as JSON")}


@pages.get("/figures")
@who(Who.CASEWORKER, purpose=DECIDING)
def how_it_goes() -> Response:
    """How many in each state, how old what waits is, and what is late, at one office or at all of the reader's."""
    office = wanted_list().office
    offices = {office} if office else me().offices
    with reading() as session:
        found = figures(session, offices, parts().content.work_days, clock.now())
    return page(
        "desk_figures.html",
        offices=my_offices(),
        office=office,
        states=[{"label": say(words), "count": found.states[state]} for state, words in STATES.items()],
        ages=[{"label": say(words), "count": found.ages[age]} for age, words in AGES.items()],
        urgent=[
            {"label": say(N_("Late")), "count": found.late, "kind": "problem"},
            {"label": say(N_("Soon late")), "count": found.soon, "kind": "warning"},
            {"label": say(N_("Nobody works on it")), "count": found.unassigned},
        ],
    )


@pages.get("/files")
@who(Who.CASEWORKER, purpose=DECIDING)
def files() -> Response:
    """The files that one may take, and who took some."""
    with reading() as session:
        taken = [(each, name) for each, name in exports.taken(session, me().account_id)]
    return page(
        "desk_files.html",
        offices=my_offices(),
        services=[each for each in parts().content.services.values() if _decides(each.office)],
        views=[{"id": view, "text": say(words)} for view, words in VIEW_WORDS.items()],
        most=MOST_IN_FILE,
        taken=[_taken(each, name) for each, name in taken],
    )


VIEW_WORDS = {"open": N_("All that is open"), "to_do": N_("To do")} | STATES


def _decides(office: str) -> bool:
    return me().offices is None or office in (me().offices or ())


def _taken(found: Any, name: str | None) -> dict[str, Any]:
    return {"at": found.made_at, "who": name or translator().text("Somebody"), "what": say(KINDS[found.format])} | {
        "service": parts().content.services.get(found.wanted.get("service") or ""),
        "count": found.count,
    }


@pages.get("/applications.csv")
@who(Who.CASEWORKER, purpose=EXPORT)
def list_file() -> Response:
    """The list as a table file: at most so many rows, and where the next file begins."""
    wanted = wanted_list()
    with writing() as session:
        part = exports.table(session, wanted, me().account_id, clock.now(), after=after())
    response = Response(table_file(exports.COLUMNS, part.rows), mimetype="text/csv")
    return _as_file(response, f"applications-{parts().today()}.csv", part.next)


@pages.get("/submissions.json")
@who(Who.CASEWORKER, purpose=EXPORT)
def submissions_file() -> Response:
    """What people sent of one service, as documents of its published schema."""
    service = wanted_list().service or next(iter(parts().content.services))
    with writing() as session:
        part = exports.submissions(
            session, service, me().offices, parts().schema_address, me().account_id, clock.now(), after=after()
        )
    return _as_file(
        Response(part.as_json(), mimetype="application/json"), f"{service}-{parts().today()}.json", part.next
    )


def _as_file(response: Response, name: str, following: int | None) -> Response:
    """A file to keep; where more follows, the answer says where (RFC 8288)."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    if following is not None:
        kept = {key: value for key, value in request.args.items() if key != "after"}
        response.headers["Link"] = f'<{request.path}?{query(**kept, after=str(following))}>; rel="next"'
    return response
