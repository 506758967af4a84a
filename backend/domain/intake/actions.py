"""Answering, sending and discarding; a time is held meanwhile and booked when it is sent, and files go along.

Nothing is lost by being killed in between: a hold ends by itself, and what is sent is sent with its appointments or
not at all.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.core.errors import DomainError, FieldError
from backend.domain.applications import actions as applications
from backend.domain.applications import asking, ending
from backend.domain.applications.errors import AnswerNotTaken
from backend.domain.applications.events import By, Text
from backend.domain.applications.models import Application
from backend.domain.applications.queries import answers_of, submitted
from backend.domain.applications.rules import hold_to_entries, with_entry_asked
from backend.domain.applications.sources import Source
from backend.domain.appointments import actions as appointments
from backend.domain.appointments import queries as diary_queries
from backend.domain.appointments.actions import Hold
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.errors import (
    AppointmentIdTaken,
    HoldForeign,
    HoldOver,
    LongerNotFree,
    SlotClosed,
    SlotPast,
    SlotTaken,
    SlotUnknown,
    TooManyAppointments,
)
from backend.domain.appointments.queries import find
from backend.domain.appointments.rules import MOST_AHEAD, can_cancel
from backend.domain.intake import enclosed
from backend.domain.intake.queries import appointment_id, needs_for, time_questions, times_of
from backend.domain.uploads import actions as uploads
from flows.journey import Journey, journey
from flows.service import Question, Service
from flows.types import FIELD, Context
from flows.types.enclosed import files_asked, takes_files

NOT_TO_BE_HAD = (
    SlotTaken,
    SlotClosed,
    SlotPast,
    SlotUnknown,
    HoldForeign,
    HoldOver,
    LongerNotFree,
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
    diary: Diary,
    application: Application,
    service: Service,
    question_id: str,
    value: Any,
    context: Context,
    now: datetime,
    source: Source | None = None,
    seen: Collection[str] | None = None,
) -> Kept:
    """Keep the answer to one question; a time is held from now on. `source` is where it was taken over from.

    `seen` are the versions of the answer (`applications.queries.version_of`) that the device knows of, an empty one
    where it knows that there was none. An answer that another device kept meanwhile is then not written over. None is
    from a device that does not say, and writes over what is there.

    `value` of a question for a time is `{slot: number}`, or the answer as it was kept before. Saving the same again
    changes nothing, and takes the time once more if the hold is over. Another time lets the first one go, and so does
    an earlier answer that takes the question off the journey.

    Raises `AlreadySent`, `NotOnJourney` (also for an unknown question), `EntryGone`, `TooManyEntries`, `AnswerChanged`
    and `AnswerNotTaken`; the last with `alternatives`, the nearest free times, where somebody else was quicker, or a
    longer visit does not fit. The transaction must end then.
    """
    answers = dict(with_entry_asked(service, answers_of(session, application), question_id))
    question = applications.asked(application, service, answers, question_id, context)
    asking.hold_to_asked(session, application, question)
    canonical = applications.checked(question, value, context)
    hold_to_entries(question, canonical, answers)
    if seen is not None and applications.is_kept_already(
        session, application, question_id, canonical, answers.get(question_id), seen
    ):
        return Kept(canonical, journey(service, answers, context.today))
    if question.type == "slot":
        canonical = _another(session, diary, application, question, answers, canonical, now)
    if takes_files(question):
        enclosed.hold_to_uploads(session, application, question, canonical)
    applications.keep(session, application, question_id, canonical, now, source)
    answers[question_id] = canonical
    walked = journey(service, answers, context.today)
    for other in time_questions(service):
        if other.id not in walked.answers:  # with these answers it would not be booked
            _let_go(session, application, answers.get(other.id))
    return Kept(canonical, walked)


def _another(
    session: Session,
    diary: Diary,
    application: Application,
    question: Question,
    answers: Mapping[str, Any],
    wish: Any,
    now: datetime,
) -> Any:
    """The time that is wished for now instead of the one before, held; None where none is wished for."""
    before: Any = answers.get(question.id)
    if wish is None:
        _let_go(session, application, before)
        return None
    same = before is not None and before["slot"] == wish["slot"]
    try:
        if len(diary_queries.upcoming(session, application.account_id, now)) >= MOST_AHEAD:
            raise TooManyAppointments(most=MOST_AHEAD)
        held = _hold(session, application, question, wish["slot"], before.get("hold") if same else None, now)
        appointments.hold_to_room(session, diary, held.slot, now, needs_for(diary, question, answers))
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
    reference = applications.send(session, application, service, context, diary.content.work_days, now)
    answers = submitted(session, application)
    for question in time_questions(service):
        if answers.get(question.id) is not None:
            _book(session, diary, application, question, answers, now)
    if files_asked(service):
        enclosed.forget_what_is_not_sent(session, application)
    return reference


def _book(
    session: Session,
    diary: Diary,
    application: Application,
    question: Question,
    answers: Mapping[str, Any],
    now: datetime,
) -> None:
    """Hold once more, which changes nothing while the hold runs, and book."""
    public_id, answer, needs = (
        appointment_id(application, question),
        answers[question.id],
        needs_for(diary, question, answers),
    )
    try:
        token = _hold(session, application, question, answer["slot"], answer.get("hold"), now).token
        appointments.book(session, diary, application.account_id, public_id, token, needs, now)
    except NOT_TO_BE_HAD as error:
        raise _not_taken(question, error) from error


def discard(session: Session, application: Application, service: Service) -> None:
    """Throw a draft away with its answers and files, and let its times go. Raises `AlreadySent`."""
    answers = answers_of(session, application)
    if application.state == "draft" and files_asked(service):
        uploads.forget_all_but(session, application)
    applications.discard(session, application)
    for question in time_questions(service):
        _let_go(session, application, answers.get(question.id))


def answer_request(
    session: Session,
    diary: Diary,
    application: Application,
    service: Service,
    request_id: uuid.UUID,
    text: Text | None,
    by: By,
    context: Context,
    now: datetime,
) -> None:
    """Send the answer to what the desk asked for; a time that a changed answer has brought is booked with it.

    Sent again, it changes nothing. Raises as `asking.answer` does.
    """
    days = diary.content.work_days
    asking.answer(session, application, service, request_id, text, by, context, days, now)
    answers = submitted(session, application)
    for question in time_questions(service):
        if answers.get(question.id) is not None and find(session, appointment_id(application, question)) is None:
            _book(session, diary, application, question, answers[question.id], now)


def withdraw(session: Session, diary: Diary, application: Application, service: Service, by: By, now: datetime) -> None:
    """Take an application back, and cancel the times that came of it where they still can be.

    Raises as `ending.withdraw` does.
    """
    ending.withdraw(session, application, service, by, now)
    for time in times_of(session, application, service, submitted(session, application), now):
        if time.appointment is not None and can_cancel(time.appointment, now):
            appointments.cancel(session, diary, time.appointment, now)
