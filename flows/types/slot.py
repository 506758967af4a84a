"""A time at an office: one of those that are free, kept for the person while they answer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from flows.service import Question
from flows.text import N_
from flows.types.base import AnswerWrong, Context, Fields, Wrong, clean, one, wrong_type

HELD = frozenset({"slot", "starts_at", "office", "staff", "hold"})
LARGEST_SLOT = 2**31 - 1
LONGEST_NUMBER = 10
LONGEST_NAME = 100
A_DAY = timedelta(days=1)


class Slot:
    """A time, by the number it has in the city's diary.

    What a person wishes is `{slot: number}`; practice knows no more than that. Once the time is held the answer is
    `{slot, starts_at, office, staff, hold}`: the moment in UTC (ISO 8601), the id of the office, whom one sees ('' for
    nobody in particular), and the token of the hold. The engine knows no diary: who keeps the answers holds the time.

    Its limit `needs` names the question, asked earlier, whose answer is what the person needs for the visit.
    """

    limits = frozenset({"kind", "needs"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the wish, None when nothing is chosen, or the odd text for `check` to refuse."""
        typed = one(fields)
        if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER:
            return {"slot": int(typed)}
        return typed or None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the wish or the held time; a moment that has passed is refused, as far as the context can tell."""
        if isinstance(value, str):
            raise _unknown()
        if not isinstance(value, Mapping) or set(value) not in ({"slot"}, HELD):
            raise wrong_type('{"slot": 17}')
        number = value["slot"]
        if isinstance(number, bool) or not isinstance(number, int):
            raise wrong_type('{"slot": 17}')
        if not 0 < number <= LARGEST_SLOT:
            raise _unknown()
        if len(value) == 1:
            return {"slot": number}
        starts_at = _moment(value["starts_at"])
        if _is_past(starts_at, context):
            raise AnswerWrong(Wrong("past", N_("This time has passed. Please choose a later time.")))
        words = {name: clean(value[name], LONGEST_NAME) for name in ("office", "staff", "hold")}
        return {"slot": number, "starts_at": starts_at.isoformat(), **words}


def _unknown() -> AnswerWrong:
    return AnswerWrong(Wrong("not-a-time", N_("We do not know this time. Please choose one from the list.")))


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise wrong_type('"2030-01-31T09:30:00+00:00"')


def _is_past(starts_at: datetime, context: Context) -> bool:
    """Whether it has begun; without a moment to compare with, whether its day is over in every zone of the world."""
    if context.now is not None:
        return starts_at <= context.now
    return context.today - starts_at.date() > A_DAY
