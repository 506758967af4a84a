"""Who works on an application: taking it, handing it on, giving it back."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.domain.applications.conversing import tell_assignee
from backend.domain.applications.errors import NotAColleague, TakenMeanwhile
from backend.domain.applications.events import By, note_event
from backend.domain.applications.guards import hold_to_open
from backend.domain.applications.models import Application
from backend.domain.identity import queries as identity
from flows.service import Service


def assign(
    session: Session,
    application: Application,
    service: Service,
    to: int | None,
    by: By,
    now: datetime,
    *,
    instead_of: int | None = None,
) -> None:
    """Let somebody of the office work on an application, or nobody (None). It is so already: nothing changes.

    `instead_of` is who worked on it when it was looked at: two who take the same at once do not take it from each
    other. Raises `NotAColleague`, `TakenMeanwhile`, `TakenBack`, `AlreadyDecided` and `NotSentYet`.
    """
    hold_to_open(application)
    if application.assignee_id == to:
        return
    if application.assignee_id != instead_of:
        raise TakenMeanwhile
    if to is not None and to not in identity.colleagues(session, application.office):
        raise NotAColleague
    before, application.assignee_id = application.assignee_id, to
    if to is None:
        note_event(session, application, "given_back", by, now)
    elif to == by.account_id:
        _begin(session, application, by, now, before)
    else:
        note_event(session, application, "handed_on", by, now, to=to)
        tell_assignee(session, application, service, "case-handed", int(now.timestamp()), now)


def _begin(session: Session, application: Application, by: By, now: datetime, before: int | None) -> None:
    """Whoever takes it first begins to look at it, which its citizen sees; later takers only the desk sees."""
    if application.state in {"sent", "appealed"}:
        application.state = "in_work"
        note_event(session, application, "taken", by, now)
    else:
        note_event(session, application, "taken_over", by, now, before=before)
