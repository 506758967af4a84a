"""How it goes at the desk: how many in each state, how old what waits is, what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from backend.domain.applications.models import Application
from backend.domain.applications.rules import OPEN, OURS, SOON, STATES, decision_due
from backend.domain.catalogue.work_days import WorkDays
from backend.domain.desk.queue import Offices
from backend.domain.desk.rules import AGES


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts: by state, by age of what is open (`rules.AGES`), what is late, soon late, and with nobody."""

    states: Mapping[str, int]
    ages: Mapping[str, int]
    late: int
    soon: int
    unassigned: int


def figures(session: Session, offices: Offices, days: WorkDays, now: datetime) -> Figures:
    """How it goes at some offices, or in the whole city (None). Two queries, however many applications there are."""
    here = () if offices is None else (Application.office.in_(offices),)
    counted = select(Application.state, func.count()).where(Application.state != "draft", *here)
    found: dict[str, int] = dict(session.execute(counted.group_by(Application.state)).all())
    open_ones = session.execute(
        select(*(func.count(case((which, 1))) for which in _measures(days, now))).where(
            Application.state.in_(OPEN), *here
        )
    ).one()
    ages = dict(zip(AGES, open_ones, strict=False))
    late, soon, unassigned = open_ones[len(AGES) :]
    states = {state: found.get(state, 0) for state in STATES if state != "draft"}
    return Figures(states, ages, late, soon, unassigned)


def _measures(days: WorkDays, now: datetime) -> list[ColumnElement[bool]]:
    today = days.day_of(now)
    ours = Application.state.in_(OURS)
    # From this day on there are more than `SOON` working days left.
    far = decision_due(today, SOON, days.closed)
    return [
        *(_sent_between(now, first, last) for first, last in AGES.values()),
        ours & (Application.due_on < today),
        ours & (Application.due_on >= today) & (Application.due_on <= far),
        Application.assignee_id.is_(None) & ours,
    ]


def _sent_between(now: datetime, first: int, last: int | None) -> ColumnElement[bool]:
    """Whether it was sent so many whole days ago."""
    newest = Application.sent_at <= now - timedelta(days=first)
    return newest if last is None else newest & (Application.sent_at > now - timedelta(days=last + 1))
