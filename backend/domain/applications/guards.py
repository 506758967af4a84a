"""What must hold before the desk does something with an application."""

from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.errors import AlreadyDecided, ChangedMeanwhile, NotSentYet, TakenBack
from backend.domain.applications.models import Application
from backend.domain.applications.rules import OUTCOMES


def hold_to_open(application: Application) -> None:
    """Raise `NotSentYet`, `TakenBack` or `AlreadyDecided` unless it was sent and is still to be decided."""
    if application.state == "draft":
        raise NotSentYet
    if application.state == "withdrawn":
        raise TakenBack
    if application.state in OUTCOMES:
        raise AlreadyDecided


def hold_to_seen(session: Session, application: Application, seen: int | None) -> None:
    """Raise `ChangedMeanwhile` if the citizen did something after the event that was seen last; None passes over it."""
    if seen is not None and queries.last_by_citizen(session, application) > seen:
        raise ChangedMeanwhile
