"""How it stands with the times of an application."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.domain.applications.models import Application
from backend.domain.appointments import queries as diary_queries
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment
from flows.service import Question, Service


@dataclass(frozen=True, slots=True)
class Time:
    """The time that answers a question: until when it is kept, if it is, or the appointment it has become."""

    question: str
    kept_until: datetime | None
    appointment: Appointment | None


def time_questions(service: Service) -> tuple[Question, ...]:
    """The questions of a service whose answer is a time."""
    return tuple(question for question in service.questions if question.type == "slot")


def needs_for(diary: Diary, question: Question, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What a person needs for the visit that answers a question, as far as the city still knows it."""
    said = answers.get(question.limits.get("needs", "")) or ()
    return tuple(each for each in diary.bookables.needs if each in said)


def appointment_id(application: Application, question: Question) -> uuid.UUID:
    """The id of the appointment that a question makes: always the same, so that however often it is sent, it is one."""
    return uuid.uuid5(application.public_id, question.id)


def times_of(
    session: Session, application: Application, service: Service, answers: Mapping[str, Any], now: datetime
) -> list[Time]:
    """The times among these answers, in the order of the questions. Services that ask for none cost no query."""
    return [
        _time(session, application, question, answers[question.id], now)
        for question in time_questions(service)
        if answers.get(question.id) is not None
    ]


def _time(session: Session, application: Application, question: Question, answer: Any, now: datetime) -> Time:
    if application.state != "draft":
        return Time(question.id, None, diary_queries.find(session, appointment_id(application, question)))
    token = answer.get("hold")
    until = diary_queries.kept_until(session, token, application.account_id, now) if token else None
    return Time(question.id, until, None)
