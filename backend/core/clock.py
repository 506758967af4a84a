"""The one place that asks what time it is; everything below is told."""

from calendar import monthrange
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

MONTHS = 12
Day = TypeVar("Day", bound=date)


def now() -> datetime:
    """The present moment as aware UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """The calendar day it is now in the city."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def months_later(day: Day, months: int) -> Day:
    """The same day so many months later, or earlier below 0; the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
