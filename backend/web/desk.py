"""The staff desk: what waits, one application to read, and the decision."""

import uuid
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.access.rules import DECIDING
from backend.domain.applications import queries
from backend.domain.applications.attribution import given_by
from backend.domain.applications.deciding import decide
from backend.domain.applications.errors import ReasonMissing, WordsTooLong
from backend.domain.applications.events import Text, staff
from backend.domain.applications.rules import LONGEST_REASON, OPEN, OUTCOMES
from backend.domain.applications.story import story
from backend.domain.appointments.models import Appointment
from backend.domain.desk.queue import VIEWS, Wanted, find
from backend.domain.desk.queue import page as list_page
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.intake.queries import times_of
from backend.web.answers import answers_in_words
from backend.web.desk_appointments import day_page
from backend.web.door import (
    after,
    form_id,
    go,
    language,
    me,
    page,
    parts,
    reading,
    say,
    telephone,
    translator,
    who,
    writing,
)
from backend.web.file_question import by_question
from backend.web.helpers import signed_in_words, who_answered
from backend.web.questions import errors_of
from backend.web.stories import timeline
from backend.web.visits import visit_of

pages = Blueprint("desk", __name__, url_prefix="/desk")
LONGEST_SEARCH = 100


@pages.get("")
@who(Who.CASEWORKER, purpose=DECIDING)
def queue() -> Response:
    """What waits for a decision, oldest first; or what was decided, newest first."""
    view = request.args.get("view", "to_do")
    view = view if view in VIEWS else "to_do"
    typed = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    with reading() as session:
        if typed:
            found = list(find(session, typed, parts().content.city.region, me().offices))
        else:
            wanted = Wanted(view, offices=me().offices)
            found = list(list_page(session, wanted, after=after(), limit=queries.PAGE + 1))
        rows = [(each, parts().service_of(session, each)) for each in found[: queries.PAGE]]
    more = rows[-1][0].id if len(found) > queries.PAGE else None
    return page("desk_queue.html", rows=rows, view=view, typed=typed, more=more, today=parts().today())


@pages.get("/applications/<uuid:public_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
def application(public_id: uuid.UUID) -> Response:
    """One application to read and decide."""
    return _page(public_id)


def _page(public_id: uuid.UUID, errors: list[dict[str, str]] | None = None, status: int = 200) -> Response:
    with reading() as session:
        found = queries.at_desk(session, public_id, me().offices)
        service = parts().service_of(session, found)
        answers = queries.submitted(session, found)
        times = times_of(session, found, service, answers, clock.now())
        enclosed = by_question(session, found, answers, f"/desk/applications/{public_id}/files")
        reason = queries.reason(session, found)
        happened = story(session, found, internal=True)
        by = who_answered(given_by(session, found), at_desk=True)
        phone = telephone(identity.phone_of(session, found.account_id))
        contact = identity.contact_of(session, found.account_id)
        on_paper = signed_in_words(session, found)
    return page(
        "desk_application.html",
        status,
        application=found,
        service=service,
        rows=answers_in_words(service, answers, by=by, enclosed=enclosed),
        visits=[_visit(each.appointment) for each in times if each.appointment],
        phone=phone,
        contact=contact,
        on_paper=on_paper,
        reason=reason,
        timeline=timeline(happened, at_desk=True),
        open=found.state in OPEN,
        typed=request.form.get("reason", "")[:LONGEST_REASON],
        words_id=form_id(),
        errors=errors or [],
    )


def _visit(appointment: Appointment) -> dict[str, Any]:
    """An appointment that came of an application, as it stands now, with the office's day it is in."""
    visit, day = visit_of(appointment), day_page(appointment.office, appointment.day)
    lines = [visit.moment, say(visit.office.name), *([visit.staff] if visit.staff else []), visit.state_words]
    return {"label": visit.name, "value": lines, "href": day, "change": translator().text(N_("See the day"))}


@pages.post("/applications/<uuid:public_id>/decision")
@who(Who.CASEWORKER, purpose=DECIDING)
def decision(public_id: uuid.UUID) -> Response:
    """Decide and tell the citizen; pressing twice decides once."""
    outcome = request.form.get("outcome", "")
    if outcome not in OUTCOMES:
        return _page(public_id, [{"field": "reason", "text": say(N_("Please press yes or no."))}], 422)
    try:
        with writing() as session:
            found = queries.at_desk(session, public_id, me().offices, lock=True)
            service = parts().service_of(session, found)
            reason = Text(form_id(), request.form.get("reason", ""), language().tag)
            decide(session, found, service, outcome, reason, staff(me().account_id), clock.now())
    except ReasonMissing as error:
        return _page(public_id, errors_of(error), 422)
    except WordsTooLong as error:
        return _page(public_id, errors_of(error), 422)
    except DomainError as error:
        if error.status != HTTPStatus.CONFLICT:
            raise
        return _page(public_id, [{"field": "reason", "text": say(error.message)}], 409)
    return go(f"/desk/applications/{public_id}")
