from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.applications.rules import decision_due

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
