"""For how long, when help runs, and how often one may try: for any day and any order of things."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.identity.rules import CODE_LIFETIME, TRIES, Caller, Helper, Who, may
from backend.domain.mandates.rules import (
    LENGTHS,
    TRIES_PER_HELPER,
    TRY_WINDOW,
    code_runs,
    in_force,
    last_day,
    may_last_until,
    state_of,
    wait_to_try,
)

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
days = st.dates(date(2020, 1, 1), date(2090, 12, 31))
moments = st.datetimes(datetime(2027, 1, 1), datetime(2027, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001


@dataclass
class Given:
    helper_id: int | None
    ends_on: date
    ended_at: datetime | None
    code_until: datetime | None = None
    tries_left: int = 0


mandates = st.builds(
    Given, st.none() | st.just(7), days, st.none() | moments, st.none() | moments, st.integers(0, TRIES)
)


@given(days)
def test_each_length_may_be_given_and_is_longer_than_the_one_before(today: date) -> None:
    ends = [last_day(length, today) for length in LENGTHS]
    assert ends == sorted(set(ends))
    assert ends[0] == today
    assert all(may_last_until(each, today) for each in ends)
    assert not may_last_until(ends[-1] + timedelta(days=1), today)
    assert not may_last_until(today - timedelta(days=1), today)


@given(days)
def test_a_month_ends_in_the_next_month_on_the_same_day_or_its_last(today: date) -> None:
    end = last_day("month", today)
    assert (end.year * 12 + end.month) - (today.year * 12 + today.month) == 1
    assert end.day == min(today.day, calendar.monthrange(end.year, end.month)[1])


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    assert last_day("year", date(2028, 2, 29)) == date(2029, 2, 28)


@given(mandates, days)
def test_help_runs_only_for_who_took_it_until_it_is_stopped_or_its_last_day_is_over(one: Given, today: date) -> None:
    runs = in_force(one, today)
    assert runs == (state_of(one, today) == "active")
    if runs:
        assert one.helper_id
        assert one.ended_at is None
        assert in_force(one, one.ends_on)
    assert not in_force(one, one.ends_on + timedelta(days=1))
    assert state_of(one, one.ends_on + timedelta(days=1)) == "ended"


@given(mandates, moments)
def test_a_code_counts_only_while_nobody_has_used_it_and_for_so_long_and_so_often(one: Given, now: datetime) -> None:
    if code_runs(one, now):
        assert (one.helper_id, one.ended_at) == (None, None)
        assert one.tries_left > 0
        assert one.code_until is not None
        assert now < one.code_until
    one.helper_id, one.ended_at, one.tries_left, one.code_until = None, None, 1, now
    assert not code_runs(one, now)
    assert code_runs(one, now - timedelta(microseconds=1))


@given(st.lists(st.timedeltas(timedelta(0), 3 * TRY_WINDOW), max_size=40))
def test_after_so_many_wrong_codes_in_an_hour_one_waits_until_one_is_an_hour_old(ago: list[timedelta]) -> None:
    tried = [NOW - each for each in ago]
    recent = [moment for moment in tried if NOW - moment < TRY_WINDOW]
    wait = wait_to_try(tried, NOW)
    assert (wait == timedelta(0)) == (len(recent) < TRIES_PER_HELPER)
    assert timedelta(0) <= wait <= TRY_WINDOW
    assert wait_to_try(tried, NOW + wait) == timedelta(0)


@given(st.frozensets(st.sampled_from([who.value for who in Who])))
def test_nobody_works_at_the_city_on_behalf_of_another(roles: frozenset[str]) -> None:
    amir = Caller(1, 1, roles, None, None, None)
    acting = amir.acting_for(2, Helper(1, 3, "0201"))
    assert (acting.account_id, acting.helper and acting.helper.account_id, acting.is_staff) == (2, 1, False)
    assert not may(acting, Who.CASEWORKER)
    assert may(acting, Who.SIGNED_IN)


def test_a_code_lives_as_long_as_the_one_to_sign_in() -> None:
    assert timedelta(minutes=15) == CODE_LIFETIME
