"""How it stands with what was sent: for its citizen, and for whoever works on it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.asking import questions_open
from backend.domain.applications.ending import last_appeal_day
from backend.domain.applications.models import Application, Request
from backend.domain.applications.queries import Written
from backend.domain.applications.rules import can_appeal, can_withdraw, can_write
from backend.domain.applications.story import Entry, story
from backend.domain.catalogue.work_days import WorkDays
from backend.domain.identity import queries as identity
from backend.domain.identity.queries import StaffMember
from flows.journey import Journey
from flows.service import Question, Service
from flows.types import Context


@dataclass(frozen=True, slots=True)
class Asked:
    """What the desk asks for now: its words, the questions to answer again, and those not looked at yet.

    `walked` is the journey with the answers as they stand; where it ends at an exit, nothing can be sent.
    """

    request: Request
    words: Written | None
    questions: tuple[Question, ...]
    left: tuple[Question, ...]
    walked: Journey


@dataclass(frozen=True, slots=True)
class After:
    """What was done and written since it was sent, and what can be done now. `staff` are those who wrote, by account.

    `appeal_until` is the last day on which an appeal is taken, None where none is taken now.
    """

    timeline: tuple[Entry, ...]
    words: tuple[Written, ...]
    staff: dict[int, StaffMember]
    asked: Asked | None
    reason: Written | None
    may_write: bool
    may_withdraw: bool
    appeal_until: date | None


def after_sending(
    session: Session,
    application: Application,
    service: Service,
    context: Context,
    days: WorkDays,
    now: datetime,
    *,
    internal: bool = False,
) -> After:
    """How it stands with an application that was sent; with `internal`, all that only the desk reads is in it."""
    words = tuple(queries.written_about(session, application, internal=internal))
    until = last_appeal_day(application, service, days)
    return After(
        tuple(story(session, application, internal=internal)),
        words,
        identity.staff_named(session, {each.account_id for each in words if each.actor == "staff"}),
        asked_now(session, application, service, context),
        queries.decision_words(session, application),
        can_write(application, now),
        can_withdraw(application),
        until if can_appeal(application, until, days.day_of(now)) else None,
    )


def asked_now(session: Session, application: Application, service: Service, context: Context) -> Asked | None:
    """What the desk asks for now, if it does."""
    request = queries.open_request(session, application)
    if request is None:
        return None
    walked, left = questions_open(session, application, service, request, context)
    words = queries.words_of_id(session, application, request.words_id) if request.words_id else None
    pages = {page.id: page for page in walked.pages}
    asked = tuple(pages[each] for each in request.questions if each in pages)
    new = tuple(page for page in left if page not in asked)
    return Asked(request, words, asked + new, tuple(left), walked)


def answers_now(session: Session, application: Application, asked: Asked | None) -> dict[str, Any]:
    """The answers as they stand: as they were sent, or as they are being changed."""
    return dict(asked.walked.answers) if asked else queries.submitted(session, application)
