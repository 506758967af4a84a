"""Who helps whom, as the giver, the helper and the doors see it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from backend.core.database import vault_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.models import Account
from backend.domain.identity.rules import Helper
from backend.domain.mandates.models import Deed, Mandate, WrongCode
from backend.domain.mandates.rules import TRY_WINDOW, ending_of, state_of

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""
DEEDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Help:
    """A mandate as one of its two people sees it.

    `ending` are the last four digits of the other one's number, None while nobody has typed the code; `name` is what
    the reader calls them. `ended_by` is 'giver', 'helper', or None if it ended with its last day.
    """

    id: int
    public_id: uuid.UUID
    scope: tuple[str, ...]
    ends_on: date
    state: str
    ending: str | None
    name: str | None
    created_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class Acting:
    """What a door must know of help that runs: for whom, by whom, and for what."""

    public_id: uuid.UUID
    giver_id: int
    helper: Helper
    scope: tuple[str, ...]
    ending: str
    name: str | None


def acting(session: Session, helper_id: int, public_id: uuid.UUID, today: date) -> Acting | None:
    """The mandate under which somebody acts, or None if it does not run or is not theirs. One query."""
    giver, helper = aliased(Account), aliased(Account)
    numbers = (giver.phone_sealed, giver.phone_index, helper.phone_sealed, helper.phone_index)
    query = (
        select(Mandate, *numbers)
        .join(giver, giver.id == Mandate.giver_id)
        .join(helper, helper.id == Mandate.helper_id)
        .where(Mandate.public_id == public_id, runs(helper_id, today))
    )
    row = session.execute(query).first()
    if row is None:
        return None
    mandate = row[0]
    by = Helper(helper_id, mandate.id, _ending(session, row[3], row[4]))
    name = _name(session, mandate, mandate.giver_name_sealed, "giver")
    return Acting(public_id, mandate.giver_id, by, tuple(mandate.scope), _ending(session, row[1], row[2]), name)


def runs(helper_id: int, today: date) -> ColumnElement[bool]:
    """The same as `rules.in_force`, for one helper, as a condition."""
    return and_(Mandate.helper_id == helper_id, Mandate.ended_at.is_(None), Mandate.ends_on >= today)


def given(
    session: Session, giver_id: int, today: date, *, after: int | None = None, limit: int = PAGE
) -> Sequence[Help]:
    """Whom a person lets help them, and let before, newest first; `after` is the `id` of the last one seen."""
    query = _with_other(Mandate.helper_id).where(Mandate.giver_id == giver_id)
    return [_given(session, row, today) for row in session.execute(_page(query, after, limit))]


def helped(
    session: Session, helper_id: int, today: date, *, after: int | None = None, limit: int = PAGE
) -> Sequence[Help]:
    """Whom somebody may act for now, newest first; `after` is the `id` of the last one seen."""
    query = _with_other(Mandate.giver_id).where(runs(helper_id, today))
    return [_helped(session, row, today) for row in session.execute(_page(query, after, limit))]


def one_given(session: Session, giver_id: int, public_id: uuid.UUID, today: date) -> Help:
    """One of the mandates that a person gave; raises `NotFound`."""
    query = _with_other(Mandate.helper_id).where(Mandate.giver_id == giver_id, Mandate.public_id == public_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound
    return _given(session, row, today)


def one_helped(session: Session, helper_id: int, public_id: uuid.UUID, today: date) -> Help:
    """One of the people somebody may act for now; raises `NotFound`."""
    query = _with_other(Mandate.giver_id).where(runs(helper_id, today), Mandate.public_id == public_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound
    return _helped(session, row, today)


def _with_other(side: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> Select[Mandate, bytes, bytes]:
    return select(Mandate, Account.phone_sealed, Account.phone_index).outerjoin(Account, Account.id == side)


def _page(query: Select[Mandate, bytes, bytes], after: int | None, limit: int) -> Select[Mandate, bytes, bytes]:
    if after is not None:
        query = query.where(Mandate.id < after)
    return query.order_by(Mandate.id.desc()).limit(min(limit, MOST))


def _given(session: Session, row: Row[Mandate, bytes, bytes], today: date) -> Help:
    return _help(session, row, today, _name(session, row[0], row[0].helper_name_sealed, "helper"))


def _helped(session: Session, row: Row[Mandate, bytes, bytes], today: date) -> Help:
    return _help(session, row, today, _name(session, row[0], row[0].giver_name_sealed, "giver"))


def _help(session: Session, row: Row[Mandate, bytes, bytes], today: date, name: str | None) -> Help:
    mandate, sealed, index = row
    return Help(
        id=mandate.id,
        public_id=mandate.public_id,
        scope=tuple(mandate.scope),
        ends_on=mandate.ends_on,
        state=state_of(mandate, today),
        ending=_ending(session, sealed, index) if sealed else None,
        name=name,
        created_at=mandate.created_at,
        taken_at=mandate.taken_at,
        ended_at=mandate.ended_at,
        ended_by={mandate.giver_id: "giver", mandate.helper_id: "helper"}.get(mandate.ended_by),
    )


def _ending(session: Session, sealed: bytes, index: bytes) -> str:
    return ending_of(vault_of(session).open(sealed, f"account:{index.hex()}"))


def _name(session: Session, mandate: Mandate, sealed: bytes | None, side: str) -> str | None:
    return None if sealed is None else vault_of(session).open(sealed, name_place(side, mandate.public_id))


def name_place(side: str, public_id: uuid.UUID) -> str:
    """What the name of a mandate's 'giver' or 'helper' is sealed for."""
    return f"mandate-{side}:{public_id}"


