"""Doing one thing to several applications: first a look at what would happen, then each by itself, each once."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.database import insert_once
from backend.core.errors import DomainError, FieldError
from backend.domain.applications import asking, deciding
from backend.domain.applications.assigning import assign
from backend.domain.applications.errors import IdTaken, NotAColleague
from backend.domain.applications.events import Text, sound, staff
from backend.domain.applications.models import Application
from backend.domain.applications.queries import narrow
from backend.domain.applications.rules import LONGEST_MESSAGE, LONGEST_REASON
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.work_days import WorkDays
from backend.domain.desk.errors import TooMany
from backend.domain.desk.models import Batch
from backend.domain.desk.queue import Offices
from backend.domain.desk.rules import MOST_AT_ONCE, objection
from backend.domain.identity import queries as identity
from flows.service import Service

ServiceOf = Callable[[Session, Application], Service]
DONE, ALREADY = "done", "already"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done: an action of `rules.ACTIONS`; who gets them (None: nobody); what is written to the people."""

    action: str
    to: int | None = None
    words: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Item:
    """One application, and why the wish is not for it; None if it is."""

    application: Application
    service: Service
    objection: type[DomainError] | None


def look(
    session: Session, wish: Wish, ids: Iterable[uuid.UUID], by: int, offices: Offices, service_of: ServiceOf
) -> list[Item]:
    """What would happen to each, in the order of their numbers; what the reader may not see is left out.

    Raises `TooMany`, and for the words `WordsMissing` and `WordsTooLong`.
    """
    _hold_to_words(wish)
    items = []
    for application in _chosen(session, ids, offices):
        service = service_of(session, application)
        items.append(Item(application, service, _objection(session, wish, application, service, by)))
    return items


def _hold_to_words(wish: Wish) -> None:
    if wish.action == "ask":
        sound(wish.words, LONGEST_MESSAGE)
    elif wish.action == "approve" and wish.words.strip():
        sound(wish.words, LONGEST_REASON)


def _objection(
    session: Session, wish: Wish, application: Application, service: Service, by: int
) -> type[DomainError] | None:
    found = objection(application, service, wish.action, by)
    if found is None and wish.action == "assign" and wish.to is not None:
        return None if wish.to in identity.colleagues(session, application.office) else NotAColleague
    return found


def _chosen(
    session: Session, ids: Iterable[uuid.UUID], offices: Offices, *, lock: bool = False
) -> Sequence[Application]:
    wanted = list(dict.fromkeys(ids))
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise TooMany((FieldError("applications", "/applications", TooMany.message, {"most": MOST_AT_ONCE}),))
    query = select(Application).where(Application.public_id.in_(wanted), Application.state != "draft")
    if offices is not None:
        query = query.where(Application.office.in_(offices))
    # In the order of their numbers, so that two who do this at once never wait for each other in a circle.
    query = query.order_by(Application.id)
    return session.scalars(query.with_for_update() if lock else query.options(*narrow)).all()


def run(
    session: Session,
    batch_id: uuid.UUID,
    wish: Wish,
    ids: Iterable[uuid.UUID],
    by: int,
    offices: Offices,
    service_of: ServiceOf,
    days: WorkDays,
    now: datetime,
) -> Batch:
    """Do it to each for which it can be done, and keep what became of each. The same id again does nothing more.

    One that cannot be done leaves the others done. Raises as `look` does, and `IdTaken`.
    """
    before = session.get(Batch, batch_id)
    if before is None:
        _hold_to_words(wish)
        row = {"public_id": batch_id, "account_id": by, "action": wish.action, "results": [], "done_at": now}
        if insert_once(session, Batch, row):
            found = _chosen(session, ids, offices, lock=True)
            results = [_one(session, batch_id, wish, each, by, service_of, days, now) for each in found]
            batch = session.get_one(Batch, batch_id)
            batch.results = results
            session.flush()
            return batch
        before = session.get_one(Batch, batch_id)
    if (before.account_id, before.action) != (by, wish.action):
        raise IdTaken
    return before


def _one(
    session: Session,
    batch_id: uuid.UUID,
    wish: Wish,
    application: Application,
    by: int,
    service_of: ServiceOf,
    days: WorkDays,
    now: datetime,
) -> dict[str, Any]:
    service = service_of(session, application)
    told = {"id": str(application.public_id), "reference": application.reference}
    against = _objection(session, wish, application, service, by)
    if against is not None:
        return told | {"result": against.slug()}
    try:
        with session.begin_nested():
            result = _do(session, batch_id, wish, application, service, by, days, now)
    except DomainError as error:
        session.refresh(application)
        return told | {"result": error.slug()}
    return told | {"result": result}


def _do(
    session: Session,
    batch_id: uuid.UUID,
    wish: Wish,
    application: Application,
    service: Service,
    by: int,
    days: WorkDays,
    now: datetime,
) -> str:
    """Ids are made of the batch's and the application's, so that each is done once whatever happens in between."""
    made = uuid.uuid5(batch_id, str(application.public_id))
    text = Text(made, wish.words, wish.language) if wish.words.strip() else None
    if wish.action == "assign":
        if application.assignee_id == wish.to:
            return ALREADY
        assign(session, application, service, wish.to, staff(by), now, instead_of=application.assignee_id)
    elif wish.action == "ask":
        asking.ask(session, application, service, uuid.uuid5(made, "request"), text, [], staff(by), days, now)
    else:
        deciding.decide(session, application, service, "approved", text, staff(by), now)
    return DONE


def batch_of(session: Session, batch_id: uuid.UUID, by: int) -> Batch:
    """What somebody did before, to look at again; raises `NotFound`."""
    found = session.get(Batch, batch_id)
    if found is None or found.account_id != by:
        raise NotFound
    return found
