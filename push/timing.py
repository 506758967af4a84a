"""When a message may go: outside quiet hours by the reader's own clock, and again later when it failed.

Pure functions; times in and out are aware, results are UTC.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from math import ceil, floor
from random import Random, SystemRandom
from zoneinfo import ZoneInfo

FIRST_WAIT = timedelta(seconds=30)  # the most that the first retry waits, doubled with each try
LEAST_WAIT = timedelta(seconds=10)  # FCM asks for at least this much
LONGEST_WAIT = timedelta(hours=6)
TRIES = 14  # in all: without a Retry-After they are over within 27 hours
LONGEST_RETRY_AFTER = timedelta(days=1)  # a carrier that asks for more is not believed

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until `end` (not included) by the clock in `zone`; may pass midnight.

    Start equal to end means no quiet hours. Start and end are plain wall times: ValueError for one with a time zone.
    """

    start: time
    end: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            raise ValueError("Quiet hours start and end at wall times; the zone is given once, beside them.")

    def holds(self, at: datetime) -> bool:
        """Whether the clock in the zone shows a quiet time at this instant."""
        shown = at.astimezone(self.zone).time()
        if self.start <= self.end:
            return self.start <= shown < self.end
        return shown >= self.start or shown < self.end


def when_to_send(now: datetime, urgent: bool, quiet: QuietHours | None) -> datetime:  # noqa: FBT001 - a plain question
    """The first instant, from now on, at which the reader's clock is outside quiet hours; now itself if urgent.

    Correct when clocks change: an end that the clock leaps over counts as reached by the leap. Raises ValueError for
    a time without a zone.
    """
    at = _utc(now)
    if urgent or quiet is None:
        return at
    while quiet.holds(at):
        at = _end_or_change(at, quiet)
    return at


def _end_or_change(at: datetime, quiet: QuietHours) -> datetime:
    """The instant when the clock reaches the end, or is put forward or back before that, whichever is first."""
    shown = at.astimezone(quiet.zone).replace(tzinfo=None, fold=0)
    end = datetime.combine(shown.date(), quiet.end)
    if end <= shown:
        end += _DAY
    target = at + (end - shown)
    if _offset(target, quiet.zone) == _offset(at, quiet.zone):
        return target
    return _change(at, target, quiet.zone)


def _change(after: datetime, until: datetime, zone: ZoneInfo) -> datetime:
    """The first whole second, in (after, until], with another offset from UTC, found by halving; one change assumed."""
    low, high = floor(after.timestamp()), ceil(until.timestamp())
    before = _offset(after, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def next_try(
    attempts: int, now: datetime, retry_after: timedelta | None = None, source: Random | None = None
) -> datetime | None:
    """When to try again after this many attempts (1 or more), or None after 14: then it is given up.

    The wait is 10 seconds and a random part of 30 seconds, doubled with each try up to 6 hours ('full jitter': after
    an outage not all come back at once). If the carrier said how long to wait, that comes first, then the random part
    of the first try. Pass a seeded `source` to know the result.
    """
    at = _utc(now)
    if attempts < 1:
        raise ValueError("Count the attempt that has just failed: attempts starts at 1.")
    if attempts >= TRIES:
        return None
    spread = (source or SystemRandom()).random()
    if retry_after is not None:
        asked = min(max(retry_after, LEAST_WAIT), LONGEST_RETRY_AFTER)
        return at + asked + spread * FIRST_WAIT
    return at + LEAST_WAIT + spread * min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)


def read_retry_after(value: str, now: datetime) -> timedelta | None:
    """A Retry-After header (RFC 9110, section 10.2.3: seconds or a date) as a wait, or None when it makes no sense.

    Never negative, and a day at most.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = min(int(text[:10]), LONGEST_RETRY_AFTER.total_seconds())
        return timedelta(seconds=seconds)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    if date.tzinfo is None:
        return None
    return min(max(date - _utc(now), timedelta()), LONGEST_RETRY_AFTER)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A time here needs its zone.")
    return at.astimezone(UTC)
