"""Answering, checking, sending, and seeing what became of it."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.applications import asking, queries
from backend.domain.applications.attribution import given_by
from backend.domain.applications.errors import (
    AlreadySent,
    AnswerNotTaken,
    EntryGone,
    NotComplete,
    NotForYou,
    NotOffered,
    NotOnJourney,
    TooManyEntries,
)
from backend.domain.applications.models import Application
from backend.domain.applications.rules import kept_until
from backend.domain.appointments.queries import Free
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.files import enclosures
from backend.domain.intake.queries import Time, times_of
from backend.domain.intake.versions import hold_to_offered, is_left, is_told
from backend.domain.mandates.rules import SEND, SERVICES, may_use
from backend.domain.registers.errors import KnownValueChanged
from backend.domain.uploads.errors import EnoughHere, EnoughToday, FileRefused, NoRoom, OtherFile
from backend.web import kept
from backend.web.answers import answers_in_words
from backend.web.door import after, formats, go, me, page, parts, reading, say, who, writing
from backend.web.drafts import back_to, checking, opened, page_of, path_of, stand, whole_entry
from backend.web.file_question import by_question, files_form
from backend.web.files import large, take_away, take_in
from backend.web.groups import entries_form
from backend.web.helpers import signed_in_words, who_answered
from backend.web.known import before_question, sent_value, silent_register, tell_keeper, with_sources, wrong_value
from backend.web.questions import errors_of, form_of, sent_fields, shown_fields
from backend.web.slot_question import times_form
from backend.web.stories import state_of, timeline, written
from backend.web.versions import before_going_on, left_page
from backend.web.visits import Visit, clock_time, visit_of
from flows.journey import Journey
from flows.service import Question, Service
from flows.types import FIELD, Fields, read
from flows.types.enclosed import takes_files

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


@pages.get("/applications/<uuid:public_id>/questions/<question_id>")
@pages.get("/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>")
@who(Who.SIGNED_IN, mandate=SERVICES)
def question(public_id: uuid.UUID, question_id: str, entry: str = "", inside: str = "") -> Response:
    """One question, with what was answered before; in an entry of a group, perhaps of one that this page begins."""
    path = path_of(question_id, entry, inside)
    try:
        found, service, walked, answers = opened(public_id, path)
    except (EntryGone, TooManyEntries):
        return go(f"/applications/{public_id}/questions/{question_id}")
    if found.state not in {"draft", "more_needed"} or is_left(found, parts().content.services):
        return go(f"/applications/{public_id}")
    asked = next((each for each in walked.open_pages if each.id == path), None)
    if asked is None:
        if service.question(path) is None:
            raise NotFound
        return go(f"/applications/{public_id}/next")
    if found.state == "more_needed" and not _is_asked(found, asked):
        return go(f"/applications/{public_id}/more")
    if asked.is_exit:
        back = walked.before(asked.id)
        return page(
            "exit.html", application=found, service=service, question=asked, back=back_to(public_id, service, back)
        )
    typed = kept.kept()
    answered = answers.get(asked.id)
    if found.state == "draft" and asked.id not in answers and typed is None:
        before = back_to(public_id, service, walked.before(asked.id))
        offered = before_question(found, service, asked, walked.position(asked.id), before)
        if offered is not None:
            return offered
    fields = typed or (shown_fields(asked, answered) if answered is not None else {})
    response = _question_page(found, service, walked, asked, fields, answers, kept=typed is not None)
    if typed is not None:
        kept.drop(response)
    return response


def _is_asked(found: Application, asked: Question) -> bool:
    """Whether a question of what was sent may be answered again: the desk asked for it, or a changed answer did."""
    with reading() as session:
        try:
            asking.hold_to_asked(session, found, asked)
        except AlreadySent:
            return asked.is_exit
    return True


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
    from_check: bool = False,
) -> Response:
    number, about = walked.position(asked.id)
    wrong = wrong_value(found, service, asked)
    if wrong and not fields and not errors:  # to be put right, rather than typed once more
        fields = shown_fields(asked, wrong["value"])
    along = f"?check={request.args.get('check', '1')}" if from_check or checking() else ""
    from_check = from_check or checking()
    times = None
    if asked.type == "slot":
        here = f"/applications/{found.public_id}/questions/{asked.id}?{'check=1&' if from_check else ''}"
        times = times_form(asked, answers, (fields.get(FIELD) or [""])[0], near, here)
    listed = entries_form(found.public_id, service, asked, walked, answers) if asked.type == "group" else None
    files = None
    if takes_files(asked):
        with reading() as session:
            files = files_form(found, asked, enclosures(session, found), page_of(found.public_id, asked))
    back = (
        f"/applications/{found.public_id}/check"
        if from_check and walked.complete and not whole_entry()
        else back_to(found.public_id, service, walked.before(asked.id))
    )
    return page(
        "question_page.html",
        422 if errors else 200,
        application=found,
        service=service,
        number=number,
        about=about,
        back=back,
        action=f"/applications/{found.public_id}/questions/{asked.id}{'/files' if files else ''}{along}",
        form=form_of(asked, fields, errors, times, listed, files),
        saved=bool(answers),
        kept=kept,
        wrong=wrong,
        silent=silent_register(found.account_id, service, asked) if asked.id not in answers else None,
    )


@pages.post("/applications/<uuid:public_id>/questions/<question_id>")
@pages.post("/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>")
@who(Who.SIGNED_IN, mandate=SERVICES)
def answer(public_id: uuid.UUID, question_id: str, entry: str = "", inside: str = "") -> Response:
    """Keep an answer and go on; a wrong one comes back with what to do, and nothing typed is lost."""
    fields, path = sent_fields(), path_of(question_id, entry, inside)
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            service = parts().service_of(session, found)
            asked = service.question(path)
            if asked is None:
                raise NotFound
            # Files are part of the answer as soon as they are here, from whatever device: the form only goes on.
            already = takes_files(asked) and queries.answers_of(session, found).get(path)
            value, source = sent_value(session, found, path, already or read(asked, fields))
            saved = intake.save_answer(
                *(session, parts().diary, found, service, path, value, parts().context(), clock.now(), source)
            )
            tell_keeper(session, found, path, saved.value)
    except (AnswerNotTaken, KnownValueChanged) as error:
        found, service, walked, answers = opened(public_id, path)
        asked = next(each for each in walked.pages if each.id == path)
        near = error.values.get("alternatives", ())
        errors = errors_of(error) or [{"field": FIELD, "text": say(error.message)}]
        return _question_page(found, service, walked, asked, fields, answers, errors=errors, near=near)
    except (NotOnJourney, EntryGone, TooManyEntries):
        return go(f"/applications/{public_id}/next")
    return go(_after(public_id, saved.walked, path))


@pages.get("/applications/<uuid:public_id>/questions/<question_id>/files")
@pages.get("/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>/files")
@who(Who.SIGNED_IN, mandate=SERVICES)
def question_with_files(public_id: uuid.UUID, question_id: str, entry: str = "", inside: str = "") -> Response:
    """Where a form with a file in it was sent to, opened by itself: the question."""
    path = path_of(question_id, entry, inside)
    opened(public_id, path)
    return go(f"/applications/{public_id}/questions/{path}")


@pages.post("/applications/<uuid:public_id>/questions/<question_id>/files")
@pages.post("/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>/files")
@who(Who.SIGNED_IN, mandate=SERVICES)
@large
def answer_with_files(public_id: uuid.UUID, question_id: str, entry: str = "", inside: str = "") -> Response:
    """Take in the files of the form, or take one away, and show what is there; with neither, go on."""
    path, sent = path_of(question_id, entry, inside), [each for each in request.files.getlist("file") if each.filename]
    errors = []
    try:
        if "away" in request.form:
            take_away(public_id, request.form["away"])
        elif sent:
            take_in(public_id, path, sent)
        else:
            return answer(public_id, question_id, entry, inside)
    except (FileRefused, EnoughHere, EnoughToday, NoRoom, OtherFile) as error:
        errors = [{"field": FIELD, "text": say(error.message, **error.values)}]
    except (NotOnJourney, EntryGone, TooManyEntries):
        return go(f"/applications/{public_id}/next")
    found, service, walked, answers = opened(public_id, path)
    asked = next((each for each in walked.pages if each.id == path), None)
    if asked is None:
        return go(f"/applications/{public_id}/next")
    if errors:
        return _question_page(found, service, walked, asked, {}, answers, errors=errors)
    return go(f"{page_of(public_id, asked)}#files")


def _after(public_id: uuid.UUID, walked: Journey, question_id: str) -> str:
    """The page after this one; after a change from the check page, only what the change has newly asked."""
    following = walked.after(question_id) if not checking() or whole_entry() else None
    return page_of(public_id, following) if following else stand(public_id, walked)


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
    found, service, walked, answers = opened(public_id)
    asked, errors = next(each for each in walked.pages if each.id == error.values["question"]), errors_of(error)
    if asked.type == "slot":
        near = error.values.get("alternatives", ())
        return _question_page(found, service, walked, asked, {}, answers, errors=errors, near=near, from_check=True)
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
