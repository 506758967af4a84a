"""On which days the city works: Monday to Friday, without its holidays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
"""When those who work at the city hear of what the day brings."""


@dataclass(frozen=True, slots=True)
class WorkDays:
    """The city's clock, and the days on which all of it is closed."""

    zone: ZoneInfo
    closed: frozenset[date] = frozenset()

    def day_of(self, moment: datetime) -> date:
        """The calendar day it is in the city at a moment."""
        return moment.astimezone(self.zone).date()

    def morning_after(self, day: date) -> datetime:
        """The morning of the day after, in UTC."""
        return datetime.combine(day + timedelta(days=1), MORNING, self.zone).astimezone(UTC)
