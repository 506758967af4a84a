"""The pure rules: the times of a day however the clock is changed, limits, and when to remind."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.domain.appointments.rules import (
    HOLD_FOR,
    HOLD_UNHURRIED,
    REMINDERS,
    before_quiet,
    can_arrive,
    can_cancel,
    can_change,
    class_of,
    hold_for,
    hold_runs,
    part_of,
    reminder_times,
    slot_times,
    start_of,
)
from backend.domain.identity.rules import MODES
from push.timing import QuietHours

LONDON = ZoneInfo("Europe/London")
ZONES = st.sampled_from(
    [
        LONDON,
        ZoneInfo("America/New_York"),
        ZoneInfo("America/St_Johns"),
        ZoneInfo("Australia/Lord_Howe"),  # changes by half an hour
        ZoneInfo("Africa/Cairo"),  # leaps over midnight
        ZoneInfo("Pacific/Apia"),  # left out a whole day
        ZoneInfo("Asia/Kathmandu"),
        ZoneInfo("Asia/Hong_Kong"),
    ]
)
DAYS = st.dates(date(2008, 1, 1), date(2032, 12, 31))
CHANGES = st.sampled_from(
    [
        date(2027, 3, 28),  # London, spring
        date(2026, 10, 25),  # London, autumn
        date(2027, 3, 14),  # New York
        date(2026, 11, 1),
        date(2027, 4, 4),  # Lord Howe
        date(2026, 10, 4),
        date(2026, 4, 24),  # Cairo
        date(2011, 12, 30),  # Apia: a day that was not
        date(2028, 2, 29),  # leap day
        date(2027, 12, 31),
    ]
)
TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))
AT_NIGHT = QuietHours(time(21), time(8), LONDON)


@given(st.one_of(DAYS, CHANGES), TIMES, TIMES, st.integers(5, 240), ZONES)
@example(date(2027, 3, 28), time(0, 30), time(4), 30, LONDON)
@example(date(2026, 10, 25), time(0, 30), time(4), 30, LONDON)
@example(date(2027, 3, 28), time(0, 45), time(5), 75, LONDON)
@example(date(2011, 12, 30), time(9), time(12), 60, ZoneInfo("Pacific/Apia"))
def test_times_of_a_day_are_whole_in_order_apart_and_as_the_clock_on_the_wall_says(
    day: date, opens: time, closes: time, minutes: int, zone: ZoneInfo
) -> None:
    times = list(slot_times(day, opens, closes, minutes, zone))
    walls = [starts_at.astimezone(zone).replace(tzinfo=None) for starts_at, _ in times]
    end = datetime.combine(day, closes) if closes != time(0) else datetime.combine(day + timedelta(days=1), time(0))
    for (starts_at, ends_at), wall in zip(times, walls, strict=True):
        assert (starts_at.tzinfo, ends_at.tzinfo) == (UTC, UTC)
        assert ends_at - starts_at == timedelta(minutes=minutes)
        assert (wall - datetime.combine(day, opens)) % timedelta(minutes=minutes) == timedelta(0)
        assert datetime.combine(day, opens) <= wall <= end - timedelta(minutes=minutes)
    for (_, ends_at), (starts_at, _) in pairwise(times):
        assert ends_at <= starts_at
    assert len(set(walls)) == len(walls), "no time on the wall is offered twice"


@given(DAYS, st.integers(0, 22), st.integers(1, 8), ZONES)
def test_a_day_on_which_the_clock_stands_has_every_time(day: date, hour: int, hours: int, zone: ZoneInfo) -> None:
    opens, closes = time(hour), time(min(23, hour + hours))
    edges = [datetime.combine(day + timedelta(days=ahead), time(0), zone).utcoffset() for ahead in (-1, 0, 1, 2)]
    if len(set(edges)) == 1:
        assert len(list(slot_times(day, opens, closes, 15, zone))) == (closes.hour - hour) * 4


def test_the_hour_that_spring_takes_is_left_out_and_the_one_autumn_gives_is_taken_once() -> None:
    spring = [
        start.astimezone(LONDON).time() for start, _ in slot_times(date(2027, 3, 28), time(0), time(4), 30, LONDON)
    ]
    assert spring == [time(0), time(0, 30), time(2), time(2, 30), time(3), time(3, 30)]
    autumn = list(slot_times(date(2026, 10, 25), time(0), time(4), 30, LONDON))
    assert [start.astimezone(LONDON).strftime("%H:%M") for start, _ in autumn] == [
        *("00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30")
    ]
    assert all(start.astimezone(LONDON).fold == 0 for start, _ in autumn)


def test_a_plan_may_go_to_midnight_and_has_a_leap_day() -> None:
    late = list(slot_times(date(2028, 2, 29), time(23), time(0), 30, LONDON))
    assert [start.isoformat() for start, _ in late] == ["2028-02-29T23:00:00+00:00", "2028-02-29T23:30:00+00:00"]
    assert late[-1][1] == start_of(date(2028, 3, 1), LONDON)


def test_a_city_that_moves_to_another_zone_keeps_the_times_on_its_walls() -> None:
    day = date(2027, 3, 1)
    here, there = (list(slot_times(day, time(9), time(11), 30, zone)) for zone in (LONDON, ZoneInfo("Europe/Paris")))
    assert [start - timedelta(hours=1) for start, _ in here] == [start for start, _ in there]


@given(DAYS, ZONES)
def test_a_day_begins_before_all_its_times(day: date, zone: ZoneInfo) -> None:
    for starts_at, _ in slot_times(day, time(0), time(0), 60, zone):
        assert start_of(day, zone) <= starts_at


def test_midday_is_in_the_afternoon() -> None:
    assert part_of(datetime(2027, 7, 1, 10, 59, tzinfo=UTC), LONDON) == "morning"
    assert part_of(datetime(2027, 7, 1, 11, 0, tzinfo=UTC), LONDON) == "afternoon"


@given(st.integers(1, 100), st.data())
def test_as_many_places_are_kept_as_the_plan_says(capacity: int, data: st.DataObject) -> None:
    counter = data.draw(st.integers(0, capacity))
    same_day = data.draw(st.integers(0, capacity - counter))
    classes = [class_of(number, capacity, counter, same_day) for number in range(1, capacity + 1)]
    assert (classes.count("counter"), classes.count("same_day")) == (counter, same_day)


@dataclass
class Visit:
    state: str
    day: date
    starts_at: datetime
    change_until: datetime


@pytest.mark.parametrize("state", ["booked", "cancelled", "arrived", "called", "served", "missed"])
def test_a_booked_time_may_be_changed_until_its_limit_and_no_other(state: str) -> None:
    limit = datetime(2027, 3, 1, 8, tzinfo=UTC)
    visit = Visit(state, limit.date(), limit + timedelta(hours=2), limit)
    booked = state == "booked"
    assert can_change(visit, limit) == can_cancel(visit, limit) == booked
    assert not can_change(visit, limit + timedelta(microseconds=1))
    assert can_arrive(visit, limit.date()) == booked
    assert not can_arrive(visit, limit.date() - timedelta(days=1))


@given(st.timedeltas(timedelta(days=-1), timedelta(days=1)), st.sampled_from([None, *MODES]))
def test_a_hold_runs_for_its_time_and_never_for_a_day(left: timedelta, mode: str | None) -> None:
    now = datetime(2027, 3, 1, 8, tzinfo=UTC)
    if timedelta(0) < left <= hold_for(mode):
        assert hold_runs(now + left, now)
    if left <= timedelta(0) or left > 2 * HOLD_UNHURRIED:
        assert not hold_runs(now + left, now)


def test_in_the_elder_mode_a_time_is_kept_more_than_ten_times_as_long() -> None:
    assert hold_for("elder") > 10 * hold_for("standard")
    assert hold_for(None) == hold_for("standard") == HOLD_FOR


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (bounds)
QUIET = st.builds(QuietHours, TIMES, TIMES, st.just(LONDON))


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), QUIET)
def test_reminders_are_ahead_in_order_and_never_later_than_their_rule(
    now: datetime, ahead: timedelta, quiet: QuietHours
) -> None:
    starts_at = now + ahead
    times = reminder_times(starts_at, now, quiet)
    assert len(set(times.values())) == len(times)
    for rule, moment in times.items():
        assert now < moment <= starts_at - REMINDERS[rule]
    in_turn = [times[rule] for rule in REMINDERS if rule in times]
    assert in_turn == sorted(in_turn)


@given(MOMENTS)
def test_a_reminder_never_rings_at_night(moment: datetime) -> None:
    shown = before_quiet(moment, AT_NIGHT)
    assert not AT_NIGHT.holds(shown)
    assert timedelta(0) <= moment - shown < timedelta(hours=13)


def test_what_would_ring_at_night_rings_the_evening_before() -> None:
    starts_at = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
    times = reminder_times(starts_at, datetime(2027, 3, 1, tzinfo=UTC), AT_NIGHT)
    assert {rule: moment.isoformat()[:16] for rule, moment in times.items()} == {
        "days3": "2027-03-07T09:00",
        "day1": "2027-03-09T09:00",
        "hours2": "2027-03-09T20:30",
    }
