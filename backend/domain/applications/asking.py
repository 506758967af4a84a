"""The desk asks for more, and the citizen answers: in words, by answering questions of the service again, or both."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.database import insert_once, vault_of
from backend.core.errors import FieldError
from backend.domain.applications import queries
from backend.domain.applications.conversing import tell_assignee, tell_citizen
from backend.domain.applications.due import plan_escalation
from backend.domain.applications.errors import (
    AlreadySent,
    AskedAlready,
    IdTaken,
    NotAsked,
    NotComplete,
    NotForYou,
    NothingAsked,
    WordsMissing,
    not_taken,
)
from backend.domain.applications.events import By, Text, keep_words, note_deed, note_event
from backend.domain.applications.guards import hold_to_open
from backend.domain.applications.models import Answer, Application, EarlierSubmission, Request, Words
from backend.domain.applications.rules import LONGEST_MESSAGE, MOST_ASKED, as_shown, due_after_waiting
from backend.domain.catalogue.work_days import WorkDays
from flows.journey import Journey, journey, recheck
from flows.service import Question, Service
from flows.types import Context

NOT_ASKED_AGAIN = frozenset({"info", "exit", "slot", "declaration", "group"})
"""Types of question that the desk does not ask again: a time is changed in the diary, what a group lists is asked for
in words, and the others have no answer."""


def may_be_asked(service: Service, answers: Mapping[str, Any]) -> list[Question]:
    """The questions that a citizen can be asked again: those they answered."""
    return [each for each in service.questions if each.id in answers and each.type not in NOT_ASKED_AGAIN]


def ask(
    session: Session,
    application: Application,
    service: Service,
    request_id: uuid.UUID,
    text: Text | None,
    questions: Sequence[str],
    by: By,
    days: WorkDays,
    now: datetime,
) -> Request:
    """Ask the citizen for more. The same id again changes nothing.

    Raises `NothingAsked` (neither words nor a question that was answered), `AskedAlready`, `TakenBack`,
    `AlreadyDecided`, `NotSentYet`, and what `keep_words` raises.
    """
    before = queries.request_by_id(session, request_id)
    if before is not None:
        if before.application_id != application.id:
            raise IdTaken
        return before
    hold_to_open(application)
    if queries.open_request(session, application) is not None:
        raise AskedAlready
    known = {
        each.id for each in may_be_asked(service, queries.submitted(session, application, told_as=as_shown(service)))
    }
    wanted = [each for each in dict.fromkeys(questions) if each in known][:MOST_ASKED]
    if len(wanted) < len(set(questions)) or (text is None and not wanted):
        raise NothingAsked((FieldError("words", "/words", NothingAsked.message),))
    words = keep_words(session, application, "question", by, text, now, longest=LONGEST_MESSAGE)[0] if text else None
    row = {
        "public_id": request_id,
        "application_id": application.id,
        "words_id": words.id if words else None,
        "questions": wanted,
        "asked_by": by.account_id,
        "asked_at": now,
        "asked_on": days.day_of(now),
        "answered": False,
    }
    if not insert_once(session, Request, row):
        raise AskedAlready
    application.state, application.news_at = "more_needed", None
    _drop_proposal(application)
    note_event(session, application, "asked", by, now, words, questions=wanted)
    asked = session.execute(select(Request).where(Request.public_id == request_id)).scalar_one()
    tell_citizen(session, application, service, "asked", f"asked:{asked.id}", now)
    return asked


def _drop_proposal(application: Application) -> None:
    """What was proposed was proposed on other answers."""
    application.proposed_outcome = application.proposed_by = None


def questions_open(
    session: Session, application: Application, service: Service, request: Request, context: Context
) -> tuple[Journey, list[Question]]:
    """The journey with the answers as they stand, and the questions that are still to be looked at again.

    Those are the ones that were asked and not kept since, and those that a changed answer has newly brought.
    """
    walked = journey(service, queries.answers_of(session, application, as_shown(service)), context.today)
    since = set(
        session.scalars(
            select(Answer.question).where(Answer.application_id == application.id, Answer.saved_at > request.asked_at)
        )
    )
    again = set(request.questions) - since
    # After the first page without an answer nothing may be visited yet, as in any journey.
    return walked, [each for each in walked.open_pages if each.id in again or each == walked.next]


def hold_to_asked(session: Session, application: Application, question: Question) -> None:
    """Of what was sent, only what was asked again may be answered, and what a changed answer has newly brought.

    Raises `AlreadySent`; drafts pass without a look.
    """
    if application.state == "draft":
        return
    request = queries.open_request(session, application)
    if (
        request is None
        or question.entry is not None
        or (question.id not in request.questions and question.id in queries.submitted(session, application))
    ):
        raise AlreadySent


def answer(
    session: Session,
    application: Application,
    service: Service,
    request_id: uuid.UUID,
    text: Text | None,
    by: By,
    context: Context,
    days: WorkDays,
    now: datetime,
) -> Request:
    """Send the answer to what was asked. Sent again, it changes nothing.

    The days on which the city waited are added to the day on which its decision is due. Raises `NotAsked`,
    `NotComplete` (with `question`), `NotForYou`, `AnswerNotTaken`, `WordsMissing` and `WordsTooLong`.
    """
    request = queries.request_by_id(session, request_id)
    if request is None or request.application_id != application.id:
        raise NotAsked
    if request.answered:
        return request
    if request.closed_at is not None or application.state != "more_needed":
        raise NotAsked
    words = _answer_words(session, application, request, text, by, now)
    changed = _send_again(session, application, service, request, context, now) if request.questions else []
    request.closed_at, request.answered = now, True
    application.state, application.news_at, application.saved_at = "in_work", now, now
    _move_due(session, application, request, days, now)
    note_event(session, application, "answered", by, now, words, questions=changed)
    note_deed(session, application, "answered", f"answered:{request.public_id}", now)
    tell_assignee(session, application, service, "case-news", words.id if words else -request.id, now)
    return request


def _answer_words(
    session: Session, application: Application, request: Request, text: Text | None, by: By, now: datetime
) -> Words | None:
    """Words are needed where only words were asked."""
    if text is None or not text.words.strip():
        if not request.questions:
            raise WordsMissing((FieldError("words", "/words", WordsMissing.message),))
        return None
    return keep_words(session, application, "answer", by, text, now, longest=LONGEST_MESSAGE)[0]


def _send_again(
    session: Session, application: Application, service: Service, request: Request, context: Context, now: datetime
) -> list[str]:
    """Take the answers as they stand now; what was sent before is kept. Returns the questions that changed."""
    walked, left = questions_open(session, application, service, request, context)
    if walked.exit is not None:
        raise NotForYou
    if left:
        raise NotComplete(question=left[0].id)
    wrong = {
        question: error
        for question, error in recheck(service, walked.answers, context).items()
        if (known := service.question(question)) is None
        or known.type != "slot"  # a time that was booked may be over by now
    }
    if wrong:
        question_id, error = next(iter(wrong.items()))
        raise not_taken(error, question=question_id)
    before, answers = queries.submitted(session, application), dict(walked.answers)
    changed = changes(before, answers)
    if changed:
        _keep_earlier(session, application, before, now)
        application.submitted_sealed = vault_of(session).seal(answers, queries.submitted_place(application.id))
    return changed


def _is_time(service: Service, path: str) -> bool:
    question = service.question(path)
    return question is not None and question.type == "slot"


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The questions whose answers differ, in the order of the newer answers."""
    gone: Collection[str] = [each for each in before if each not in after]
    return [each for each in after if each not in before or before[each] != after[each]] + list(gone)


def replaced(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The earlier answers that another took the place of; with the group of each that is inside one, to name it by."""
    differ = {each for each in changes(new, old) if each in old}
    groups = {each.partition("/")[0] for each in differ}
    return {each: value for each, value in old.items() if each in differ or each in groups}


def _keep_earlier(session: Session, application: Application, answers: dict[str, Any], now: datetime) -> None:
    last = select(func.max(EarlierSubmission.number)).where(EarlierSubmission.application_id == application.id)
    number = (session.scalar(last) or 0) + 1
    sealed = vault_of(session).seal(answers, queries.earlier_place(application.id, number))
    session.add(EarlierSubmission(application_id=application.id, number=number, answers_sealed=sealed, replaced_at=now))


def _move_due(session: Session, application: Application, request: Request, days: WorkDays, now: datetime) -> None:
    if application.due_on is not None:
        due = due_after_waiting(application.due_on, request.asked_on, days.day_of(now), days.closed)
        if due != application.due_on:
            application.due_on = due
            plan_escalation(session, application, days)


def close_request(session: Session, application: Application, now: datetime) -> None:
    """End what was asked without an answer, because the application ends or goes on without it."""
    request = queries.open_request(session, application)
    if request is not None:
        request.closed_at = now
