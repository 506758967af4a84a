"""What a person does after sending: write to the desk, answer it, take it back, appeal; and the receipt."""

import uuid
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError, FieldError
from backend.domain.applications import conversing, ending, queries
from backend.domain.applications.after import After
from backend.domain.applications.errors import AnswerNotTaken, NotComplete, NotForYou
from backend.domain.applications.events import Text, acting, citizen
from backend.domain.applications.models import Application
from backend.domain.applications.rules import LONGEST_APPEAL, LONGEST_MESSAGE
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.queries import times_of
from backend.domain.mandates.rules import SEND, SERVICES
from backend.web import large_print
from backend.web.answers import answers_in_words
from backend.web.applications import visits_of
from backend.web.door import form_id, go, language, me, page, parts, reading, say, who, writing
from backend.web.questions import errors_of, said
from backend.web.stories import conversation, state_of
from backend.web.visits import office_of
from flows.service import Service

pages = Blueprint("sent", __name__, url_prefix="/applications/<uuid:public_id>")


def opened(public_id: uuid.UUID) -> tuple[Application, Service, After]:
    """What a person sent, and how it stands with it; raises `NotFound`, for a draft too."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        if found.state == "draft":
            raise NotFound
        service = parts().service_of(session, found)
        return found, service, state_of(session, found, service)


def typed_words(field: str = "words") -> Text:
    """What the form's text says, under the id that the form carries."""
    return Text(form_id(), request.form.get(field, ""), language().tag)


def shown(error: DomainError, field: str = "words") -> list[dict[str, Any]]:
    """An error for the summary and beside the field; one without a place of its own belongs to the text."""
    if error.errors:
        return [{"field_id": each["field"], "text": each["text"]} for each in errors_of(error)]
    only = FieldError(field, f"/{field}", error.message, error.values)
    return [{"field_id": field, "text": say(only.message, **said(only.values))}]


@pages.get("/messages")
@who(Who.SIGNED_IN, mandate=SERVICES)
def messages(public_id: uuid.UUID) -> Response:
    """All that was written, both ways, and a place to write."""
    return _messages_page(public_id)


def _messages_page(public_id: uuid.UUID, error: DomainError | None = None) -> Response:
    found, service, after = opened(public_id)
    return page(
        "application_messages.html",
        error.status if error else 200,
        application=found,
        service=service,
        words=conversation(after, found, at_desk=False),
        may_write=after.may_write,
        asked=after.asked,
        just_written="written" in request.args,
        typed=request.form.get("words", ""),
        words_id=form_id() if error else uuid.uuid4(),
        longest=LONGEST_MESSAGE,
        errors=shown(error) if error else [],
    )


@pages.post("/messages")
@who(Who.SIGNED_IN, mandate=SEND)
def write(public_id: uuid.UUID) -> Response:
    """Write to the desk; pressing twice writes once."""
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            service = parts().service_of(session, found)
            conversing.write_to_desk(session, found, service, typed_words(), acting(session, found), clock.now())
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return _messages_page(public_id, error)
    return go(f"/applications/{public_id}/messages?written=1")


@pages.get("/more")
@who(Who.SIGNED_IN, mandate=SERVICES)
def asked(public_id: uuid.UUID) -> Response:
    """What the desk asks for, and a place to answer."""
    return _asked_page(public_id)


def _asked_page(public_id: uuid.UUID, error: DomainError | None = None) -> Response:
    found, service, after = opened(public_id)
    if after.asked is None:
        return go(f"/applications/{public_id}")
    asked, change = after.asked, f"/applications/{public_id}/questions/{{}}?check=1"
    wanted = {each.id: asked.walked.answers.get(each.id) for each in asked.questions}
    known = {each: value for each, value in wanted.items() if each in asked.walked.answers}
    rows = answers_in_words(service, known, change)
    left = [{"id": each.id, "ask": say(each.ask), "href": change.format(each.id)} for each in asked.left]
    exit_page = asked.walked.exit
    return page(
        "application_more.html",
        error.status if error else 200,
        application=found,
        service=service,
        request_id=asked.request.public_id,
        asked=asked,
        words=conversation(after, found, at_desk=False, only=asked.words),
        rows=rows,
        left=left,
        exit={"text": say(exit_page.ask), "href": change.format(exit_page.id)} if exit_page else None,
        only_words=not asked.request.questions,
        typed=request.form.get("words", ""),
        words_id=form_id() if error else uuid.uuid4(),
        longest=LONGEST_MESSAGE,
        errors=shown(error) if error else [],
    )


