"""An office's calendar for staff: closing a day, and how full the days are and how long people wait."""

from datetime import date
from typing import Any

from flask import Response

from backend.api.appointments.desk_schemas import CloseBody, ClosedSchema, UseQuery, UseSchema
from backend.api.appointments.shown import known_office
from backend.api.area import Area, file_answer
from backend.api.door import me, parts, reading, who, writing
from backend.core import clock
from backend.core.table_file import table_file
from backend.domain.access.rules import VISIT
from backend.domain.appointments import calendar, office_day
from backend.domain.appointments.errors import DayIsOver
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who

area = Area("Calendar of an office", __name__, "For caseworkers: closing a day, and how the days went.")


@area.put("/desk/offices/<string(maxlength=60):office_id>/closed-days/<date:day>")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(CloseBody)
@area.gives(200, ClosedSchema)
@area.may_fail(NotFound, DayIsOver)
def close_day(body: dict[str, Any], office_id: str, day: date) -> dict[str, Any]:
    """Close an office for a day: everybody who is booked there is moved to the next free time and told.

    They may choose another time. Those for whom there is none are cancelled, told and asked to call. The same again
    moves nobody twice and keeps the first `why`; `moved` and `cancelled` count only what that call did, so they are 0
    then.
    """
    office = known_office(office_id)
    with writing() as session:
        why = " ".join(body["why"].split())
        done = calendar.close_day(session, parts().diary, office, day, why, clock.now(), by=me().account_id)
        kept = office_day.why_closed(session, parts().diary, office, day)
    return {"office": office, "day": day, "why": kept, "moved": done.moved, "cancelled": done.cancelled}


@area.get("/desk/offices/<string(maxlength=60):office_id>/use")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(UseQuery, where="query")
@area.gives(200, UseSchema)
@area.may_fail(NotFound)
def use_of_office(query: dict[str, Any], office_id: str) -> dict[str, Any]:
    """How full the days of an office are, what became of the visits, and how long people waited."""
    return {"items": _use(office_id, query)}


@area.get("/desk/offices/<string(maxlength=60):office_id>/use.csv")
@who(Who.CASEWORKER, purpose=VISIT)
@area.takes(UseQuery, where="query")
@area.gives_file("text/csv", "A table, the names of its columns first (RFC 4180)")
@area.may_fail(NotFound)
def use_of_office_as_table(query: dict[str, Any], office_id: str) -> Response:
    """The same as a table file."""
    rows = ([getattr(each, name) for name in office_day.USE_COLUMNS] for each in _use(office_id, query))
    name = f"{office_id}-{query['since']}-{query['until']}.csv"
    return file_answer(table_file(office_day.USE_COLUMNS, rows), "text/csv", name)


def _use(office_id: str, query: dict[str, Any]) -> list[office_day.DayUse]:
    office = known_office(office_id)
    with reading() as session:
        return office_day.utilisation(session, office, query["since"], query["until"])
