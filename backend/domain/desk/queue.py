"""The queues of offices: what waits where, in pages by number, with filters that an index answers."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from backend.core.reference import is_reference, tidy_reference
from backend.domain.applications.models import ApplicantName, Application
from backend.domain.applications.names import MOST_NAME_WORDS, indexes_of
from backend.domain.applications.queries import MOST, PAGE, narrow
from backend.domain.applications.rules import OPEN, OURS, OUTCOMES, STATES
from backend.domain.identity import queries as identity
from flows.types.contact import phone_number

TO_DO = "to_do"
SECOND = "second"
VIEWS = {
    TO_DO: OURS,
    SECOND: ("in_work",),
    "open": OPEN,
    **{state: (state,) for state in STATES if state != "draft"},
}
"""What one may look at: 'to_do' is the city's move, 'second' waits for a second pair of eyes, the others are states."""
NEWEST_FIRST = frozenset({*OUTCOMES, "withdrawn"})
MOST_ARMS = 60
"""Offices times states that are each read from their index; with more, the states alone are."""
MOST_FOUND = 20

Offices = Collection[str] | None
"""The offices that somebody works for; None for the whole city."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to hold. `office` must be one of those the reader works for; `late_on` is today, for what is late.

    `mine` is the account whose work is looked for.
    """

    view: str = TO_DO
    office: str | None = None
    service: str | None = None
    mine: int | None = None
    unassigned: bool = False
    late_on: date | None = None
    offices: Offices = field(default=None)


def page(
    session: Session, wanted: Wanted, *, after: int | None = None, limit: int = PAGE, most: int = MOST
) -> Sequence[Application]:
    """What waits, oldest first, or what has ended, newest first; `after` is the `id` of the last one seen.

    Each combination of office and state is a walk along an index that ends after `limit` rows, so a long queue costs
    no more than a short one.
    """
    limit = min(limit, most)
    newest = wanted.view in NEWEST_FIRST
    order = Application.id.desc() if newest else Application.id
    arms = []
    for which in _arms(wanted):
        arm = select(Application.id).where(*which, *_filters(wanted))
        if after is not None:
            arm = arm.where(Application.id < after if newest else Application.id > after)
        arms.append(arm.order_by(order).limit(limit))
    if not arms:
        return []
    ids = arms[0] if len(arms) == 1 else _together(arms)
    query = select(Application).options(*narrow).where(Application.id.in_(ids)).order_by(order).limit(limit)
    return session.scalars(query).all()


def _together(arms: Sequence[Select[Any]]) -> Select[Any]:
    return select(union_all(*(select(arm.subquery().c.id) for arm in arms)).subquery().c.id)


def _arms(wanted: Wanted) -> Iterator[tuple[ColumnElement[bool], ...]]:
    states = VIEWS[wanted.view]
    offices = _offices(wanted)
    if offices is None or len(offices) * len(states) > MOST_ARMS:
        held = () if offices is None else (Application.office.in_(offices),)
        yield from ((Application.state == state, *held) for state in states)
        return
    for office, state in product(sorted(offices), states):
        yield Application.office == office, Application.state == state


def _offices(wanted: Wanted) -> Offices:
    """Those to look at: the one asked for, if the reader works for it."""
    if wanted.office is None:
        return wanted.offices
    return {wanted.office} if wanted.offices is None or wanted.office in wanted.offices else set()


def _filters(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.service is not None:
        yield Application.service == wanted.service
    if wanted.mine is not None:
        yield Application.assignee_id == wanted.mine
    if wanted.unassigned:
        yield Application.assignee_id.is_(None)
    if wanted.late_on is not None:
        yield Application.due_on < wanted.late_on
    if wanted.view == SECOND:
        yield Application.proposed_by.is_not(None)


def find(session: Session, typed: str, region: str, offices: Offices) -> Sequence[Application]:
    """The applications that somebody means by a reference, a telephone number or a name, newest first.

    Names and numbers are found by their blind indexes; nothing sealed is opened. All words of a name must fit.
    """
    query = select(Application).options(*narrow).where(Application.state != "draft")
    if offices is not None:
        query = query.where(Application.office.in_(offices))
    which = _meant(session, typed, region)
    if which is None:
        return []
    return session.scalars(query.where(*which).order_by(Application.id.desc()).limit(MOST_FOUND)).all()


def _meant(session: Session, typed: str, region: str) -> list[ColumnElement[bool]] | None:
    reference = tidy_reference(typed)
    if is_reference(reference):
        return [Application.reference == reference]
    number = phone_number(typed, region) if any(each.isdigit() for each in typed) else None
    if number is not None:
        account = identity.account_of(session, number)
        return None if account is None else [Application.account_id == account]
    words = indexes_of(session, typed)[:MOST_NAME_WORDS]
    if not words:
        return None
    return [
        Application.id.in_(select(ApplicantName.application_id).where(ApplicantName.word_index == word))
        for word in words
    ]
