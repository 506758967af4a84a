"""One application at the desk: to read, to work on, to write about, to ask for more."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.access.rules import DECIDING
from backend.domain.applications import asking, conversing, queries
from backend.domain.applications.assigning import assign
from backend.domain.applications.attribution import given_by
from backend.domain.applications.deciding import send_back
from backend.domain.applications.events import By, Text, staff
from backend.domain.applications.models import Application
from backend.domain.applications.rules import LONGEST_MESSAGE, LONGEST_NOTE, OPEN, as_shown
from backend.domain.appointments.models import Appointment
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.intake.queries import times_of
from backend.web.answers import answers_in_words
from backend.web.desk import due_in_words
from backend.web.desk_appointments import day_page
from backend.web.door import (
    file_translator,
    form_id,
    formats,
    go,
    language,
    me,
    own_path,
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
from backend.web.known import with_sources
from backend.web.sent import shown
from backend.web.stories import conversation, state_of, timeline, written
from backend.web.visits import visit_of
from flows.service import Service
from i18n.languages import EVERY

pages = Blueprint("desk_case", __name__, url_prefix="/desk/applications/<uuid:public_id>")

JUST_DONE = {
    "taken": N_("You work on this now."),
    "handed": N_("It was handed on."),
    "given-back": N_("It is back in the list."),
    "wrote": N_("It was sent. The person finds it in their messages."),
    "noted": N_("The note is kept."),
    "asked": N_("It was sent. The person finds it in their messages."),
    "seen": N_("It is marked as read."),
    "proposed": N_("It is proposed. Somebody else decides."),
    "sent-back": N_("It was sent back."),
    "decided": N_("It is decided, and the person was told."),
}
LONGEST_NUMBER = 12


def at_desk(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> tuple[Application, Service]:
    """An application of the reader's offices, with its service; raises `NotFound`."""
    found = queries.at_desk(session, public_id, me().offices, lock=lock)
    return found, parts().service_of(session, found)


def by_me() -> By:
    """The reader, as whoever does something."""
    return staff(me().account_id)


@pages.get("")
@who(Who.CASEWORKER, purpose=DECIDING)
def application(public_id: uuid.UUID) -> Response:
    """One application: what was answered, what was written, what happened, and what can be done."""
    return case_page(public_id)


def case_page(public_id: uuid.UUID, error: DomainError | None = None, field: str = "doing") -> Response:
    """The page of an application; an error is named at the top and beside its field."""
    with reading() as session:
        found, service = at_desk(session, public_id)
        answers = queries.submitted(session, found, told_as=as_shown(service))
        state = state_of(session, found, service, internal=True)
        times = times_of(session, found, service, answers, clock.now())
        before = queries.earlier(session, found, as_shown(service))
        phone = telephone(identity.phone_of(session, found.account_id))
        reads = parts().spoken_to(identity.language_of(session, found.account_id))
        colleagues = colleagues_of(session, found)
        proposed = queries.proposal(session, found)
        seen = queries.last_event(session, found)
        by = with_sources(session, found, answers, who_answered(given_by(session, found), at_desk=True), at_desk=True)
        contact = identity.contact_of(session, found.account_id)
        on_paper = signed_in_words(session, found)
        enclosed = by_question(session, found, answers, f"/desk/applications/{public_id}/files")
    return page(
        "desk_application.html",
        error.status if error else 200,
        application=found,
        service=service,
        rows=answers_in_words(
            service, answers, by=by, enclosed=enclosed, whole=f"/desk/applications/{public_id}/numbers/{{}}"
        ),
        earlier=[_earlier(service, each, later) for each, later in _changes(before, answers)],
        visits=[_visit(each.appointment) for each in times if each.appointment],
        phone=phone,
        contact=contact,
        on_paper=on_paper,
        reads=language_name(reads),
        due=due_in_words(found),
        open=found.state in OPEN,
        state=state,
        words=conversation(state, found, at_desk=True),
        reason=written(state.reason, state, found, at_desk=True) if state.reason else None,
        proposed=written(proposed, state, found, at_desk=True) if proposed else None,
        timeline=timeline(state.timeline, at_desk=True),
        colleagues=colleagues,
        me=me().account_id,
        seen=seen,
        words_id=form_id() if error else uuid.uuid4(),
        typed={name: request.form.get(name, "") for name in ("words", "note", "why")},
        longest=LONGEST_MESSAGE,
        longest_note=LONGEST_NOTE,
        just=say(JUST_DONE.get(request.args.get("just", ""), "")),
        errors=shown(error, field) if error else [],
        wrong_field=field if error else None,
    )


