"""Who waits for a call, as the person and the desk see it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from backend.core.reading import Matter, open_sealed
from backend.domain.callbacks.models import Callback
from backend.domain.callbacks.rules import WINDOW
from backend.domain.catalogue.errors import NotFound

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""


@dataclass(frozen=True, slots=True)
class Call:
    """A wish to be called, opened. `state` is one of `rules.STATES`; `about` is empty where nothing was said."""

    id: int
    public_id: uuid.UUID
    phone: str
    about: str
    language: str
    part: str
    call_from: datetime
    tries: int
    state: str
    asked_at: datetime


def phone_place(public_id: uuid.UUID) -> str:
    """What the number is sealed for."""
    return f"callback-phone:{public_id}"


def about_place(public_id: uuid.UUID) -> str:
    """What the person's words are sealed for."""
    return f"callback-about:{public_id}"


def opened(session: Session, row: Callback) -> Call:
    """A row with its sealed fields opened."""
    of, about = row.account_id, Matter("call", row.public_id)
    sealed = {"phone": (row.phone_sealed, phone_place), "about": (row.about_sealed, about_place)}
    said = {
        name: open_sealed(session, value, place(row.public_id), of=of, about=about, name=f"call.{name}")
        for name, (value, place) in sealed.items()
        if value
    }
    return Call(
        id=row.id,
        public_id=row.public_id,
        phone=said["phone"],
        about=said.get("about", ""),
        language=row.language,
        part=row.part,
        call_from=row.call_from,
        tries=row.tries,
        state=row.outcome or "waiting",
        asked_at=row.asked_at,
    )


def found(session: Session, public_id: uuid.UUID, *, lock: bool = False) -> Callback | None:
    """The row with this id."""
    query = select(Callback).where(Callback.public_id == public_id)
    return session.scalar(query.with_for_update() if lock else query)


def of(session: Session, account_id: int | None, public_id: uuid.UUID, *, lock: bool = False) -> Callback:
    """Somebody's own wish. One asked for without signing in belongs to whoever knows its id. Raises `NotFound`."""
    row = found(session, public_id, lock=lock)
    if row is None or row.account_id not in {None, account_id}:
        raise NotFound
    return row


def at_desk(session: Session, public_id: uuid.UUID) -> Callback:
    """Any wish, locked for noting a call; raises `NotFound`."""
    row = found(session, public_id, lock=True)
    if row is None:
        raise NotFound
    return row


def mine(session: Session, account_id: int, *, after: int | None = None, limit: int = PAGE) -> Sequence[Call]:
    """What a person asked for, newest first; `after` is the `id` of the last one seen."""
    query = select(Callback).where(Callback.account_id == account_id)
    if after is not None:
        query = query.where(Callback.id < after)
    rows = session.scalars(query.order_by(Callback.id.desc()).limit(min(limit, MOST)))
    return [opened(session, row) for row in rows]


def waiting_of(session: Session, account_id: int) -> uuid.UUID | None:
    """The id of the call that a person waits for."""
    query = select(Callback.public_id).where(Callback.account_id == account_id, Callback.done_at.is_(None))
    return session.scalar(query.order_by(Callback.id).limit(1))


def waiting(session: Session, *, after: int | None = None, limit: int = PAGE) -> Sequence[Call]:
    """Who waits for a call, those whose time comes first; `after` is the `id` of the last one seen."""
    query = select(Callback).where(Callback.done_at.is_(None))
    if after is not None:
        last = select(Callback.call_from).where(Callback.id == after).scalar_subquery()
        query = query.where(tuple_(Callback.call_from, Callback.id) > tuple_(last, after))
    rows = session.scalars(query.order_by(Callback.call_from, Callback.id).limit(min(limit, MOST)))
    return [opened(session, row) for row in rows]


def asked_for(session: Session, phone_index: bytes, now: datetime) -> Sequence[datetime]:
    """When a call to a number was asked for within the last day."""
    query = select(Callback.asked_at).where(Callback.phone_index == phone_index, Callback.asked_at > now - WINDOW)
    return session.scalars(query).all()


def asked_from(session: Session, caller_index: bytes, now: datetime) -> Sequence[datetime]:
    """When a call was asked for from a network address, without signing in, within the last day."""
    query = select(Callback.asked_at).where(
        Callback.caller_index == caller_index, Callback.account_id.is_(None), Callback.asked_at > now - WINDOW
    )
    return session.scalars(query).all()
