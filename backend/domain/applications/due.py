"""The desk's clock: who leads an office hears, once, of what is late there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.core import outbox
from backend.domain.applications.events import PROGRAM, note_event
from backend.domain.applications.models import Application
from backend.domain.applications.rules import how_due
from backend.domain.catalogue.work_days import WorkDays
from backend.domain.identity import queries as identity
from backend.domain.inbox import actions as inbox

ESCALATION = "case-late"
"""The outbox kind of it, and the kind of the message."""
NOT_NEEDED, SENT = "not-needed", "sent"
LONGEST_KEY = 80


def plan_escalation(session: Session, application: Application, days: WorkDays) -> None:
    """Write down that somebody is to look, the morning after the day a decision is due, once for each such day."""
    if application.due_on is not None:
        key = f"{ESCALATION}:{application.id}:{application.due_on}"
        about = {"application": application.id, "due_on": application.due_on.isoformat()}
        outbox.enqueue(session, ESCALATION, key, about, days.morning_after(application.due_on))


def escalate(session: Session, office_name: Any, payload: dict[str, Any], days: WorkDays, now: datetime) -> str:
    """Tell the leads of an office that something is late, if it still is. Returns the outcome for the outbox.

    A lead hears of an office once a day, whatever the number: the list says which. `office_name` names an office by
    its id, to be translated.
    """
    application = session.get(Application, payload["application"], with_for_update=True)
    today = days.day_of(now)
    if application is None or application.due_on != date.fromisoformat(payload["due_on"]):
        return NOT_NEEDED
    if how_due(application.state, application.due_on, today) != "late" or application.escalated_on is not None:
        return NOT_NEEDED
    application.escalated_on = today
    note_event(session, application, "escalated", PROGRAM, now)
    for lead in identity.with_role(session, "lead", application.office):
        inbox.post(
            session,
            lead,
            kind=ESCALATION,
            key=f"{ESCALATION}:{today}:{lead}:{application.office}"[:LONGEST_KEY],
            values={"place": office_name(application.office)},
            link=f"/desk?office={application.office}&late=1",
            now=now,
        )
    return SENT
