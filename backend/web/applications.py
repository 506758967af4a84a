"""Answering, checking, sending, and seeing what became of it."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.applications import queries
from backend.domain.applications.attribution import given_by
from backend.domain.applications.errors import (
    AnswerNotTaken,
    NotComplete,
    NotForYou,
    NotOffered,
)
from backend.domain.applications.models import Application
from backend.domain.applications.rules import kept_until
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.queries import Time, times_of
from backend.domain.intake.versions import hold_to_offered, is_left, is_told
from backend.domain.mandates.rules import SEND, SERVICES, may_use
from backend.web.answers import answers_in_words
from backend.web.door import after, formats, go, me, page, parts, reading, who, writing
from backend.web.drafts import opened, stand
from backend.web.file_question import by_question
from backend.web.helpers import signed_in_words, who_answered
from backend.web.known import with_sources
from backend.web.phone_questions import nothing_asked, phone_state
from backend.web.question_pages import question_page
from backend.web.questions import errors_of
from backend.web.stories import state_of, timeline, written
from backend.web.versions import before_going_on, left_page
from backend.web.visits import Visit, clock_time, visit_of
from flows.journey import Journey
from flows.service import Service

pages = Blueprint("applications", __name__)
JUST_DONE = ("sent", "answered", "appealed", "withdrawn")
"""What a person has done on the page before, as the address says it."""


@pages.get("/applications")
@who(Who.SIGNED_IN, mandate=SERVICES)
def mine() -> Response:
    """Everything a person began or sent, newest first."""
    by, services = me(), parts().content.services
    helping = by.helper
    covered = [each for each in services.values() if helping is None or may_use(helping.scope, each.id)]
    only = None if helping is None else [each.id for each in covered]
    with reading() as session:
        found = queries.of_account(session, by.account_id, only, after=after(), limit=queries.PAGE + 1)
        rows = [(each, parts().service_of(session, each)) for each in found[: queries.PAGE]]
    more = rows[-1][0].id if len(found) > queries.PAGE else None
    return page(
        "applications.html",
        applications=rows,
        more=more,
        discarded="discarded" in request.args,
        covered=covered,
        left={each.id for each, _ in rows if is_left(each, services)},
        onward=nothing_asked(),
    )


@pages.get("/applications/<uuid:public_id>")
@who(Who.SIGNED_IN, mandate=SERVICES)
def application(public_id: uuid.UUID) -> Response:
    """What became of an application; a draft goes on where it stopped."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        service = parts().service_of(session, found)
        if found.state == "draft":
            return _draft(found, service)
        answers = queries.submitted(session, found)
        visits = visits_of(times_of(session, found, service, answers, clock.now()))
        state = state_of(session, found, service)
        enclosed = by_question(session, found, answers, f"/applications/{public_id}/files")
        by = with_sources(session, found, answers, who_answered(given_by(session, found)))
        on_paper = signed_in_words(session, found)
    return page(
        "application.html",
        application=found,
        service=service,
        rows=answers_in_words(service, answers, by=by, enclosed=enclosed),
        visits=visits,
        state=state,
        reason=written(state.reason, state, found, at_desk=False) if state.reason else None,
        timeline=timeline(state.timeline),
        on_paper=on_paper,
        kept_until=_kept_until(found, service),
        just=next((each for each in JUST_DONE if each in request.args), None),
    )


def _draft(found: Application, service: Service) -> Response:
    """Whoever comes back to a draft hears first if its service has changed, or is not offered any more."""
    if is_left(found, parts().content.services):
        return left_page(found, service)
    return before_going_on(found.public_id) or go(f"/applications/{found.public_id}/next")


def _kept_until(found: Application, service: Service) -> str | None:
    if found.decided_at is None:
        return None
    return formats().date(formats().local(kept_until(found.decided_at, parts().keep_months(service))).date())


def visits_of(times: Sequence[Time]) -> list[Visit]:
    """The appointments that came of an application, as they stand now: their person may have changed them since."""
    return [visit_of(each.appointment) for each in times if each.appointment]


