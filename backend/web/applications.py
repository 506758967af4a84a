"""Answering, checking, sending, and seeing what became of it."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.applications import queries
from backend.domain.applications.errors import AnswerNotTaken, NotComplete, NotForYou, NotOnJourney
from backend.domain.applications.models import Application
from backend.domain.appointments.queries import Free
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.queries import Time, times_of
from backend.web import door, kept
from backend.web.door import after, formats, go, isolated, me, page, parts, reading, say, translator, who, writing
from backend.web.questions import errors_of, form_of, sent_fields, shown_fields
from backend.web.slot_question import times_form
from backend.web.visits import Visit, clock_time, office_of, visit_of
from flows.journey import Journey, journey
from flows.service import Question, Service
from flows.show import show
from flows.types import FIELD, Fields, read

pages = Blueprint("applications", __name__)


@pages.get("/applications")
@who(Who.SIGNED_IN)
def mine() -> Response:
    """Everything a person began or sent, newest first."""
    with reading() as session:
        found = queries.of_account(session, me().account_id, after=after(), limit=queries.PAGE + 1)
        rows = [(each, parts().service_of(session, each)) for each in found[: queries.PAGE]]
    more = rows[-1][0].id if len(found) > queries.PAGE else None
    return page("applications.html", applications=rows, more=more, discarded="discarded" in request.args)


@pages.get("/applications/<uuid:public_id>")
@who(Who.SIGNED_IN)
def application(public_id: uuid.UUID) -> Response:
    """What became of an application; a draft goes on where it stopped."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        if found.state == "draft":
            return go(f"/applications/{public_id}/next")
        service = parts().service_of(session, found)
        answers = queries.submitted(session, found)
        visits = visits_of(times_of(session, found, service, answers, clock.now()))
        reason = queries.reason(session, found)
    return page(
        "application.html",
        application=found,
        service=service,
        rows=answers_in_words(service, answers),
        visits=visits,
        reason=reason,
        timeline=timeline(found),
        just_sent="sent" in request.args,
    )


def visits_of(times: Sequence[Time]) -> list[Visit]:
    """The appointments that came of an application, as they stand now: their person may have changed them since."""
    return [visit_of(each.appointment) for each in times if each.appointment]


def timeline(found: Application) -> list[dict[str, Any]]:
    """What was done, what is happening and what comes, as the timeline shows it."""
    day, _ = formats(), translator().text
    sent = {"text": _("You sent it"), "state": "done", "date": day.moment(found.sent_at) if found.sent_at else ""}
    if found.state == "sent":
        due = _("You hear from us by %(day)s at the latest.", day=day.date(found.due_on)) if found.due_on else ""
        return [
            sent,
            {"text": _("We look at it"), "state": "now", "note": due},
            {"text": _("We tell you what we decided"), "state": "next"},
        ]
    words = _("We said yes") if found.state == "approved" else _("We said no")
    when = day.moment(found.decided_at) if found.decided_at else ""
    return [sent, {"text": _("We looked at it"), "state": "done"}, {"text": words, "state": "done", "date": when}]


def answers_in_words(service: Service, answers: dict[str, Any], change: str | None = None) -> list[dict[str, Any]]:
    """Rows of label and answer; `change` is the address to change one, with {} for the question's id."""
    rows, region = [], parts().content.city.region
    for question in service.questions:
        if question.id in answers and not question.tells:
            lines = show(question, answers[question.id], formats(), translator().text, region, _place)
            href = change.format(question.id) if change else None
            rows.append({"label": door.say(question.label), "value": [isolated(each) for each in lines], "href": href})
    return rows


def _place(office: str) -> str:
    return str(say(office_of(office).name))


@pages.get("/applications/<uuid:public_id>/next")
@who(Who.SIGNED_IN)
def go_on(public_id: uuid.UUID) -> Response:
    """Go to where this application stands, on whatever device it was left."""
    _, _, walked, _ = _opened(public_id)
    return go(_stand(public_id, walked))


def _opened(public_id: uuid.UUID) -> tuple[Application, Service, Journey, dict[str, Any]]:
    """A person's draft with its service, its journey, and all answers ever kept; raises `NotFound`."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        service = parts().service_of(session, found)
        answers = queries.answers_of(session, found)
    return found, service, journey(service, answers, parts().today()), answers


def _stand(public_id: uuid.UUID, walked: Journey) -> str:
    here = walked.exit or walked.next
    return _page_of(public_id, here) if here else f"/applications/{public_id}/check"


def _page_of(public_id: uuid.UUID, question: Question) -> str:
    """A question's page; whoever came from the check page still comes back to it from there."""
    return f"/applications/{public_id}/questions/{question.id}{'?check=1' if _checking() else ''}"


@pages.get("/applications/<uuid:public_id>/questions/<question_id>")
@who(Who.SIGNED_IN)
def question(public_id: uuid.UUID, question_id: str) -> Response:
    """One question, with what was answered before."""
    found, service, walked, answers = _opened(public_id)
    if found.state != "draft":
        return go(f"/applications/{public_id}")
    asked = next((each for each in walked.open_pages if each.id == question_id), None)
    if asked is None:
        if question_id not in service.by_id:
            raise NotFound
        return go(_stand(public_id, walked))
    if asked.is_exit:
        back = walked.before(asked.id)
        return page(
            "exit.html", application=found, service=service, question=asked, back=_back(public_id, service, back)
        )
    typed = kept.kept()
    answered = answers.get(asked.id)
    fields = typed or (shown_fields(asked, answered) if answered is not None else {})
    response = _question_page(found, service, walked, asked, fields, answers, kept=typed is not None)
    if typed is not None:
        kept.drop(response)
    return response


