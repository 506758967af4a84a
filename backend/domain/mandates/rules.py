"""Decisions about help: what for, until when, and when a spoken code counts."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

APPOINTMENTS = "appointments"
SCOPES = (APPOINTMENTS,)
"""What somebody may be helped with; ids of services may follow."""
LENGTHS = ("today", "month", "year")
STATES = ("waiting", "active", "ended")
DEEDS = ("booked", "changed", "cancelled", "waiting", "not_waiting", "arrived")
"""What a helper may have done for somebody."""
LONGEST_NAME = 40
MOST_GIVEN = 10
"""So many people may act for one person, or wait for that, at a time."""
MOST_HELPED = 50
"""A trainer's two workshops, and some neighbours."""
TRIES_PER_HELPER = 10
TRY_WINDOW = timedelta(hours=1)
ENDING = 4
MONTHS = 12


class Terms(Protocol):
    """What is looked at to see whether help runs."""

    helper_id: int | None
    ends_on: date
    ended_at: datetime | None


class Code(Protocol):
    """What is looked at to see whether a code can still be used."""

    helper_id: int | None
    ended_at: datetime | None
    code_until: datetime | None
    tries_left: int


def in_force(mandate: Terms, today: date) -> bool:
    """Whether the helper may act: the code was typed, nobody stopped it, and the last day is not over."""
    return mandate.helper_id is not None and mandate.ended_at is None and today <= mandate.ends_on


def state_of(mandate: Terms, today: date) -> str:
    """'waiting' until somebody has typed the code, then 'active', and 'ended' once stopped or the last day is over."""
    if mandate.ended_at is not None or today > mandate.ends_on:
        return "ended"
    return "waiting" if mandate.helper_id is None else "active"


def code_runs(mandate: Code, now: datetime) -> bool:
    """Whether the code may still be typed: it is single, short-lived, and not tried too often."""
    open_until = mandate.code_until
    if open_until is None or mandate.helper_id is not None or mandate.ended_at is not None:
        return False
    return now < open_until and mandate.tries_left > 0


def last_day(length: str, today: date) -> date:
    """The last day of help that lasts 'today', a 'month' or a 'year'.

    A month ends on the same day of the next one, or on its last day where it is shorter.
    """
    months = {"today": 0, "month": 1, "year": MONTHS}[length]
    whole = today.month - 1 + months
    year, month = today.year + whole // MONTHS, whole % MONTHS + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def may_last_until(day: date, today: date) -> bool:
    """Whether help may be given until a day: from today to a year ahead."""
    return today <= day <= last_day("year", today)


def wait_to_try(tried: Sequence[datetime], now: datetime) -> timedelta:
    """How long a helper waits before typing another code, given when they typed wrong ones. Most wait not at all."""
    recent = sorted(moment for moment in tried if now - moment < TRY_WINDOW)
    if len(recent) < TRIES_PER_HELPER:
        return timedelta(0)
    return recent[-TRIES_PER_HELPER] + TRY_WINDOW - now


def ending_of(number: str) -> str:
    """The last four digits of a phone number, by which people know each other here."""
    return number[-ENDING:]
