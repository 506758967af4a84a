"""Decisions about applications."""

from datetime import date, timedelta

STATES = ("draft", "sent", "approved", "refused")
OUTCOMES = ("approved", "refused")
LONGEST_REASON = 1000
SATURDAY = 5


def decision_due(sent_on: date, working_days: int) -> date:
    """The day a decision is due: so many working days (Monday to Friday) after the day it was sent."""
    day = sent_on
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < SATURDAY
    return day
