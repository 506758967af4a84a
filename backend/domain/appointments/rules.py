"""Decisions about appointments: when times are, when one may change, when to remind."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from backend.domain.catalogue.bookables import MIDNIGHT
from backend.domain.catalogue.hours import PARTS
from push.timing import QuietHours

STATES = ("booked", "cancelled", "arrived", "called", "served", "missed")
AHEAD = ("booked", "arrived", "called")
"""States of an appointment that is still to be."""
SEAT_CLASSES = ("open", "counter", "same_day")

HOLD_FOR = timedelta(minutes=10)
HOLD_UNHURRIED = timedelta(hours=2)
"""In the elder mode, where nobody is to hurry: more than the ten times as long that WCAG 2.2.1 asks for."""
HOLD_SLACK = timedelta(minutes=10)
"""How far the clocks of two machines may lie apart before a hold counts as made by a clock that was wrong."""
LONGEST_HOLD = HOLD_UNHURRIED + HOLD_SLACK
HOLD_REMEMBERED = timedelta(days=1)
"""How long it is known whose a hold was that is over, so that it can be kept again while nobody took the time."""
MOST_AHEAD = 5
"""Appointments that a person may have ahead."""
LEAST_NOTICE = timedelta(hours=1)
"""A freed time is offered to those who wait only if there is this long to get there."""
REMINDERS = {"days3": timedelta(days=3), "day1": timedelta(days=1), "hours2": timedelta(hours=2)}
BEFORE_QUIET = timedelta(minutes=30)
"""A reminder that would fall into quiet hours goes this long before they begin."""
NOON = 12
LONGEST_NOTE = 1000
LONGEST_WHY = 200
LONGEST_USE = timedelta(days=365)
"""From the first to the last day of what is looked at together."""


class Timed(Protocol):
    """What the rules need to know of an appointment."""

    state: str
    day: date
    starts_at: datetime
    change_until: datetime


def slot_times(
    day: date, opens: time, closes: time, minutes: int, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """The times of one day as (start, end) in UTC, one after the other by the wall clock from `opens` to `closes`.

    `closes` of 00:00 is the midnight that ends the day. A wall time that the clock leaps over in spring is left out;
    one that comes twice in autumn is taken once, the first. Times never overlap and all last `minutes` (UTC is exact).
    """
    step = timedelta(minutes=minutes)
    wall = datetime.combine(day, opens)
    end = datetime.combine(day, closes) + (timedelta(days=1) if closes == MIDNIGHT else timedelta(0))
    free_from = datetime.min.replace(tzinfo=UTC)
    while wall + step <= end:
        starts_at = wall.replace(tzinfo=zone).astimezone(UTC)
        exists = starts_at.astimezone(zone).replace(tzinfo=None) == wall
        if exists and starts_at >= free_from:
            free_from = starts_at + step
            yield starts_at, free_from
        wall += step


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day begins by the city's clock; where midnight is leapt over, the leap."""
    return datetime.combine(day, MIDNIGHT, zone).astimezone(UTC)


def part_of(starts_at: datetime, zone: ZoneInfo) -> str:
    """Whether a time is in the morning or in the afternoon by the city's clock; midday is afternoon."""
    return PARTS[starts_at.astimezone(zone).hour >= NOON]


def class_of(number: int, capacity: int, counter_only: int, same_day: int) -> str:
    """What a place is kept for: the first are open, then those of the day itself, the last are the counter's."""
    if number > capacity - counter_only:
        return "counter"
    return "same_day" if number > capacity - counter_only - same_day else "open"


def hold_for(mode: str | None) -> timedelta:
    """How long a time is kept for somebody with this mode (`identity.rules.MODES`; None: never chosen)."""
    return HOLD_UNHURRIED if mode == "elder" else HOLD_FOR


def hold_runs(until: datetime, now: datetime) -> bool:
    """Whether a hold keeps its place. One that ends later than any hold can was made by a clock that was wrong."""
    return now < until <= now + LONGEST_HOLD


def can_change(appointment: Timed, now: datetime) -> bool:
    """Whether its person may still move an appointment: it is booked, and the limit is not passed."""
    return appointment.state == "booked" and now <= appointment.change_until


def can_cancel(appointment: Timed, now: datetime) -> bool:
    """Whether its person may still cancel: until the same limit."""
    return can_change(appointment, now)


def can_arrive(appointment: Timed, today: date) -> bool:
    """Whether a person may say 'I am here': on the day, by the city's clock. Nobody is sent away for being early."""
    return appointment.state == "booked" and appointment.day == today


def reminder_times(starts_at: datetime, now: datetime, quiet: QuietHours | None) -> dict[str, datetime]:
    """When to remind of a time, rule → moment in UTC; rules whose moment has passed are left out.

    What would fall into quiet hours goes before they begin. Two that then fall together, or change places, are one: the
    nearer rule's.
    """
    kept: dict[str, datetime] = {}
    for rule, ahead in reversed(REMINDERS.items()):
        moment = before_quiet(starts_at - ahead, quiet)
        if moment > now and all(moment < nearer for nearer in kept.values()):
            kept[rule] = moment
    return dict(reversed(kept.items()))


def before_quiet(moment: datetime, quiet: QuietHours | None) -> datetime:
    """The moment itself, or the last good one before the quiet hours it falls into."""
    if quiet is None or not quiet.holds(moment):
        return moment
    local = moment.astimezone(quiet.zone)
    begins = datetime.combine(local.date(), quiet.start, quiet.zone)
    if begins > local:
        begins = datetime.combine(local.date() - timedelta(days=1), quiet.start, quiet.zone)
    return begins.astimezone(UTC) - BEFORE_QUIET
