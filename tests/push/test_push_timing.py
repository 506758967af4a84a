from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from push.timing import (
    FIRST_WAIT,
    LEAST_WAIT,
    LONGEST_RETRY_AFTER,
    LONGEST_WAIT,
    TRIES,
    QuietHours,
    next_try,
    read_retry_after,
    when_to_send,
)

LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(time(21), time(8), LONDON)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)

zones = st.sampled_from(
    [
        "Europe/London",
        "Asia/Hong_Kong",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Kathmandu",
    ]
).map(ZoneInfo)
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
quiets = st.builds(QuietHours, minutes, minutes, zones)
any_instant = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
# Days on which clocks change in London, New York, Lord Howe and Casablanca, two days around each.
change_days = [(2026, 3, 29), (2026, 10, 25), (2026, 3, 8), (2026, 11, 1), (2026, 4, 4), (2026, 10, 3), (2026, 2, 15)]
around_changes = st.builds(
    lambda day, seconds: datetime(*day, tzinfo=UTC) + timedelta(seconds=seconds),
    st.sampled_from(change_days),
    st.integers(-86_400, 2 * 86_400),
)


@given(any_instant | around_changes, quiets)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), QuietHours(time(22), time(1, 30), LONDON))
@example(datetime(2026, 10, 25, 0, 45, tzinfo=UTC), QuietHours(time(1, 30), time(5), LONDON))
def test_it_is_sent_at_the_first_minute_outside_quiet_hours(now: datetime, quiet: QuietHours) -> None:
    at = when_to_send(now, urgent=False, quiet=quiet)
    assert at.tzinfo is UTC
    assert at >= now
    assert not quiet.holds(at)
    earlier = now
    while earlier < at:  # walked by the minute as the reader's clock does, knowing nothing of how it was reckoned
        assert quiet.holds(earlier)
        earlier = (earlier + timedelta(minutes=1)).replace(second=0, microsecond=0)


@given(any_instant | around_changes, quiets)
def test_the_time_to_send_is_a_time_to_send(now: datetime, quiet: QuietHours) -> None:
    at = when_to_send(now, urgent=False, quiet=quiet)
    assert when_to_send(at, urgent=False, quiet=quiet) == at


@given(any_instant | around_changes, quiets)
def test_urgent_messages_do_not_wait(now: datetime, quiet: QuietHours) -> None:
    assert when_to_send(now, urgent=True, quiet=quiet) == now


@given(any_instant, minutes, zones)
def test_the_same_start_and_end_mean_no_quiet_hours(now: datetime, at: time, zone: ZoneInfo) -> None:
    assert when_to_send(now, urgent=False, quiet=QuietHours(at, at, zone)) == now
    assert when_to_send(now, urgent=False, quiet=None) == now


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-07-01T12:00+00:00", "2026-07-01T12:00+00:00"),  # 1 pm in London
        ("2026-07-01T21:30+00:00", "2026-07-02T07:00+00:00"),  # half past ten in the evening, summer time
        ("2026-01-01T21:30+00:00", "2026-01-02T08:00+00:00"),  # the same in winter
        ("2026-01-02T03:00+08:00", "2026-01-01T19:00+00:00"),  # another zone's way of writing 7 pm
        ("2026-03-28T23:00+00:00", "2026-03-29T07:00+00:00"),  # the night in which clocks go forward
        ("2026-10-24T23:00+00:00", "2026-10-25T08:00+00:00"),  # the night in which they go back
        ("2026-01-02T07:59:59.999999+00:00", "2026-01-02T08:00+00:00"),
        ("2026-01-02T08:00+00:00", "2026-01-02T08:00+00:00"),
        ("2026-01-02T21:00+00:00", "2026-01-03T08:00+00:00"),
    ],
)
def test_quiet_hours_by_the_readers_clock(now: str, expected: str) -> None:
    assert when_to_send(datetime.fromisoformat(now), urgent=False, quiet=NIGHT) == datetime.fromisoformat(expected)


def test_an_end_that_the_clock_leaps_over_is_reached_by_the_leap() -> None:
    quiet = QuietHours(time(22), time(1, 30), LONDON)  # on 29 March 2026, 1 am becomes 2 am
    at = when_to_send(datetime(2026, 3, 29, 0, 20, tzinfo=UTC), urgent=False, quiet=quiet)
    assert at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_quiet_hours_inside_one_day_end_the_same_day() -> None:
    nap = QuietHours(time(13), time(15), ZoneInfo("Asia/Hong_Kong"))
    at = when_to_send(datetime(2026, 5, 5, 6, tzinfo=UTC), urgent=False, quiet=nap)
    assert at == datetime(2026, 5, 5, 7, tzinfo=UTC)


def test_times_without_a_zone_are_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="zone"):
        when_to_send(datetime(2026, 5, 5), urgent=False, quiet=NIGHT)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="zone"):
        QuietHours(time(21, tzinfo=UTC), time(8), LONDON)


@given(st.integers(1, TRIES - 1), st.randoms(use_true_random=False))
def test_a_retry_waits_between_ten_seconds_and_the_cap(attempts: int, source: Random) -> None:
    at = next_try(attempts, NOON, source=source)
    assert at is not None
    most = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    assert LEAST_WAIT <= at - NOON <= LEAST_WAIT + most


def test_retries_spread_over_the_whole_wait() -> None:
    source = Random(7)  # noqa: S311 - jitter
    waits = [at - NOON for _ in range(400) if (at := next_try(5, NOON, source=source))]
    most = FIRST_WAIT * 2**4
    assert min(waits) < LEAST_WAIT + most * 0.05
    assert max(waits) > LEAST_WAIT + most * 0.95


@given(st.integers(TRIES, 10_000), st.none() | st.timedeltas())
def test_it_is_given_up_after_the_stated_tries(attempts: int, retry_after: timedelta | None) -> None:
    assert next_try(attempts, NOON, retry_after) is None


def test_all_tries_together_take_27_hours_at_most() -> None:
    class Last(Random):
        def random(self) -> float:
            return 1.0

    at, attempts = NOON, 1
    while (later := next_try(attempts, at, source=Last())) is not None:
        at, attempts = later, attempts + 1
    assert attempts == TRIES
    assert timedelta(hours=24) < at - NOON < timedelta(hours=27)


@given(st.integers(1, TRIES - 1), st.timedeltas(timedelta(days=-1), timedelta(days=30)), st.randoms())
def test_a_retry_after_is_waited_for_up_to_a_day(attempts: int, retry_after: timedelta, source: Random) -> None:
    at = next_try(attempts, NOON, retry_after, source)
    assert at is not None
    assert at - NOON >= min(retry_after, LONGEST_RETRY_AFTER)
    assert LEAST_WAIT <= at - NOON <= LONGEST_RETRY_AFTER + FIRST_WAIT


def test_attempts_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        next_try(0, NOON)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("30", timedelta(seconds=30)),
        (" 0 ", timedelta()),
        ("99999999999999999999", timedelta(days=1)),
        ("Wed, 01 Jul 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Wed, 01 Jul 2026 11:00:00 GMT", timedelta()),
        ("Wed, 01 Jul 2099 11:00:00 GMT", timedelta(days=1)),
        ("Wed, 01 Jul 2026 12:01:00 -0000", None),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("१२", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, expected: timedelta | None) -> None:
    assert read_retry_after(header, NOON) == expected


@given(st.text())
def test_any_retry_after_header_is_survived(header: str) -> None:
    wait = read_retry_after(header, NOON)
    assert wait is None or timedelta() <= wait <= LONGEST_RETRY_AFTER
