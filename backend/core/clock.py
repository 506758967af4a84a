"""The one place that asks what time it is; everything below is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment as aware UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """The calendar day it is now in the city."""
    return now().astimezone(ZoneInfo(time_zone)).date()
