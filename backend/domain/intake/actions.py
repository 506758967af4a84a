"""Answering, sending and discarding; a question for a time holds it meanwhile, and sending books it.

Nothing is lost by being killed in between: a hold ends by itself, and what is sent is sent with its appointments or
not at all.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.core.errors import DomainError, FieldError
from backend.domain.applications import actions as applications
from backend.domain.applications.errors import AnswerNotTaken
from backend.domain.applications.models import Application
from backend.domain.applications.queries import answers_of, submitted
from backend.domain.appointments import actions as appointments
from backend.domain.appointments import queries as diary_queries
from backend.domain.appointments.actions import Hold
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.errors import (
    AppointmentIdTaken,
    HoldForeign,
    HoldOver,
    SlotClosed,
    SlotPast,
    SlotTaken,
    SlotUnknown,
    TooManyAppointments,
)
from backend.domain.appointments.rules import MOST_AHEAD
from backend.domain.intake.queries import appointment_id, time_questions
from flows.journey import Journey, journey
from flows.service import Question, Service
from flows.types import FIELD, Context

NOT_TO_BE_HAD = (
    SlotTaken,
    SlotClosed,
    SlotPast,
    SlotUnknown,
    HoldForeign,
    HoldOver,
    TooManyAppointments,
    AppointmentIdTaken,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept, in canonical form, and the journey with it."""

    value: Any
    walked: Journey


def save_answer(
    session: Session,
    application: Application,
    service: Service,
    question_id: str,
    value: Any,
    context: Context,
    now: datetime,
) -> Kept:
    """Keep the answer to one question; a time is held from now on.

    `value` of a question for a time is `{slot: number}`, or the answer as it was kept before. Saving the same again
    changes nothing, and takes the time once more if the hold is over. Another time lets the first one go, and so does
    an earlier answer that takes the question off the journey.

    Raises `AlreadySent`, `NotOnJourney` (also for an unknown question) and `AnswerNotTaken`; the last with
    `alternatives`, the nearest free times, where somebody else was quicker. The transaction must end then.
    """
    answers = answers_of(session, application)
    question = applications.asked(application, service, answers, question_id, context)
    canonical = applications.checked(question, value, context)
    if question.type == "slot":
        canonical = _another(session, application, question, answers.get(question_id), canonical, now)
    applications.keep(session, application, question_id, canonical, now)
    answers[question_id] = canonical
    walked = journey(service, answers, context.today)
    for other in time_questions(service):
        if other.id not in walked.answers:  # with these answers it would not be booked
            _let_go(session, application, answers.get(other.id))
    return Kept(canonical, walked)


def _another(
    session: Session, application: Application, question: Question, before: Any, wish: Any, now: datetime
) -> Any:
    """The time that is wished for now instead of the one before, held; None where none is wished for."""
    if wish is None:
        _let_go(session, application, before)
        return None
    same = before is not None and before["slot"] == wish["slot"]
    try:
        if len(diary_queries.upcoming(session, application.account_id, now)) >= MOST_AHEAD:
            raise TooManyAppointments(most=MOST_AHEAD)
        held = _hold(session, application, question, wish["slot"], before.get("hold") if same else None, now)
    except NOT_TO_BE_HAD as error:
        raise _not_taken(question, error) from error
    slot = held.slot
    return {
        "slot": slot.id,
        "starts_at": slot.starts_at.isoformat(),
        "office": slot.office,
        "staff": slot.staff,
        "hold": held.token,
    }


def _hold(
    session: Session, application: Application, question: Question, slot_id: int, token: str | None, now: datetime
) -> Hold:
    slot = diary_queries.slot(session, slot_id)
    if slot is None or slot.kind != question.limits["kind"]:
        raise SlotUnknown
    return appointments.hold(session, slot_id, application.account_id, now, token=token)


def _not_taken(question: Question, error: DomainError) -> AnswerNotTaken:
    """What the diary says, said of the answer."""
    wrong = FieldError(FIELD, "/value", error.message, {"most": MOST_AHEAD} if "most" in error.values else {})
    near = {"alternatives": error.values["alternatives"]} if "alternatives" in error.values else {}
    return AnswerNotTaken((wrong,), question=question.id, **near)


def _let_go(session: Session, application: Application, answer: Any) -> None:
    if answer is not None and "hold" in answer:
        appointments.let_go(session, application.account_id, answer["hold"])


def send(
    session: Session, diary: Diary, application: Application, service: Service, context: Context, now: datetime
) -> str:
    """Send an application with its times booked, once, and return its reference; again returns the same.

    A time whose hold is over is taken again if it is still free. Raises `NotForYou`, `NotComplete` and
    `AnswerNotTaken`, as in `save_answer`; nothing is sent then, and nothing booked, once the transaction has ended.
    """
    if application.reference is not None:
        return application.reference
    reference = applications.send(session, application, service, context, now)
    answers = submitted(session, application)
    for question in time_questions(service):
        if answers.get(question.id) is not None:
            _book(session, diary, application, question, answers[question.id], now)
    return reference


def _book(
    session: Session, diary: Diary, application: Application, question: Question, answer: Any, now: datetime
) -> None:
    """Hold once more, which changes nothing while the hold runs, and book."""
    public_id = appointment_id(application, question)
    try:
        token = _hold(session, application, question, answer["slot"], answer.get("hold"), now).token
        appointments.book(session, diary, application.account_id, public_id, token, (), now)
    except NOT_TO_BE_HAD as error:
        raise _not_taken(question, error) from error


def discard(session: Session, application: Application, service: Service) -> None:
    """Throw a draft away with its answers, and let its times go. Raises `AlreadySent`."""
    answers = answers_of(session, application)
    applications.discard(session, application)
    for question in time_questions(service):
        _let_go(session, application, answers.get(question.id))