def _back(public_id: uuid.UUID, service: Service, before: Question | None) -> str:
    return _page_of(public_id, before) if before else f"/services/{service.id}"


def _question_page(
    found: Application,
    service: Service,
    walked: Journey,
    asked: Question,
    fields: Fields,
    answers: dict[str, Any],
    *,
    errors: Sequence[dict[str, str]] = (),
    near: Sequence[Free] = (),
    kept: bool = False,
    checking: bool = False,
) -> Response:
    number, about = walked.position(asked.id)
    checking = checking or _checking()
    times = None
    if asked.type == "slot":
        here = f"/applications/{found.public_id}/questions/{asked.id}?{'check=1&' if checking else ''}"
        times = times_form(asked, answers.get(asked.id), (fields.get(FIELD) or [""])[0], near, here)
    back = (
        f"/applications/{found.public_id}/check"
        if checking and walked.complete
        else _back(found.public_id, service, walked.before(asked.id))
    )
    return page(
        "question_page.html",
        422 if errors else 200,
        application=found,
        service=service,
        number=number,
        about=about,
        back=back,
        checking=checking,
        form=form_of(asked, fields, errors, times),
        saved=bool(answers),
        kept=kept,
    )


def _checking() -> bool:
    """Whether the reader came from the check page, and goes back there after changing this one answer."""
    return "check" in request.args


@pages.post("/applications/<uuid:public_id>/questions/<question_id>")
@who(Who.SIGNED_IN)
def answer(public_id: uuid.UUID, question_id: str) -> Response:
    """Keep an answer and go on; a wrong one comes back with what to do, and nothing typed is lost."""
    fields = sent_fields()
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            service = parts().service_of(session, found)
            asked = service.by_id.get(question_id)
            if asked is None:
                raise NotFound
            typed = read(asked, fields)
            saved = intake.save_answer(session, found, service, question_id, typed, parts().context(), clock.now())
    except AnswerNotTaken as error:
        found, service, walked, answers = _opened(public_id)
        asked, near = service.by_id[question_id], error.values.get("alternatives", ())
        return _question_page(found, service, walked, asked, fields, answers, errors=errors_of(error), near=near)
    except NotOnJourney:
        return go(f"/applications/{public_id}/next")
    return go(_after(public_id, saved.walked, question_id))


def _after(public_id: uuid.UUID, walked: Journey, question_id: str) -> str:
    """The page after this one; after a change from the check page, only what the change has newly asked."""
    if not _checking():
        ids = [each.id for each in walked.open_pages]
        following = walked.open_pages[ids.index(question_id) + 1 :] if question_id in ids else ()
        if following:
            return f"/applications/{public_id}/questions/{following[0].id}"
    return _stand(public_id, walked)


@pages.get("/applications/<uuid:public_id>/check")
@who(Who.SIGNED_IN)
def check(public_id: uuid.UUID) -> Response:
    """All answers once more before sending, each with a way to change it."""
    found, service, walked, _ = _opened(public_id)
    if found.state != "draft":
        return go(f"/applications/{public_id}")
    if not walked.complete:
        return go(_stand(public_id, walked))
    return _check_page(found, service, walked)


def _check_page(
    found: Application, service: Service, walked: Journey, errors: list[dict[str, str]] | None = None
) -> Response:
    change = f"/applications/{found.public_id}/questions/{{}}?check=1"
    answers = dict(walked.answers)
    with reading() as session:
        times = times_of(session, found, service, answers, clock.now())
    return page(
        "check.html",
        422 if errors else 200,
        application=found,
        service=service,
        rows=answers_in_words(service, answers, change),
        times=[clock_time(each.kept_until) if each.kept_until else None for each in times],
        errors=errors or [],
        back=f"/applications/{found.public_id}/questions/{walked.pages[-1].id}",
    )


@pages.post("/applications/<uuid:public_id>/send")
@who(Who.SIGNED_IN)
def send(public_id: uuid.UUID) -> Response:
    """Send once; pressing twice shows the same page."""
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            service = parts().service_of(session, found)
            intake.send(session, parts().diary, found, service, parts().context(), clock.now())
    except (NotComplete, NotForYou):
        return go(f"/applications/{public_id}/next")
    except AnswerNotTaken as error:
        return _not_sent(public_id, error)
    return go(f"/applications/{public_id}?sent=1")


def _not_sent(public_id: uuid.UUID, error: AnswerNotTaken) -> Response:
    """What is wrong with an answer, over all answers; a time that is gone is chosen anew at once."""
    found, service, walked, answers = _opened(public_id)
    asked, errors = service.by_id[error.values["question"]], errors_of(error)
    if asked.type == "slot":
        near = error.values.get("alternatives", ())
        return _question_page(found, service, walked, asked, {}, answers, errors=errors, near=near, checking=True)
    place = f"/applications/{public_id}/questions/{asked.id}?check=1"
    return _check_page(found, service, walked, [{"href": place, "text": each["text"]} for each in errors])


@pages.get("/applications/<uuid:public_id>/discard")
@who(Who.SIGNED_IN)
def ask_to_discard(public_id: uuid.UUID) -> Response:
    """Ask once more before throwing a draft away: this cannot be undone."""
    found, service, _, answers = _opened(public_id)
    if found.state != "draft":
        return go(f"/applications/{public_id}")
    return page("discard.html", application=found, service=service, count=len(answers))


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
