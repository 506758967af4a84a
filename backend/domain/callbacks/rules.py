"""Decisions about calls: when, how often, and how many a person may ask for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.domain.catalogue.city import City

OUTCOMES = ("called", "not_reached", "taken_back")
STATES = ("waiting", *OUTCOMES)
TRIES = 3
"""Who is not reached is called again on the next working day; after the third time they ask anew."""
LONGEST_ABOUT = 300
WINDOW = timedelta(days=1)
PER_NUMBER = 5
PER_CALLER = 30
"""A day's asking from one network address without signing in: a hall of learners, but no machine that tries numbers."""
KEPT = timedelta(days=30)


def next_call(part: str, now: datetime, city: City) -> datetime:
    """When the next 'morning' or 'afternoon' on which the city calls begins, in UTC; one that has begun is too late."""
    local = now.astimezone(city.zone)
    day = local.date()
    while True:
        begins = datetime.combine(day, city.calls.windows[part][0], city.zone)
        if city.calls.on(day) and begins > local:
            return begins.astimezone(now.tzinfo)
        day += timedelta(days=1)


def until(part: str, call_from: datetime, city: City) -> datetime:
    """When the part of the day that begins at `call_from` ends, by the city's clock."""
    return datetime.combine(call_from.astimezone(city.zone).date(), city.calls.windows[part][1], city.zone)


def wait_to_ask(asked: Sequence[datetime], most: int, now: datetime) -> timedelta:
    """How long to wait before asking again, given when was asked within the last day; nearly always not at all."""
    recent = sorted(moment for moment in asked if now - moment < WINDOW)
    return recent[-most] + WINDOW - now if len(recent) >= most else timedelta(0)
