"""Who helps whom, as the giver, the helper and the doors see it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from backend.core.reading import open_within
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import queries as identity
from backend.domain.identity.models import Account
from backend.domain.identity.queries import StaffMember
from backend.domain.identity.rules import Helper
from backend.domain.mandates.models import Deed, Mandate, WrongCode
from backend.domain.mandates.rules import HELP, TRY_WINDOW, state_of

PAGE = 20
MOST = 101
"""A page of a hundred, and one more to know whether another page follows."""
DEEDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Help:
    """A mandate as one of its two people sees it.

    `ending` are the last four digits of the other one's number, None while nobody has typed the code, and for staff,
    who are told by their own name (`staff`); `name` is what the reader calls them. `ended_by` is 'giver', 'helper', or
    None if it ended with its last day.
    """

    id: int
    public_id: uuid.UUID
    kind: str
    scope: tuple[str, ...]
    may_send: bool
    ends_on: date
    state: str
    staff: StaffMember | None
    ending: str | None
    name: str | None
    created_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None

    @property
    def staff_name(self) -> str | None:
        """How the member of staff is called; None for somebody one knows."""
        return self.staff.name if self.staff else None


@dataclass(frozen=True, slots=True)
class Acting:
    """What a door must know of help that runs: for whom, and by whom; `helper` says for what."""

    public_id: uuid.UUID
    giver_id: int
    helper: Helper
    ending: str | None
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
    own = identity.ending_in(session, row[3], row[4]) or ""
    by = Helper(helper_id, mandate.id, own, mandate.kind, tuple(mandate.scope), mandate.may_send)
    name = _name(session, mandate, mandate.giver_name_sealed, "giver")
    return Acting(public_id, mandate.giver_id, by, identity.ending_in(session, row[1], row[2]), name)


def runs(helper_id: int, today: date) -> ColumnElement[bool]:
    """The same as `rules.in_force`, for one helper, as a condition."""
    return and_(Mandate.helper_id == helper_id, Mandate.ended_at.is_(None), Mandate.ends_on >= today)


def given(
    session: Session, giver_id: int, today: date, *, after: int | None = None, limit: int = PAGE
) -> Sequence[Help]:
    """Whom a person lets help them, and let before, newest first; `after` is the `id` of the last one seen."""
    query = _with_other(Mandate.helper_id).where(Mandate.giver_id == giver_id)
    return _given(session, session.execute(_page(query, after, limit)).all(), today)


def helped(
    session: Session, helper_id: int, today: date, *, after: int | None = None, limit: int = PAGE
) -> Sequence[Help]:
    """Whom somebody may act for now, newest first; `after` is the `id` of the last one seen. The counter is no help."""
    query = _with_other(Mandate.giver_id).where(runs(helper_id, today), Mandate.kind == HELP)
    return [_helped(session, row, today) for row in session.execute(_page(query, after, limit))]


def running_visits(session: Session, helper_id: int, today: date) -> Sequence[Help]:
    """With whom staff fill in at a counter now, and whose forms they type in."""
    query = _with_other(Mandate.giver_id).where(runs(helper_id, today), Mandate.kind != HELP)
    return [_helped(session, row, today) for row in session.execute(_page(query, None, MOST))]


def one_given(session: Session, giver_id: int, public_id: uuid.UUID, today: date) -> Help:
    """One of the mandates that a person gave; raises `NotFound`."""
    query = _with_other(Mandate.helper_id).where(Mandate.giver_id == giver_id, Mandate.public_id == public_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound
    return _given(session, [row], today)[0]


def one_helped(session: Session, helper_id: int, public_id: uuid.UUID, today: date) -> Help:
    """One of the people somebody may act for now; raises `NotFound`."""
    query = _with_other(Mandate.giver_id).where(runs(helper_id, today), Mandate.public_id == public_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound
    return _helped(session, row, today)


def _with_other(
    side: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> Select[Mandate, bytes | None, bytes | None]:
    return select(Mandate, Account.phone_sealed, Account.phone_index).outerjoin(Account, Account.id == side)


def _page(
    query: Select[Mandate, bytes | None, bytes | None], after: int | None, limit: int
) -> Select[Mandate, bytes | None, bytes | None]:
    if after is not None:
        query = query.where(Mandate.id < after)
    return query.order_by(Mandate.id.desc()).limit(min(limit, MOST))


def _given(session: Session, rows: Sequence[Row[Mandate, bytes | None, bytes | None]], today: date) -> list[Help]:
    at_counters = {row[0].helper_id for row in rows if row[0].kind != HELP and row[0].helper_id is not None}
    staff = identity.staff_named(session, at_counters)
    unnamed = StaffMember("", None)
    return [
        _help(
            session,
            row,
            today,
            _name(session, row[0], row[0].helper_name_sealed, "helper"),
            None if row[0].kind == HELP else staff.get(row[0].helper_id or 0, unnamed),
        )
        for row in rows
    ]


def _helped(session: Session, row: Row[Mandate, bytes | None, bytes | None], today: date) -> Help:
    return _help(session, row, today, _name(session, row[0], row[0].giver_name_sealed, "giver"), None)


def _help(
    session: Session,
    row: Row[Mandate, bytes | None, bytes | None],
    today: date,
    name: str | None,
    staff: StaffMember | None,
) -> Help:
    mandate, sealed, index = row
    return Help(
        id=mandate.id,
        public_id=mandate.public_id,
        kind=mandate.kind,
        scope=tuple(mandate.scope),
        may_send=mandate.may_send,
        ends_on=mandate.ends_on,
        state=state_of(mandate, today),
        staff=staff,
        ending=identity.ending_in(session, sealed, index) if sealed and staff is None else None,
        name=name,
        created_at=mandate.created_at,
        taken_at=mandate.taken_at,
        ended_at=mandate.ended_at,
        ended_by={mandate.giver_id: "giver", mandate.helper_id: "helper"}.get(mandate.ended_by),
    )


def _name(session: Session, mandate: Mandate, sealed: bytes | None, side: str) -> str | None:
    return None if sealed is None else open_within(session, sealed, name_place(side, mandate.public_id))


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


def of_giver(session: Session, giver_id: int, mandate_ids: Collection[int]) -> dict[int, Help]:
    """Mandates that a person gave, by the numbers that other rows keep of them."""
    if not mandate_ids:
        return {}
    query = _with_other(Mandate.helper_id).where(Mandate.giver_id == giver_id, Mandate.id.in_(mandate_ids))
    return {each.id: each for each in _given(session, session.execute(query).all(), date.max)}


def helpers_named(
    session: Session, mandate_ids: Collection[int], *, at_desk: bool = False
) -> dict[int, tuple[str | None, str | None]]:
    """What their person calls those who helped under these mandates, and the last digits of their numbers.

    At the desk nobody reads what a person calls their helper.
    """
    if not mandate_ids:
        return {}
    rows = session.execute(_with_other(Mandate.helper_id).where(Mandate.id.in_(mandate_ids))).all()
    known = _given(session, rows, date.max)
    return {each.id: (None if at_desk else each.name, each.ending) for each in known}


def wrong_codes(session: Session, helper_id: int, now: datetime) -> list[datetime]:
    """When somebody typed codes that did not fit, within the last hour."""
    query = select(WrongCode.typed_at).where(WrongCode.helper_id == helper_id, WrongCode.typed_at > now - TRY_WINDOW)
    return list(session.scalars(query))


def count_given(session: Session, giver_id: int, today: date) -> int:
    """How many people may act for a person, or wait for that."""
    open_now = (Mandate.ended_at.is_(None), Mandate.ends_on >= today, Mandate.kind == HELP)
    query = select(func.count()).where(Mandate.giver_id == giver_id, *open_now)
    return session.scalar(query) or 0


def count_helped(session: Session, helper_id: int, today: date) -> int:
    """How many people somebody may act for."""
    return session.scalar(select(func.count()).where(runs(helper_id, today), Mandate.kind == HELP)) or 0


def with_open_code(
    session: Session, giver_id: int, helper_id: int, kind: str, today: date, now: datetime
) -> Sequence[Mandate]:
    """The mandates of a giver whose code is not too old and that nobody, or this helper, has taken; locked."""
    query = select(Mandate).where(
        Mandate.giver_id == giver_id,
        Mandate.kind == kind,
        Mandate.code_until > now,
        Mandate.ended_at.is_(None),
        Mandate.ends_on >= today,
        or_(Mandate.helper_id.is_(None), Mandate.helper_id == helper_id),
    )
    return session.scalars(query.order_by(Mandate.id).with_for_update()).all()
