"""The city's desk: what waits, finding one application, how it goes, and doing one thing to several."""

import uuid
from dataclasses import asdict
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from backend.api.applications.shown import card
from backend.api.area import Area, file_answer, page_of
from backend.api.desk_case_schemas import (
    BatchBody,
    BatchLookSchema,
    BatchSchema,
    ColleaguesSchema,
    DeskFoundSchema,
    DeskListSchema,
    ExportQuery,
    FiguresQuery,
    FiguresSchema,
    FindQuery,
    QueueQuery,
    SubmissionsSchema,
)
from backend.api.door import language, me, parts, reading, who, writing
from backend.core import clock
from backend.core.table_file import table_file
from backend.domain.access.rules import DECIDING, EXPORT
from backend.domain.applications.errors import IdTaken, WordsMissing, WordsTooLong
from backend.domain.applications.models import Application
from backend.domain.applications.rules import how_due
from backend.domain.catalogue.errors import NotFound
from backend.domain.desk import bulk, exports
from backend.domain.desk.bulk import DONE, Wish
from backend.domain.desk.errors import TooMany
from backend.domain.desk.figures import figures
from backend.domain.desk.models import Batch
from backend.domain.desk.queue import Wanted, find
from backend.domain.desk.queue import page as list_page
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from flows.service import Service

area = Area("Desk", __name__, "For caseworkers: what was sent to the offices they work for.")


def desk_card(found: Application, service: Service) -> dict[str, Any]:
    """An application in a list of the desk."""
    due = how_due(found.state, found.due_on, parts().today(), parts().content.work_days.closed)
    names = ("office", "assignee_id", "news_at", "proposed_outcome")
    return card(found, service) | {name: getattr(found, name) for name in names} | {"due": due}


@area.get("/desk/applications")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(QueueQuery, where="query")
@area.gives(200, DeskListSchema)
def queue(query: dict[str, Any]) -> dict[str, Any]:
    """What waits at the caller's offices, or what has ended. Drafts are nobody's business and not in it."""
    with reading() as session:
        found = list_page(session, _wanted(query), after=query["after"], limit=query["limit"] + 1)
        rows = [desk_card(each, parts().service_of(session, each)) for each in found]
    return page_of(rows, lambda row: row["number"], query["limit"])


def _wanted(query: dict[str, Any]) -> Wanted:
    return Wanted(
        query["view"],
        query["office"],
        query["service"],
        me().account_id if query["mine"] else None,
        query["unassigned"],
        parts().today() if query["late"] else None,
        me().offices,
    )


@area.get("/desk/applications.csv")
@who(Who.CASEWORKER, purpose=EXPORT)
@area.takes(QueueQuery, where="query")
@area.gives_file("text/csv", "A table, the names of its columns first (RFC 4180). `Link` leads to the next part")
def queue_as_table(query: dict[str, Any]) -> Response:
    """The list as a table file without anybody's answers. That it was taken is written down."""
    with writing() as session:
        part = exports.table(session, _wanted(query), me().account_id, clock.now(), after=query["after"])
    answer = file_answer(table_file(exports.COLUMNS, part.rows), "text/csv", f"applications-{parts().today()}.csv")
    if part.next is not None:
        answer.headers["Link"] = f'</api/v1/desk/applications.csv?view={query["view"]}&after={part.next}>; rel="next"'
    return answer


@area.get("/desk/submissions")
@who(Who.CASEWORKER, purpose=EXPORT)
@area.takes(ExportQuery, where="query")
@area.gives(200, SubmissionsSchema)
def submissions(query: dict[str, Any]) -> dict[str, Any]:
    """What people sent of one service, with all answers. That it was taken is written down. `limit` counts for nothing.

    Each document is of the schema that its `$schema` names: `GET /services/{id}/submission-schema`.
    """
    with writing() as session:
        part = exports.submissions(
            session,
            query["service"],
            me().offices,
            parts().schema_address,
            me().account_id,
            clock.now(),
            after=query["after"],
        )
    return {"items": part.rows, "next": part.next}


@area.get("/desk/applications/search")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(FindQuery, where="query")
@area.gives(200, DeskFoundSchema)
def find_applications(query: dict[str, Any]) -> dict[str, Any]:
    """The applications that somebody means by a reference, a telephone number or a name, newest first, 20 at most."""
    with reading() as session:
        found = find(session, query["q"], parts().content.city.region, me().offices)
        return {"items": [desk_card(each, parts().service_of(session, each)) for each in found]}


@area.get("/desk/figures")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(FiguresQuery, where="query")
@area.gives(200, FiguresSchema)
@area.may_fail(NotFound)
def how_it_goes(query: dict[str, Any]) -> dict[str, Any]:
    """How many in each state, how old what is open is, what is late."""
    offices = me().offices if query["office"] is None else {_own_office(query["office"])}
    with reading() as session:
        return asdict(figures(session, offices, parts().content.work_days, clock.now()))


def _own_office(office: str) -> str:
    if office not in parts().content.offices or (me().offices is not None and office not in (me().offices or ())):
        raise NotFound
    return office


@area.get("/desk/offices/<string(maxlength=60):office_id>/colleagues")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives(200, ColleaguesSchema)
@area.may_fail(NotFound)
def colleagues(office_id: str) -> dict[str, Any]:
    """Who works on the applications of an office, to hand one on to."""
    office = _own_office(office_id)
    with reading() as session:
        ids = identity.colleagues(session, office)
        names = identity.staff_named(session, ids)
    return {"items": [{"id": each, "name": names[each].name if each in names else None} for each in ids]}


@area.post("/desk/batch-looks")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(BatchBody)
@area.gives(200, BatchLookSchema)
@area.may_fail(TooMany, WordsMissing, WordsTooLong)
def look_at_batch(body: dict[str, Any]) -> dict[str, Any]:
    """What would become of each, before anything is done. It changes nothing."""
    with reading() as session:
        items = _look(session, body)
    return {
        "items": [
            {
                "id": each.application.public_id,
                "reference": each.application.reference,
                "result": each.objection.slug() if each.objection else DONE,
            }
            for each in items
        ]
    }


def _look(session: Session, body: dict[str, Any]) -> list[bulk.Item]:
    who_asks = (me().account_id, me().offices, parts().service_of)
    return bulk.look(session, _wish(body), body["applications"], *who_asks)


def _wish(body: dict[str, Any]) -> Wish:
    return Wish(body["action"], body["to"], body["words"], language().tag)


@area.put("/desk/batches/<uuid:batch_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.takes(BatchBody)
@area.gives(200, BatchSchema)
@area.may_fail(NotFound, TooMany, IdTaken, WordsMissing, WordsTooLong)
def do_batch(body: dict[str, Any], batch_id: uuid.UUID) -> Batch:
    """Do one thing to several applications, each by itself: one that cannot be done leaves the others done.

    assign takes `to`, ask takes `words`, approve may take some. Several are approved at once only where the service
    allows it. The same id again does nothing more, and answers the same.
    """
    with writing() as session:
        days = parts().content.work_days
        sent = (_wish(body), body["applications"], me().account_id, me().offices, parts().service_of, days, clock.now())
        return bulk.run(session, batch_id, *sent)


@area.get("/desk/batches/<uuid:batch_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives(200, BatchSchema)
@area.may_fail(NotFound)
def batch(batch_id: uuid.UUID) -> Batch:
    """What became of each in something that the caller did before."""
    with reading() as session:
        return bulk.batch_of(session, batch_id, me().account_id)
