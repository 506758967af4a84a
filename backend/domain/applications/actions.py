"""Beginning, answering, sending, and throwing a draft away."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from backend.core.database import insert_once, table_of, vault_of, write_over
from backend.core.reading import mandate_of
from backend.core.reference import REFERENCE_TRIES, new_reference
from backend.domain.applications import queries
from backend.domain.applications.due import plan_escalation
from backend.domain.applications.errors import (
    AlreadySent,
    AnswerChanged,
    DraftElsewhere,
    IdTaken,
    NotComplete,
    NotForYou,
    NotOnJourney,
    not_taken,
)
from backend.domain.applications.events import By, acting, note_deed, note_event
from backend.domain.applications.models import Answer, Application
from backend.domain.applications.names import index_name
from backend.domain.applications.rules import decision_due
from backend.domain.applications.sources import Source, seal_source
from backend.domain.catalogue.work_days import WorkDays
from backend.domain.inbox import actions as inbox
from flows.entries import entry_key
from flows.journey import journey, recheck
from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check

AT_ONCE = 500
"""Old applications that are removed in one transaction."""


def begin(
    session: Session,
    account_id: int,
    service: str,
    version_id: int,
    public_id: uuid.UUID,
    now: datetime,
    *,
    on_paper: bool = False,
) -> tuple[Application, bool]:
    """Begin a service, or return what this id began before; and whether it is new.

    A form that is typed in from paper (`on_paper`) stands beside the draft a person may have.

    Raises `DraftElsewhere` if there is a draft under another id, and `IdTaken` if the id is somebody else's.
    """
    values = {
        "public_id": public_id,
        "account_id": account_id,
        "service": service,
        "version_id": version_id,
        "office": "",
        "on_paper": on_paper,
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
    """The question, if it may be answered now. Raises `AlreadySent` and `NotOnJourney` (also for an unknown one).

    Of what was sent, only what the desk has asked for may be answered: see `asking.hold_to_asked`.
    """
    if application.state not in {"draft", "more_needed"}:
        raise AlreadySent
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
        raise not_taken(wrong) from wrong


def hold_open(application: Application) -> None:
    """Raises `AlreadySent` unless its answers may still change."""
    if application.state != "draft":
        raise AlreadySent


def is_kept_already(
    session: Session, application: Application, question: str, value: Any, kept: Any, seen: Collection[str]
) -> bool:
    """Whether another device has kept this very answer since this one saw one of the versions in `seen`.

    Raises `AnswerChanged` where it has kept another. An answer that was taken away meanwhile is in nobody's way.
    """
    version = queries.version_of(session, application, question)
    if version is None or version in seen:
        return False
    if value != kept:
        raise AnswerChanged(question=question, kept=kept, sent=value, version=version)
    return True


_SAVED_AT = update(table_of(Application)).where(Application.id == bindparam("application"))


def keep(
    session: Session,
    application: Application,
    question: str,
    value: Any,
    now: datetime,
    source: Source | None = None,
) -> None:
    """Keep an answer that was checked, by whom, and the entry that it is in. Saving the same again changes nothing.

    Who answers for another stands in the session, so that nobody who saves an answer can forget to say so. `source` is
    where it was taken over from; what is typed has none, also over an answer that had one.
    """
    place = entry_key(question)
    if place is not None:
        keep_entry(session, application, *place, now)
    sealed = vault_of(session).seal(value, queries.answer_place(application.id, question))
    values = {"application_id": application.id, "question": question, "value_sealed": sealed, "saved_at": now}
    mandate = mandate_of(session)
    told = seal_source(session, application, question, value, source) if source else None
    write_over(session, Answer, values | {"mandate_id": mandate, "source_sealed": told})
    note_deed(session, application, "filled", f"filled:{application.public_id}:{now:%Y-%m-%d}", now)
    session.execute(_SAVED_AT, {"application": application.id, "saved_at": now})
    set_committed_value(application, "saved_at", now)


def unanswer(session: Session, application: Application, question: str, now: datetime) -> None:
    """Let a question be without an answer again."""
    session.execute(delete(Answer).where(Answer.application_id == application.id, Answer.question == question))
    application.saved_at = now


def keep_entry(session: Session, application: Application, group: str, entry: str, now: datetime) -> bool:
    """Keep that an entry is there, and say whether it is new; one that is there, or was taken away, stays as it is."""
    path, added = f"{group}/{entry}", int(now.timestamp() * 1000)
    sealed = vault_of(session).seal(added, queries.answer_place(application.id, path))
    values = {"application_id": application.id, "question": path, "value_sealed": sealed, "saved_at": now}
    return insert_once(session, Answer, values)


def send(
    session: Session,
    application: Application,
    service: Service,
    context: Context,
    days: WorkDays,
    now: datetime,
    by: By | None = None,
) -> str:
    """Send an application once and return its reference; sending it again returns the same.

    `by` is who sends it, if it is not its citizen.
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
        raise not_taken(error, question=question_id)
    application.submitted_sealed = vault_of(session).seal(dict(walked.answers), queries.submitted_place(application.id))
    application.sent_at = application.saved_at = now
    application.office, application.second_pair = service.office, service.second_pair
    application.due_on = decision_due(context.today, service.decision_days, days.closed)
    reference = _give_reference(session, application)
    index_name(session, application, service, walked.answers)
    note_event(session, application, "sent", by or acting(session, application), now)
    note_deed(session, application, "sent", f"sent:{application.public_id}", now)
    plan_escalation(session, application, days)
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
    hold_open(application)
    session.execute(delete(Answer).where(Answer.application_id == application.id))
    session.execute(delete(Application).where(Application.id == application.id))