def exists(session: Session, public_id: uuid.UUID) -> bool:
    """Whether there is a mandate with this id, whoever gave it."""
    return session.scalar(select(Mandate.id).where(Mandate.public_id == public_id)) is not None


def own(session: Session, giver_id: int, public_id: uuid.UUID) -> Mandate:
    """A mandate that a person gave, locked for changing; raises `NotFound`."""
    return _locked(session, public_id, Mandate.giver_id == giver_id)


def of_helper(session: Session, helper_id: int, public_id: uuid.UUID) -> Mandate:
    """A mandate that somebody took, locked for changing; raises `NotFound`."""
    return _locked(session, public_id, Mandate.helper_id == helper_id)


def _locked(session: Session, public_id: uuid.UUID, whose: ColumnElement[bool]) -> Mandate:
    found = session.scalar(select(Mandate).where(Mandate.public_id == public_id, whose).with_for_update())
    if found is None:
        raise NotFound
    return found


def deeds(session: Session, mandate_id: int) -> Sequence[Deed]:
    """What a helper did last, newest first."""
    query = select(Deed).where(Deed.mandate_id == mandate_id).order_by(Deed.id.desc())
    return session.scalars(query.limit(DEEDS_SHOWN)).all()


def wrong_codes(session: Session, helper_id: int, now: datetime) -> list[datetime]:
    """When somebody typed codes that did not fit, within the last hour."""
    query = select(WrongCode.typed_at).where(WrongCode.helper_id == helper_id, WrongCode.typed_at > now - TRY_WINDOW)
    return list(session.scalars(query))


def count_given(session: Session, giver_id: int, today: date) -> int:
    """How many people may act for a person, or wait for that."""
    query = select(func.count()).where(
        Mandate.giver_id == giver_id, Mandate.ended_at.is_(None), Mandate.ends_on >= today
    )
    return session.scalar(query) or 0


def count_helped(session: Session, helper_id: int, today: date) -> int:
    """How many people somebody may act for."""
    return session.scalar(select(func.count()).where(runs(helper_id, today))) or 0


def with_open_code(session: Session, giver_id: int, helper_id: int, today: date, now: datetime) -> Sequence[Mandate]:
    """The mandates of a giver whose code is not too old and that nobody, or this helper, has taken; locked."""
    query = select(Mandate).where(
        Mandate.giver_id == giver_id,
        Mandate.code_until > now,
        Mandate.ended_at.is_(None),
        Mandate.ends_on >= today,
        or_(Mandate.helper_id.is_(None), Mandate.helper_id == helper_id),
    )
    return session.scalars(query.order_by(Mandate.id).with_for_update()).all()
