"""The staff desk: what waits, one application to read, and the decision."""

import uuid
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.reference import tidy_reference
from backend.core.text import N_
from backend.domain.applications import actions, queries
from backend.domain.applications.errors import AlreadyDecided, ReasonMissing
from backend.domain.applications.rules import LONGEST_REASON, OUTCOMES
from backend.domain.appointments.models import Appointment
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.intake.queries import times_of
from backend.web.applications import answers_in_words, timeline
from backend.web.desk_appointments import day_page
from backend.web.door import after, go, me, page, parts, reading, say, telephone, translator, who, writing
from backend.web.questions import errors_of
from backend.web.visits import visit_of

pages = Blueprint("desk", __name__, url_prefix="/desk")
STATES = ("sent", *OUTCOMES)


@pages.get("")
@who(Who.CASEWORKER)
def queue() -> Response:
    """What waits for a decision, oldest first; or what was decided, newest first."""
    state = request.args.get("state", "sent")
    state = state if state in STATES else "sent"
    reference = tidy_reference(request.args.get("reference", ""))
    with reading() as session:
        if reference:
            named = queries.by_reference(session, reference)
            found = [named] if named else []
        else:
            found = list(queries.queue(session, state=state, after=after(), limit=queries.PAGE + 1))
        rows = [(each, parts().service_of(session, each)) for each in found[: queries.PAGE]]
    more = rows[-1][0].id if len(found) > queries.PAGE else None
    return page("desk_queue.html", rows=rows, state=state, reference=reference, more=more, today=parts().today())


@pages.get("/applications/<uuid:public_id>")
@who(Who.CASEWORKER)
def application(public_id: uuid.UUID) -> Response:
    """One application to read and decide."""
    return _page(public_id)


def _page(public_id: uuid.UUID, errors: list[dict[str, str]] | None = None, status: int = 200) -> Response:
    with reading() as session:
        found = queries.at_desk(session, public_id)
        service = parts().service_of(session, found)
        answers = queries.submitted(session, found)
        times = times_of(session, found, service, answers, clock.now())
        reason = queries.reason(session, found)
        phone = telephone(identity.phone_of(session, found.account_id))
    return page(
        "desk_application.html",
        status,
        application=found,
        service=service,
        rows=answers_in_words(service, answers),
        visits=[_visit(each.appointment) for each in times if each.appointment],
        phone=phone,
        reason=reason,
        timeline=timeline(found),
        typed=request.form.get("reason", "")[:LONGEST_REASON],
        errors=errors or [],
    )


def _visit(appointment: Appointment) -> dict[str, Any]:
    """An appointment that came of an application, as it stands now, with the office's day it is in."""
    visit, day = visit_of(appointment), day_page(appointment.office, appointment.day)
    lines = [visit.moment, say(visit.office.name), *([visit.staff] if visit.staff else []), visit.state_words]
    return {"label": visit.name, "value": lines, "href": day, "change": translator().text("See the day")}


@pages.post("/applications/<uuid:public_id>/decision")
@who(Who.CASEWORKER)
def decide(public_id: uuid.UUID) -> Response:
    """Decide and tell the citizen; pressing twice decides once."""
    outcome = request.form.get("outcome", "")
    if outcome not in OUTCOMES:
        return _page(public_id, [{"field": "reason", "text": say(N_("Please press yes or no."))}], 422)
    try:
        with writing() as session:
            found = queries.at_desk(session, public_id, lock=True)
            service = parts().service_of(session, found)
            reason = request.form.get("reason", "")
            actions.decide(session, found, service, outcome, reason, me().account_id, clock.now())
    except ReasonMissing as error:
        return _page(public_id, errors_of(error), 422)
    except AlreadyDecided as error:
        return _page(public_id, [{"field": "reason", "text": say(error.message)}], 409)
    return go(f"/desk/applications/{public_id}")