@pages.get("/applications/<uuid:public_id>/next")
@who(Who.SIGNED_IN, mandate=SERVICES)
def go_on(public_id: uuid.UUID) -> Response:
    """Go to where this application stands, on whatever device it was left."""
    found, _, walked, _ = opened(public_id)
    if is_left(found, parts().content.services):
        return go(f"/applications/{public_id}")
    return go(stand(public_id, walked))


@pages.get("/applications/<uuid:public_id>/check")
@who(Who.SIGNED_IN, mandate=SERVICES)
def check(public_id: uuid.UUID) -> Response:
    """All answers once more before sending, each with a way to change it."""
    found, service, walked, _ = opened(public_id)
    if found.state == "more_needed":
        return go(f"/applications/{public_id}/more")
    if found.state != "draft" or is_left(found, parts().content.services):
        return go(f"/applications/{public_id}")
    if not walked.complete:
        return go(stand(public_id, walked))
    return _check_page(found, service, walked)


def _check_page(
    found: Application, service: Service, walked: Journey, errors: list[dict[str, str]] | None = None
) -> Response:
    change = f"/applications/{found.public_id}/questions/{{}}?check=1"
    answers = dict(walked.answers)
    with reading() as session:
        times = times_of(session, found, service, answers, clock.now())
        by = with_sources(session, found, answers, who_answered(given_by(session, found)))
        enclosed = by_question(session, found, answers, f"/applications/{found.public_id}/files")
    return page(
        "check.html",
        422 if errors else 200,
        application=found,
        service=service,
        rows=answers_in_words(service, answers, change, by, enclosed),
        times=[clock_time(each.kept_until) if each.kept_until else None for each in times],
        errors=errors or [],
        changed=is_told(found, parts().versions),
        onward=phone_state(found, service, walked, {}),
        back=f"/applications/{found.public_id}/questions/{walked.pages[-1].id}",
    )


@pages.post("/applications/<uuid:public_id>/send")
@who(Who.SIGNED_IN, mandate=SEND)
def send(public_id: uuid.UUID) -> Response:
    """Send once; pressing twice shows the same page."""
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            hold_to_offered(found, parts().content.services)
            service = parts().service_of(session, found)
            intake.send(session, parts().diary, found, service, parts().context(), clock.now())
    except (NotComplete, NotForYou, NotOffered):
        return go(f"/applications/{public_id}/next")
    except AnswerNotTaken as error:
        return _not_sent(public_id, error)
    return go(f"/applications/{public_id}?sent=1")


def _not_sent(public_id: uuid.UUID, error: AnswerNotTaken) -> Response:
    """What is wrong with an answer, over all answers; a time that is gone is chosen anew at once."""
    draft = opened(public_id)
    found, service, walked, _ = draft
    asked, errors = next(each for each in walked.pages if each.id == error.values["question"]), errors_of(error)
    if asked.type == "slot":
        near = error.values.get("alternatives", ())
        return question_page(draft, asked, {}, errors=errors, near=near, from_check=True)
    place = f"/applications/{public_id}/questions/{asked.id}?check=1"
    return _check_page(found, service, walked, [{"href": place, "text": each["text"]} for each in errors])


@pages.get("/applications/<uuid:public_id>/discard")
@who(Who.SIGNED_IN)
def ask_to_discard(public_id: uuid.UUID) -> Response:
    """Ask once more before throwing a draft away: this cannot be undone."""
    found, service, _, answers = opened(public_id)
    if found.state != "draft":
        return go(f"/applications/{public_id}")
    count = len(service.questions_at(answers))
    return page("discard.html", application=found, service=service, count=count)


@pages.post("/applications/<uuid:public_id>/discard")
@who(Who.SIGNED_IN)
def discard(public_id: uuid.UUID) -> Response:
    """Throw a draft away; doing it twice is the same."""
    with writing() as session:
        try:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            intake.discard(session, found, parts().service_of(session, found))
        except NotFound:
            return go("/applications")
    return go("/applications?discarded=1")
