"""Beginning, answering, sending and deciding."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from backend.core.database import insert_once, table_of, vault_of, write_over
from backend.core.errors import FieldError
from backend.core.reference import REFERENCE_TRIES, new_reference
from backend.domain.applications import queries
from backend.domain.applications.errors import (
    AlreadyDecided,
    AlreadySent,
    AnswerNotTaken,
    DraftElsewhere,
    IdTaken,
    NotComplete,
    NotForYou,
    NotOnJourney,
    NotSentYet,
    ReasonMissing,
)
from backend.domain.applications.models import Answer, Application
from backend.domain.applications.rules import LONGEST_REASON, OUTCOMES, decision_due
from backend.domain.inbox import actions as inbox
from flows.journey import journey, recheck
from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check


def begin(
    session: Session, account_id: int, service: str, version_id: int, public_id: uuid.UUID, now: datetime
) -> tuple[Application, bool]:
    """Begin a service, or return what this id began before; and whether it is new.

    Raises `DraftElsewhere` if there is a draft under another id, and `IdTaken` if the id is somebody else's.
    """
    values = {
        "public_id": public_id,
        "account_id": account_id,
        "service": service,
        "version_id": version_id,
        "state": "draft",
        "started_at": now,
        "saved_at": now,
    }
    new = insert_once(session, Application, values)
    application = queries.find_mine(session, account_id, public_id)
    if application is not None and application.service == service:
        return application, new
    if queries.draft_of(session, account_id, service) is not None:
        raise DraftElsewhere
    raise IdTaken


def asked(
    application: Application, service: Service, answers: Mapping[str, Any], question_id: str, context: Context
) -> Question:
    """The question, if it may be answered now. Raises `AlreadySent` and `NotOnJourney` (also for an unknown one)."""
    _hold_open(application)
    walked = journey(service, answers, context.today)
    question = next((page for page in walked.open_pages if page.id == question_id and not page.is_exit), None)
    if question is None:
        raise NotOnJourney
    return question


def checked(question: Question, value: Any, context: Context) -> Any:
    """An answer in canonical form; raises `AnswerNotTaken`."""
    try:
        return check(question, value, context)
    except AnswerWrong as wrong:
        raise AnswerNotTaken(field_errors(wrong)) from wrong


def field_errors(wrong: AnswerWrong) -> tuple[FieldError, ...]:
    """What is wrong with an answer, as errors that point to form fields and into the JSON sent."""
    return tuple(
        FieldError(each.field_name, f"/value/{each.part}" if each.part else "/value", each.message, each.values)
        for each in wrong.wrongs
    )


def _hold_open(application: Application) -> None:
    if application.state != "draft":
        raise AlreadySent


_SAVED_AT = update(table_of(Application)).where(Application.id == bindparam("application"))


def keep(session: Session, application: Application, question: str, value: Any, now: datetime) -> None:
    """Keep an answer that was checked. Saving the same again changes nothing."""
    sealed = vault_of(session).seal(value, queries.answer_place(application.id, question))
    values = {"application_id": application.id, "question": question, "value_sealed": sealed, "saved_at": now}
    write_over(session, Answer, values)
    session.execute(_SAVED_AT, {"application": application.id, "saved_at": now})
    set_committed_value(application, "saved_at", now)


def send(session: Session, application: Application, service: Service, context: Context, now: datetime) -> str:
    """Send an application once and return its reference; sending it again returns the same.

    Raises `NotForYou`, `NotComplete`, and `AnswerNotTaken` when an answer no longer holds (a date that has passed).
    """
    if application.reference is not None:
        return application.reference
    answers = queries.answers_of(session, application)
    walked = journey(service, answers, context.today)
    if walked.exit is not None:
        raise NotForYou
    if walked.next is not None:
        raise NotComplete(question=walked.next.id)
    wrong = recheck(service, answers, context)
    if wrong:
        question_id, error = next(iter(wrong.items()))
        raise AnswerNotTaken(field_errors(error), question=question_id)
    application.submitted_sealed = vault_of(session).seal(dict(walked.answers), f"submitted:{application.id}")
    application.sent_at = application.saved_at = now
    application.due_on = decision_due(context.today, service.decision_days)
    reference = _give_reference(session, application)
    inbox.post(
        session,
        application.account_id,
        kind="received",
        key=f"received:{application.id}",
        values={"service": service.title, "reference": reference, "days": service.decision_days},
        link=f"/applications/{application.public_id}",
        now=now,
    )
    return reference


def _give_reference(session: Session, application: Application) -> str:
    """Set a reference nobody has; the unique constraint decides, and another is tried in its place."""
    for attempt in range(REFERENCE_TRIES):
        reference = new_reference()
        try:
            with session.begin_nested():
                application.state, application.reference = "sent", reference
                session.flush()
        except IntegrityError:
            if attempt == REFERENCE_TRIES - 1:
                raise
        else:
            return reference
    raise AssertionError("unreachable")


def discard(session: Session, application: Application) -> None:
    """Throw a draft away with its answers, as its owner asked. Raises `AlreadySent`."""
    _hold_open(application)
    session.execute(delete(Answer).where(Answer.application_id == application.id))
    session.execute(delete(Application).where(Application.id == application.id))


def decide(
    session: Session,
    application: Application,
    service: Service,
    outcome: str,
    reason: str,
    caseworker_id: int,
    now: datetime,
) -> None:
    """Approve or refuse, and tell the citizen. The same decision again changes nothing.

    Raises `NotSentYet`, `AlreadyDecided` and `ReasonMissing`.
    """
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if application.state == "draft":
        raise NotSentYet
    if outcome == "refused" and not reason:
        raise ReasonMissing((FieldError("reason", "/reason", ReasonMissing.message),))
    if application.state in OUTCOMES:
        if (application.state, queries.reason(session, application) or "") != (outcome, reason):
            raise AlreadyDecided
        return
    application.state, application.decided_at, application.decided_by = outcome, now, caseworker_id
    if reason:
        application.reason_sealed = vault_of(session).seal(reason, f"reason:{application.id}")
    inbox.post(
        session,
        application.account_id,
        kind=outcome,
        key=f"decided:{application.id}",
        values={
            "service": service.title,
            "reference": application.reference,
            "text": service.approve if outcome == "approved" else service.refuse,
            "reason": reason,
        },
        link=f"/applications/{application.public_id}",
        now=now,
    )
