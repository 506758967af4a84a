"""Decisions about applications: what may follow what, when a decision is due, and what is worth telling."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from backend.core.clock import months_later
from backend.core.errors import FieldError
from backend.core.reading import ENDING
from backend.core.text import N_
from backend.domain.applications.errors import AnswerNotTaken, EntryGone, TooManyEntries
from flows.entries import entries_of, entry_key, with_entry
from flows.service import Question, Service
from flows.types import FIELD
from flows.types.group import bounds

STATES = ("draft", "sent", "in_work", "more_needed", "appealed", "approved", "refused", "withdrawn")
OUTCOMES = ("approved", "refused")
OPEN = ("sent", "in_work", "more_needed", "appealed")
"""Sent, and neither decided nor withdrawn."""
ENDED = ("approved", "refused", "withdrawn")
"""Decided, or taken back: from then on it is kept for so many months."""
OURS = ("sent", "in_work", "appealed")
"""States in which the city is to do something, so that its clock runs."""
NEXT: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"sent"}),
    "sent": frozenset({"in_work", "more_needed", "approved", "refused", "withdrawn"}),
    "in_work": frozenset({"more_needed", "approved", "refused", "withdrawn"}),
    "more_needed": frozenset({"in_work", "approved", "refused", "withdrawn"}),
    "appealed": frozenset({"in_work", "more_needed", "approved", "refused", "withdrawn"}),
    "refused": frozenset({"appealed"}),
    "approved": frozenset(),
    "withdrawn": frozenset(),
}
WORDS = ("message", "question", "answer", "reason", "proposal", "appeal", "note")
"""What is written about an application, by a citizen or at the desk."""
INTERNAL_WORDS = frozenset({"proposal", "note"})
"""Words that only the desk reads."""
INTERNAL_EVENTS = frozenset(
    {"handed_on", "given_back", "noted", "proposed", "sent_back", "escalated", "taken_over", "exported"}
)
"""Events that only the desk sees."""

LONGEST_REASON = 1000
LONGEST_MESSAGE = 1000
LONGEST_APPEAL = 2000
LONGEST_NOTE = 2000
MOST_MESSAGES_A_DAY = 10
"""That a citizen may write about one application in 24 hours; nobody's desk can be flooded."""
MOST_WORDS = 500
"""That are kept of one application in all, of citizen and desk together."""
MOST_ASKED = 20
"""Questions of the flow that may be asked again at once."""
WRITE_AFTER = timedelta(days=60)
"""How long after a decision one may still write about it."""
SOON = 2
"""Working days before the day a decision is due, from which it is marked."""
SATURDAY = 5

Due = Literal["late", "soon", "in_time"]


class Decided(Protocol):
    """What the rules need to know of an application."""

    state: str
    decided_at: datetime | None
    appealed_at: datetime | None


def may_follow(before: str, after: str) -> bool:
    """Whether an application may go from one state to another."""
    return after in NEXT[before]


def decision_due(sent_on: date, working_days: int, closed: Collection[date] = ()) -> date:
    """The day a decision is due: so many working days after the day it was sent.

    Working days are Monday to Friday without those in `closed`, the city's holidays.
    """
    day = sent_on
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day, closed)
    return day


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether the city works on a day."""
    return day.weekday() < SATURDAY and day not in closed


def working_days(since: date, until: date, closed: Collection[date] = ()) -> int:
    """How many working days come after one day up to another, that one included; 0 if it is not later."""
    return sum(is_working_day(since + timedelta(days=ahead), closed) for ahead in range(1, (until - since).days + 1))


def due_after_waiting(due_on: date, asked_on: date, answered_on: date, closed: Collection[date] = ()) -> date:
    """The day a decision is due once the citizen has answered: the days that the city waited for them do not count."""
    return decision_due(due_on, working_days(asked_on, answered_on, closed), closed)


def how_due(state: str, due_on: date | None, today: date, closed: Collection[date] = ()) -> Due:
    """Whether a decision is late, or soon will be. While the citizen is asked for more, it is neither."""
    if due_on is None or state not in OURS:
        return "in_time"
    if due_on < today:
        return "late"
    return "soon" if working_days(today, due_on, closed) <= SOON else "in_time"


def can_withdraw(application: Decided) -> bool:
    """Whether its citizen may take it back: until it is decided."""
    return application.state in OPEN


def can_write(application: Decided, now: datetime) -> bool:
    """Whether citizen and desk may write to each other about it: until some weeks after the decision."""
    if application.state in OPEN:
        return True
    return application.decided_at is not None and now < application.decided_at + WRITE_AFTER


def appeal_until(decided_on: date, days: int) -> date:
    """The last day on which an appeal is taken."""
    return decided_on + timedelta(days=days)


def can_appeal(application: Decided, until: date | None, today: date) -> bool:
    """Whether its citizen may appeal: once, after a no, until that day; None where the service takes no appeals."""
    return application.state == "refused" and application.appealed_at is None and until is not None and today <= until


def kept_until(ended_at: datetime, months: int) -> datetime:
    """When an application that ended at a moment is removed."""
    return months_later(ended_at, months)


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


def as_shown(service: Service) -> Callable[[str], str]:
    """How an answer is named in the access history where staff see it: a national number is shown by its end alone."""

    def told_as(path: str) -> str:
        question = service.question(path)
        return f"{path}{ENDING}" if question is not None and question.type == "national_id" else path

    return told_as


def hold_to_entries(question: Question, value: Any, answers: Mapping[str, Any]) -> None:
    """Whoever says of a group that these are all has seen all; raises `AnswerNotTaken` where a device added another."""
    if question.type == "group" and sorted(value) != sorted(entries_of(answers).get(question.id, ())):
        raise AnswerNotTaken((FieldError(FIELD, "/value", OTHER_ENTRIES),), question=question.id)


OTHER_ENTRIES = N_("The list has changed meanwhile. Please look at it once more.")
