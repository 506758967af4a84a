"""What ends an application without the desk, and what opens it once more: withdrawing, and an appeal."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.asking import close_request
from backend.domain.applications.conversing import tell_assignee, tell_citizen
from backend.domain.applications.due import plan_escalation
from backend.domain.applications.errors import AppealOver, DecidedMeanwhile, NotSentYet
from backend.domain.applications.events import By, Text, keep_words, note_deed, note_event
from backend.domain.applications.models import Application
from backend.domain.applications.rules import LONGEST_APPEAL, appeal_until, can_appeal, can_withdraw, decision_due
from backend.domain.catalogue.work_days import WorkDays
from flows.service import Service


def withdraw(session: Session, application: Application, service: Service, by: By, now: datetime) -> None:
    """Take an application back, as its citizen asked: nobody decides it any more. Twice is the same.

    Raises `NotSentYet` (a draft is discarded) and `DecidedMeanwhile`.
    """
    if application.state == "withdrawn":
        return
    if application.state == "draft":
        raise NotSentYet
    if not can_withdraw(application):
        raise DecidedMeanwhile
    close_request(session, application, now)
    tell_assignee(session, application, service, "case-withdrawn", 0, now)
    application.state, application.news_at = "withdrawn", None
    application.proposed_outcome = application.proposed_by = None
    note_event(session, application, "withdrawn", by, now)
    tell_citizen(session, application, service, "withdrawn", "withdrawn", now)


def last_appeal_day(application: Application, service: Service, days: WorkDays) -> date | None:
    """The last day on which an appeal against a refusal is taken; None where the service takes none, or no more."""
    if service.appeal is None or application.decided_at is None or application.appealed_at is not None:
        return None
    return appeal_until(days.day_of(application.decided_at), service.appeal.days)


def appeal(
    session: Session, application: Application, service: Service, text: Text, by: By, days: WorkDays, now: datetime
) -> None:
    """Appeal against a refusal, once: the office that the service names decides anew. The same id again is the same.

    Raises `AppealOver` (too late, not refused, or appealed before) and what `keep_words` raises.
    """
    before = queries.words_by_id(session, text.public_id)
    if before is not None and (before.application_id, before.kind) == (application.id, "appeal"):
        return
    until = last_appeal_day(application, service, days)
    if service.appeal is None or not can_appeal(application, until, days.day_of(now)):
        raise AppealOver
    words, _ = keep_words(session, application, "appeal", by, text, now, longest=LONGEST_APPEAL)
    application.appealed_at, application.appealed_against = now, application.decided_by
    application.decided_at = application.decided_by = None
    application.proposed_outcome = application.proposed_by = None
    application.state, application.office, application.assignee_id = "appealed", service.appeal.office, None
    application.due_on = decision_due(days.day_of(now), service.decision_days, days.closed)
    application.escalated_on, application.news_at = None, now
    note_event(session, application, "appealed", by, now, words)
    note_deed(session, application, "appealed", f"appealed:{application.public_id}", now)
    plan_escalation(session, application, days)
    tell_citizen(session, application, service, "appeal-received", "appealed", now, days=service.decision_days)
