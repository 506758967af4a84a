"""The entries of a repeated group: adding one, taking one away."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.actions import asked, hold_open, keep, keep_entry
from backend.domain.applications.errors import NotOnJourney
from backend.domain.applications.models import Answer, Application
from backend.domain.applications.rules import with_entry_asked
from flows.entries import ENTRY, of_entry
from flows.service import Service
from flows.types import Context


def add(
    session: Session,
    application: Application,
    service: Service,
    place: tuple[str, str],
    context: Context,
    now: datetime,
) -> bool:
    """Add an entry, and say whether it is new. `place` is its group and its id, which the device makes.

    An answer in an entry that is not there adds it too. Raises `AlreadySent`, `NotOnJourney` (also for what is no
    group), `EntryGone` and `TooManyEntries`.
    """
    _hold_group(service, place)
    hold_open(application)
    answers = queries.answers_of(session, application)
    asked(application, service, answers, place[0], context)
    with_entry_asked(service, answers, "/".join(place))
    new = keep_entry(session, application, *place, now)
    application.saved_at = now
    return new


def remove(session: Session, application: Application, service: Service, place: tuple[str, str], now: datetime) -> None:
    """Take an entry away for ever, with its answers; again changes nothing. Raises `AlreadySent` and `NotOnJourney`.

    That it is gone is kept, so that a slow line cannot bring it back half.
    """
    hold_open(application)
    _hold_group(service, place)
    inside = of_entry(queries.answers_of(session, application), *place)
    session.execute(delete(Answer).where(Answer.application_id == application.id, Answer.question.in_(inside)))
    keep(session, application, "/".join(place), None, now)


def _hold_group(service: Service, place: tuple[str, str]) -> None:
    group, entry = service.by_id.get(place[0]), place[1]
    if group is None or group.type != "group" or not ENTRY.fullmatch(entry):
        raise NotOnJourney