@pages.get("/numbers/<path:question_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
def whole_number(public_id: uuid.UUID, question_id: str) -> Response:
    """A national number whole, for who asks to see it; the person reads in their history that somebody did."""
    with reading() as session:
        found, service = at_desk(session, public_id)
        question, number = queries.national_number(session, found, service, question_id)
    return page("desk_number.html", application=found, service=service, label=say(question.label), number=number)


def language_name(tag: str) -> Markup:
    """A language by its own name, marked as what it is."""
    known = EVERY.get(tag)
    return Markup('<bdi lang="{}">{}</bdi>').format(tag, known.own_name) if known else Markup.escape(tag)


def _changes(before: list[Any], answers: dict[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    """Each earlier set of answers with the one that took its place."""
    every = [*(each for _, each in before), answers]
    return list(zip(before, every[1:], strict=True))


def _earlier(service: Service, before: Any, later: dict[str, Any]) -> dict[str, Any]:
    """What was answered differently before, and until when it stood so."""
    moment, answers = before
    gone = asking.replaced(answers, later)
    return {"until": formats().moment(moment), "rows": answers_in_words(service, gone)}


def _visit(appointment: Appointment) -> dict[str, Any]:
    """An appointment that came of an application, as it stands now, with the office's day it is in."""
    visit, day = visit_of(appointment), day_page(appointment.office, appointment.day)
    lines = [visit.moment, visit.place, *([visit.staff] if visit.staff else []), visit.state_words]
    return {"label": visit.name, "value": lines, "href": day, "change": translator().text("See the day")}


def colleagues_of(session: Session, found: Application) -> list[dict[str, Any]]:
    """Who works at an application's office, to hand it on to; the reader comes first."""
    ids = identity.colleagues(session, found.office)
    names = identity.staff_named(session, ids)
    own = translator().text("You")
    rows = [{"id": each, "text": names[each].name if each in names else f"#{each}"} for each in ids]
    return sorted(
        ({"id": row["id"], "text": own if row["id"] == me().account_id else row["text"]} for row in rows),
        key=lambda row: row["id"] != me().account_id,
    )


def do(public_id: uuid.UUID, what: Callable[[Session, Application, Service], str], field: str = "doing") -> Response:
    """Do one thing with an application; an error is shown on its page, where nothing of what was typed is lost."""
    try:
        with writing() as session:
            found, service = at_desk(session, public_id, lock=True)
            just = what(session, found, service)
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return case_page(public_id, error, field)
    back = own_path(request.form.get("back"), f"/desk/applications/{public_id}")
    return go(f"{back}?just={just}")


@pages.post("/assignment")
@who(Who.CASEWORKER, purpose=DECIDING)
def assignment(public_id: uuid.UUID) -> Response:
    """Take it, hand it on, or put it back; pressing twice is the same."""

    def change(session: Session, found: Application, service: Service) -> str:
        to, instead_of = _number("to"), _number("instead_of")
        assign(session, found, service, to, by_me(), clock.now(), instead_of=instead_of)
        return "given-back" if to is None else "taken" if to == me().account_id else "handed"

    return do(public_id, change)


def _number(name: str) -> int | None:
    sent = request.form.get(name, "")[:LONGEST_NUMBER]
    return int(sent) if sent.isascii() and sent.isdigit() else None


@pages.post("/seen")
@who(Who.CASEWORKER, purpose=DECIDING)
def seen(public_id: uuid.UUID) -> Response:
    """Note that what the citizen did last was read."""

    def mark(_: Session, found: Application, __: Service) -> str:
        conversing.mark_seen(found)
        return "seen"

    return do(public_id, mark)


@pages.post("/messages")
@who(Who.CASEWORKER, purpose=DECIDING)
def write(public_id: uuid.UUID) -> Response:
    """Write to the citizen; pressing twice writes once."""

    def say_it(session: Session, found: Application, service: Service) -> str:
        text = Text(form_id(), request.form.get("words", ""), language().tag)
        conversing.write_to_citizen(session, found, service, text, by_me(), clock.now())
        return "wrote"

    return do(public_id, say_it, "words")


@pages.post("/notes")
@who(Who.CASEWORKER, purpose=DECIDING)
def note(public_id: uuid.UUID) -> Response:
    """Write something down that only the desk reads."""

    def write_down(session: Session, found: Application, _: Service) -> str:
        text = Text(form_id(), request.form.get("note", ""), language().tag)
        conversing.note(session, found, text, by_me(), clock.now())
        return "noted"

    return do(public_id, write_down, "note")


@pages.post("/return")
@who(Who.CASEWORKER, purpose=DECIDING)
def give_back(public_id: uuid.UUID) -> Response:
    """Send a proposal back to whoever made it, with a note that says why."""

    def back(session: Session, found: Application, service: Service) -> str:
        text = Text(form_id(), request.form.get("why", ""), language().tag)
        send_back(session, found, service, text, by_me(), clock.now())
        return "sent-back"

    return do(public_id, back, "why")


@pages.get("/ask")
@who(Who.CASEWORKER, purpose=DECIDING)
def ask_form(public_id: uuid.UUID) -> Response:
    """What to ask for: words, perhaps begun from a template, and questions to answer again."""
    return _ask_page(public_id)


def _ask_page(public_id: uuid.UUID, error: DomainError | None = None) -> Response:
    with reading() as session:
        found, service = at_desk(session, public_id)
        known = asking.may_be_asked(service, queries.submitted(session, found, told_as=as_shown(service)))
        reads = parts().spoken_to(identity.language_of(session, found.account_id))
    chosen = request.form.getlist("questions")
    return page(
        "desk_ask.html",
        error.status if error else 200,
        application=found,
        service=service,
        templates=template_links(service, "more_needed", f"/desk/applications/{public_id}/ask?"),
        questions=[{"id": each.id, "text": say(each.label)} for each in known],
        chosen=chosen,
        typed=request.form.get("words") or begun_from(service, "more_needed"),
        reads=language_name(reads),
        same_language=reads == language().tag,
        words_id=form_id() if error else uuid.uuid4(),
        longest=LONGEST_MESSAGE,
        errors=shown(error) if error else [],
    )


def template_links(service: Service, outcome: str, address: str) -> list[dict[str, Any]]:
    """The service's words for an outcome, each as a link that begins with it."""
    return [
        {"href": f"{address}begin={each.id}#words", "text": say(each.title)} for each in service.reasons_for(outcome)
    ]


def begun_from(service: Service, outcome: str) -> str:
    """The words to begin with, in the reader's language, as the address says."""
    begin = request.args.get("begin", "")
    found = next((each for each in service.reasons_for(outcome) if each.id == begin), None)
    return file_translator().text(found.text) if found else ""


def text_or_template(service: Service, outcome: str, typed: str, public_id: uuid.UUID) -> Text:
    """What was typed; a template's words that were left as they are stand for the template in every language."""
    plain = " ".join(typed.split())
    for each in service.reasons_for(outcome):
        if plain in {" ".join(each.text.split()), " ".join(file_translator().text(each.text).split())}:
            return Text(public_id, each.text, "en", each.id)
    return Text(public_id, typed, language().tag)


@pages.post("/ask")
@who(Who.CASEWORKER, purpose=DECIDING)
def ask(public_id: uuid.UUID) -> Response:
    """Ask the citizen for more; pressing twice asks once."""
    request_id, typed = form_id(), request.form.get("words", "")
    try:
        with writing() as session:
            found, service = at_desk(session, public_id, lock=True)
            made = uuid.uuid5(request_id, "words")
            text = text_or_template(service, "more_needed", typed, made) if typed.strip() else None
            wanted = request.form.getlist("questions")
            asking.ask(
                session, found, service, request_id, text, wanted, by_me(), parts().content.work_days, clock.now()
            )
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return _ask_page(public_id, error)
    return go(f"/desk/applications/{public_id}?just=asked")