@pages.post("/more")
@who(Who.SIGNED_IN, mandate=SEND)
def answer(public_id: uuid.UUID) -> Response:
    """Send the answer; pressing twice sends it once."""
    asked_for = _asked_for()
    text = typed_words() if request.form.get("words", "").strip() else None
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            service, by = parts().service_of(session, found), acting(session, found)
            sent = (asked_for, text, by, parts().context(), clock.now())
            intake.answer_request(session, parts().diary, found, service, *sent)
    except (NotComplete, NotForYou):
        return go(f"/applications/{public_id}/more")
    except AnswerNotTaken as error:
        return go(f"/applications/{public_id}/questions/{error.values['question']}?check=1")
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return _asked_page(public_id, error)
    return go(f"/applications/{public_id}?answered=1")


def _asked_for() -> uuid.UUID:
    """Which request the form answers; none, if it does not say."""
    try:
        return uuid.UUID(request.form.get("request", ""))
    except ValueError:
        return uuid.UUID(int=0)


@pages.get("/withdraw")
@who(Who.SIGNED_IN)
def ask_to_withdraw(public_id: uuid.UUID) -> Response:
    """Ask once more before something is taken back: this cannot be undone."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        if found.state == "draft":
            raise NotFound
        service = parts().service_of(session, found)
        times = times_of(session, found, service, queries.submitted(session, found), clock.now())
        after = state_of(session, found, service)
    if not after.may_withdraw:
        return go(f"/applications/{public_id}")
    visits = [each for each in visits_of(times) if each.state == "booked"]
    return page("application_withdraw.html", application=found, service=service, visits=visits)


@pages.post("/withdraw")
@who(Who.SIGNED_IN)
def withdraw(public_id: uuid.UUID) -> Response:
    """Take it back; twice is the same. The page then names a time that could no longer be cancelled here."""
    with writing() as session:
        found = queries.mine(session, me().account_id, public_id, lock=True)
        service, by = parts().service_of(session, found), citizen(me().account_id)
        intake.withdraw(session, parts().diary, found, service, by, clock.now())
    return go(f"/applications/{public_id}?withdrawn=1")


@pages.get("/appeal")
@who(Who.SIGNED_IN, mandate=SEND)
def ask_to_appeal(public_id: uuid.UUID) -> Response:
    """Where an appeal goes and until when, and a place to write it."""
    return _appeal_page(public_id)


def _appeal_page(public_id: uuid.UUID, error: DomainError | None = None) -> Response:
    found, service, after = opened(public_id)
    if error is None and after.appeal_until is None:
        return go(f"/applications/{public_id}")
    return page(
        "application_appeal.html",
        error.status if error else 200,
        application=found,
        service=service,
        until=after.appeal_until,
        office=office_of(service.appeal.office) if service.appeal else None,
        typed=request.form.get("words", ""),
        words_id=form_id() if error else uuid.uuid4(),
        longest=LONGEST_APPEAL,
        errors=shown(error) if error else [],
    )


@pages.post("/appeal")
@who(Who.SIGNED_IN, mandate=SEND)
def appeal(public_id: uuid.UUID) -> Response:
    """Send an appeal; pressing twice sends it once."""
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            service, days = parts().service_of(session, found), parts().content.work_days
            ending.appeal(session, found, service, typed_words(), acting(session, found), days, clock.now())
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return _appeal_page(public_id, error)
    return go(f"/applications/{public_id}?appealed=1")


@pages.get("/receipt")
@who(Who.SIGNED_IN, mandate=SERVICES)
def receipt(public_id: uuid.UUID) -> Response:
    """What was sent, when, and under which reference, to read and to print."""
    return page("receipt.html", has_file=large_print.available(), **_receipt(public_id))


@pages.get("/receipt.pdf")
@who(Who.SIGNED_IN, mandate=SERVICES)
def receipt_file(public_id: uuid.UUID) -> Response:
    """The same in large print as a PDF that a screen reader can read (PDF/UA-1), where this program can make it."""
    if not large_print.available():
        raise NotFound
    facts = _receipt(public_id)
    response = Response(large_print.drawn("receipt_pdf.html", **facts), mimetype="application/pdf")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language().tag
    name = f"{facts['service'].id}-{facts['application'].reference}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _receipt(public_id: uuid.UUID) -> dict[str, Any]:
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        service = parts().service_of(session, found)
        answers = queries.submitted(session, found)
        visits = visits_of(times_of(session, found, service, answers, clock.now()))
    return {
        "application": found,
        "service": service,
        "rows": answers_in_words(service, answers),
        "visits": visits,
        "office": office_of(found.office),
    }
