"""Decisions about help: what for, until when, and when a spoken code counts."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from backend.core.clock import MONTHS, months_later
from backend.domain.identity.rules import Helper

APPOINTMENTS = "appointments"
SERVICES = "services"
SEND = "send"
"""What a route may state: it is about appointments, fills in a service, or sends one."""
SERVICE, APPLICATION = "service:", "application:"
"""How a scope names one service, or one application; `SERVICES` alone is every service."""
MOST_SCOPES = 200
HELP, COUNTER, PAPER = "help", "counter", "paper"
KINDS = (HELP, COUNTER, PAPER)
"""Help by somebody one knows; by staff beside whom one sits; and by staff who type in a form that one has signed."""
LENGTHS = ("today", "month", "year")
STATES = ("waiting", "active", "ended")
AFTER_SENDING = ("wrote", "answered", "appealed")
DEEDS = ("booked", "changed", "cancelled", "waiting", "not_waiting", "arrived", "filled", "sent", *AFTER_SENDING)
"""What a helper may have done for somebody."""
LONGEST_NAME = 40
MOST_GIVEN = 10
"""So many people may act for one person, or wait for that, at a time."""
MOST_HELPED = 50
"""A trainer's two workshops, and some neighbours."""
TRIES_PER_HELPER = 10
TRY_WINDOW = timedelta(hours=1)


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


def allows(given: Helper, stated: str, service: str | None = None, application: uuid.UUID | None = None) -> bool:
    """Whether what was given covers a route: what it states, and the service or application that it names.

    A route that names none, or an application that is not there, is covered by any service; it looks itself.
    """
    if stated == APPOINTMENTS:
        return APPOINTMENTS in given.scope
    if stated == SEND and not given.may_send:
        return False
    if service is None:
        return any(word != APPOINTMENTS for word in given.scope)
    return may_use(given.scope, service, application)


def may_use(scope: Collection[str], service: str, application: uuid.UUID | None = None) -> bool:
    """Whether a scope covers a service, or this one application of it."""
    return SERVICES in scope or SERVICE + service in scope or f"{APPLICATION}{application}" in scope


def in_order(scope: Collection[str], services: Collection[str]) -> list[str]:
    """A scope that a person gives, as it is kept; what the city does not have falls away."""
    return [each for each in (APPOINTMENTS, *(SERVICE + service for service in services)) if each in scope]


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
    return months_later(today, {"today": 0, "month": 1, "year": MONTHS}[length])


def may_last_until(day: date, today: date) -> bool:
    """Whether help may be given until a day: from today to a year ahead."""
    return today <= day <= last_day("year", today)


def wait_to_try(tried: Sequence[datetime], now: datetime) -> timedelta:
    """How long a helper waits before typing another code, given when they typed wrong ones. Most wait not at all."""
    recent = sorted(moment for moment in tried if now - moment < TRY_WINDOW)
    if len(recent) < TRIES_PER_HELPER:
        return timedelta(0)
    return recent[-TRIES_PER_HELPER] + TRY_WINDOW - now
