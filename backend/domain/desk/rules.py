"""Decisions of the desk: what may be done to many at once, and how old what waits is."""

from collections.abc import Mapping

from backend.core.errors import DomainError
from backend.domain.applications.errors import (
    AlreadyDecided,
    AskedAlready,
    ChangedMeanwhile,
    NotSentYet,
    OwnRefusal,
    TakenBack,
)
from backend.domain.applications.models import Application
from backend.domain.applications.rules import OUTCOMES
from backend.domain.desk.errors import NotForMany
from flows.service import Service

ACTIONS = ("assign", "ask", "approve")
"""What may be done to many applications at once."""
FORMATS = ("csv", "submissions")
MOST_AT_ONCE = 50
MOST_IN_FILE = 500
"""Applications in one file; the next file begins where it ended."""
AGES: Mapping[str, tuple[int, int | None]] = {
    "0-2": (0, 2),
    "3-5": (3, 5),
    "6-10": (6, 10),
    "11-20": (11, 20),
    "21": (21, None),
}
"""Days since it was sent, from and to; the last has no end."""


def objection(application: Application, service: Service, action: str, by: int) -> type[DomainError] | None:
    """Why an action of many is not done to this one; None if it is."""
    if application.state == "draft":
        return NotSentYet
    if application.state == "withdrawn":
        return TakenBack
    if application.state in OUTCOMES:
        return AlreadyDecided
    if action == "ask":
        return AskedAlready if application.state == "more_needed" else None
    if action == "approve":
        return _not_approved(application, service, by)
    return None


def _not_approved(application: Application, service: Service, by: int) -> type[DomainError] | None:
    """Several are approved at once only where the service says so, and where nothing is left to read or to wait for."""
    if not service.bulk_approve or application.second_pair:
        return NotForMany
    if application.appealed_against == by:
        return OwnRefusal
    if application.appealed_at is not None:
        return NotForMany
    if application.state == "more_needed":
        return AskedAlready
    return ChangedMeanwhile if application.news_at is not None else None
