"""The pages of a service: one question each, with its answer kept at once."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.applications import asking, queries
from backend.domain.applications.errors import (
    AlreadySent,
    AnswerChanged,
    AnswerNotTaken,
    EntryGone,
    NotOnJourney,
    TooManyEntries,
)
from backend.domain.applications.models import Application
from backend.domain.appointments.queries import Free
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.files import enclosures
from backend.domain.intake.versions import is_left
from backend.domain.mandates.rules import SERVICES
from backend.domain.registers.errors import KnownValueChanged
from backend.domain.uploads.errors import EnoughHere, EnoughToday, FileRefused, NoRoom, OtherFile
from backend.web import kept
from backend.web.callers import wants_json
from backend.web.door import go, json_answer, me, page, parts, reading, say, who, writing
from backend.web.drafts import Draft, back_to, checking, opened, page_of, path_of, stand, whole_entry
from backend.web.file_question import files_form
from backend.web.files import large, take_away, take_in
from backend.web.groups import entries_form
from backend.web.kept import Typed
from backend.web.known import before_question, sent_value, silent_register, tell_keeper, wrong_value
from backend.web.phone_questions import SIMPLE, phone_state
from backend.web.questions import errors_of, form_of, sent_fields, shown_fields
from backend.web.slot_question import times_form
from backend.web.two_answers import base_of, choose_page, other_stays, seen
from flows.journey import Journey, journey
from flows.service import Question
from flows.types import FIELD, Fields, read
from flows.types.enclosed import takes_files

pages = Blueprint("questions", __name__)


@pages.get("/applications/<uuid:public_id>/questions/<question_id>")
@pages.get("/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>")
@who(Who.SIGNED_IN, mandate=SERVICES)
def question(public_id: uuid.UUID, question_id: str, entry: str = "", inside: str = "") -> Response:
    """One question, with what was answered before; in an entry of a group, perhaps of one that this page begins."""
    path = path_of(question_id, entry, inside)
    try:
        draft = opened(public_id, path)
    except (EntryGone, TooManyEntries):
        return go(f"/applications/{public_id}/questions/{question_id}")
    found, service, walked, answers = draft
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
    fields = typed.fields if typed else (shown_fields(asked, answered) if answered is not None else {})
    response = question_page(draft, asked, fields, typed=typed)
    return kept.drop(response) if typed else response


def _is_asked(found: Application, asked: Question) -> bool:
    """Whether a question of what was sent may be answered again: the desk asked for it, or a changed answer did."""
    with reading() as session:
        try:
            asking.hold_to_asked(session, found, asked)
        except AlreadySent:
            return asked.is_exit
    return True


def question_page(
    draft: Draft,
    asked: Question,
    fields: Fields,
    *,
    errors: Sequence[dict[str, str]] = (),
    near: Sequence[Free] = (),
    typed: Typed | None = None,
    from_check: bool = False,
) -> Response:
    """The page of a question: with what was typed in its fields, and what is wrong with it."""
    found, service, walked, answers = draft
    number, about = walked.position(asked.id)
    wrong = wrong_value(found, service, asked)
    if wrong and not fields and not errors:  # to be put right, rather than typed once more
        fields = shown_fields(asked, wrong["value"])
    along = f"?check={request.args.get('check', '1')}" if from_check or checking() else ""
    from_check = from_check or checking()
    form = _form(draft, asked, fields, errors, near, from_check=from_check)
    with reading() as session:
        versions = queries.versions_of(session, found)
    # What was typed goes with the version that its page knew, also when it comes back.
    base = typed.base if typed and typed.base is not None else request.form.get("base", base_of(asked, versions))
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
        action=f"/applications/{found.public_id}/questions/{asked.id}{'/files' if form['files'] else ''}{along}",
        form=form,
        saved=bool(answers),
        kept=typed is not None,
        base=base,
        simple=asked.type in SIMPLE and asked.entry is None and wrong is None,
        onward=phone_state(found, service, walked, versions, asked),
        wrong=wrong,
        silent=silent_register(found.account_id, service, asked) if asked.id not in answers else None,
    )


def _form(
    draft: Draft,
    asked: Question,
    fields: Fields,
    errors: Sequence[dict[str, str]],
    near: Sequence[Free],
    *,
    from_check: bool,
) -> dict[str, Any]:
    """The question as a form, with the times, the entries or the files that there are for it."""
    found, service, walked, answers = draft
    times = listed = files = None
    if asked.type == "slot":
        here = f"/applications/{found.public_id}/questions/{asked.id}?{'check=1&' if from_check else ''}"
        times = times_form(asked, answers, (fields.get(FIELD) or [""])[0], near, here)
    if asked.type == "group":
        listed = entries_form(found.public_id, service, asked, walked, answers)
    if takes_files(asked):
        with reading() as session:
            files = files_form(found, asked, enclosures(session, found), page_of(found.public_id, asked))
    return form_of(asked, fields, errors, times, listed, files)


@pages.post("/applications/<uuid:public_id>/questions/<question_id>")
@pages.post("/applications/<uuid:public_id>/questions/<question_id>/<entry>/<inside>")
@who(Who.SIGNED_IN, mandate=SERVICES)
def answer(public_id: uuid.UUID, question_id: str, entry: str = "", inside: str = "") -> Response:
    """Keep an answer and go on; a wrong one comes back with what to do, and nothing typed is lost."""
    fields, path = sent_fields(), path_of(question_id, entry, inside)
    try:
        walked, version = _save(public_id, path, fields)
    except (AnswerChanged, AnswerNotTaken, KnownValueChanged) as error:
        if wants_json():
            raise
        if isinstance(error, AnswerChanged):
            return choose_page(public_id, path, request.full_path.rstrip("?"), error)
        draft = opened(public_id, path)
        asked = next(each for each in draft.walked.pages if each.id == path)
        near = error.values.get("alternatives", ())
        errors = errors_of(error) or [{"field": FIELD, "text": say(error.message)}]
        return question_page(draft, asked, fields, errors=errors, near=near)
    except (NotOnJourney, EntryGone, TooManyEntries):
        if wants_json():
            raise
        return go(f"/applications/{public_id}/next")
    onward = _after(public_id, walked, path)
    return kept.drop(json_answer({"next": onward, "base": version}) if wants_json() else go(onward))


def _save(public_id: uuid.UUID, path: str, fields: Fields) -> tuple[Journey, str | None]:
    """Keep an answer as a page or a phone sends it: the journey with it, and which version of it is kept now."""
    with writing() as session:
        found = queries.mine(session, me().account_id, public_id, lock=True)
        service = parts().service_of(session, found)
        asked = service.question(path)
        if asked is None:
            raise NotFound
        if other_stays(session, found, path):
            walked = journey(service, queries.answers_of(session, found), parts().today())
        else:
            # Files are part of the answer as soon as they are here, from whatever device: the form only goes on.
            already = takes_files(asked) and queries.answers_of(session, found).get(path)
            value, source = sent_value(session, found, path, already or read(asked, fields))
            sent = (found, service, path, value, parts().context(), clock.now(), source)
            saved = intake.save_answer(session, parts().diary, *sent, seen=seen())
            tell_keeper(session, found, path, saved.value)
            walked = saved.walked
        return walked, queries.version_of(session, found, path) if wants_json() else None


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
    draft = opened(public_id, path)
    asked = next((each for each in draft.walked.pages if each.id == path), None)
    if asked is None:
        return go(f"/applications/{public_id}/next")
    if errors:
        return question_page(draft, asked, {}, errors=errors)
    return go(f"{page_of(public_id, asked)}#files")


def _after(public_id: uuid.UUID, walked: Journey, question_id: str) -> str:
    """The page after this one; after a change from the check page, only what the change has newly asked."""
    following = walked.after(question_id) if not checking() or whole_entry() else None
    return page_of(public_id, following) if following else stand(public_id, walked)
