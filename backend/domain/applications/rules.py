"""Decisions about applications."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from backend.domain.applications.errors import EntryGone, TooManyEntries
from flows.entries import entries_of, entry_key, with_entry
from flows.service import Service
from flows.types.group import bounds

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


def with_entry_asked(service: Service, answers: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The answers as if the entry that this path is in were there, where its group has room for it.

    Raises `EntryGone` and `TooManyEntries`.
    """
    place = entry_key(path)
    group = service.by_id.get(place[0]) if place else None
    if place is None or group is None or group.type != "group":
        return answers
    key = "/".join(place)
    if key in answers and answers[key] is None:
        raise EntryGone
    most = bounds(group)[1]
    if key not in answers and len(entries_of(answers).get(group.id, ())) >= most:
        raise TooManyEntries(most=most)
    return with_entry(answers, *place)
