from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.applications.rules import (
    NEXT,
    OPEN,
    STATES,
    decision_due,
    due_after_waiting,
    how_due,
    is_working_day,
    may_follow,
    working_days,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_weekends_are_no_working_days() -> None:
    friday = date(2026, 11, 20)
    assert decision_due(friday, 1) == date(2026, 11, 23)
    assert decision_due(friday + timedelta(days=1), 1) == date(2026, 11, 23)
    assert decision_due(friday + timedelta(days=2), 1) == date(2026, 11, 23)
    assert decision_due(date(2026, 11, 23), 10) == date(2026, 12, 7)


@given(sent_on=DAYS, days=st.integers(1, 365))
def test_a_decision_is_due_on_a_working_day_after_so_many_of_them(sent_on: date, days: int) -> None:
    due = decision_due(sent_on, days)
    assert due.weekday() < 5
    between = (sent_on + timedelta(days=number) for number in range(1, (due - sent_on).days + 1))
    assert sum(day.weekday() < 5 for day in between) == days


@given(sent_on=DAYS, days=st.integers(1, 60), closed=st.frozensets(DAYS, max_size=5))
def test_a_holiday_counts_like_a_weekend(sent_on: date, days: int, closed: frozenset[date]) -> None:
    due = decision_due(sent_on, days, closed)
    assert is_working_day(due, closed)
    assert working_days(sent_on, due, closed) == days


@given(due=DAYS, asked=DAYS, waited=st.integers(0, 90), closed=st.frozensets(DAYS, max_size=5))
def test_the_days_waited_for_an_answer_are_added_and_no_others(
    due: date, asked: date, waited: int, closed: frozenset[date]
) -> None:
    answered = asked + timedelta(days=waited)
    later = due_after_waiting(due, asked, answered, closed)
    assert working_days(due, later, closed) == working_days(asked, answered, closed)
    assert later >= due


@given(days=st.integers(-10, 10))
def test_late_soon_and_in_time_are_three_places_on_one_line(days: int) -> None:
    today = date(2026, 11, 23)
    due = how_due("in_work", today + timedelta(days=days), today)
    assert due == (
        "late" if days < 0 else "soon" if working_days(today, today + timedelta(days=days)) <= 2 else "in_time"
    )
    assert how_due("more_needed", today - timedelta(days=99), today) == "in_time", "the citizen's move"


def test_what_may_follow_what() -> None:
    assert set(NEXT) == set(STATES)
    assert {state for state in STATES if may_follow("draft", state)} == {"sent"}
    for ended in ("approved", "withdrawn"):
        assert not NEXT[ended]
    for state in OPEN:
        assert {"approved", "refused", "withdrawn"} <= NEXT[state]


@given(st.lists(st.sampled_from(STATES), max_size=12))
def test_no_walk_through_the_states_leaves_a_yes_or_comes_back_to_a_draft(wishes: list[str]) -> None:
    state, walked = "draft", ["draft"]
    for wish in wishes:
        if may_follow(state, wish):
            state = wish
            walked.append(state)
    assert "draft" not in walked[1:]
    for ended in ("approved", "withdrawn"):
        assert ended not in walked[:-1]
