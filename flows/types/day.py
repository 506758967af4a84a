"""A date in three boxes: day, month, year."""

from collections.abc import Mapping
from datetime import date

from flows.service import Question
from flows.text import N_
from flows.types.base import AnswerWrong, Context, Fields, Wrong, one, wrong_type
from flows.types.basic import DIGITS, LARGEST

PARTS = ("day", "month", "year")
YEAR_DIGITS = 4
MONTHS = 12
LONGEST_MONTH = 31
LONGEST_BOX = 10


class Day:
    """A day of the calendar; kept as 'YYYY-MM-DD'."""

    limits = frozenset({"earliest", "latest"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the three boxes as a mapping, or None when all are empty."""
        boxes = {part: one(fields, part) for part in PARTS}
        return boxes if any(boxes.values()) else None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return an ISO date from three boxes or from an ISO date."""
        day = day_from(value)
        within(day, question, context)
        return day.isoformat()


def day_from(value: object) -> date:
    """The day that three boxes or an ISO date name; raises `AnswerWrong`."""
    return _from_boxes(value) if isinstance(value, Mapping) else _from_iso(value)


def _from_iso(value: object) -> date:
    if not isinstance(value, str) or len(value) != len("YYYY-MM-DD"):
        raise wrong_type('"1950-03-27"')
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise wrong_type('"1950-03-27"') from error


def _box(value: object) -> str:
    """What one box says, '' where JSON leaves it out; numbers are as good as digits."""
    if isinstance(value, int) and abs(value) < LARGEST:
        return str(value)
    return value.strip().translate(DIGITS) if isinstance(value, str) else ""


def _from_boxes(boxes: Mapping[str, object]) -> date:
    typed = {part: _box(boxes.get(part)) for part in PARTS}
    missing = [part for part in PARTS if not typed[part]]
    if missing:
        raise AnswerWrong(Wrong(f"{missing[0]}-missing", MISSING[missing[0]], {}, missing[0]))
    for part in PARTS:
        if not (typed[part].isascii() and typed[part].isdigit()):
            raise AnswerWrong(
                Wrong("not-digits", N_("Please write the date in digits, for example 27 3 1950."), {}, part)
            )
    day, month, year = (int(typed[part][:LONGEST_BOX]) for part in PARTS)
    if len(typed["year"]) != YEAR_DIGITS or not year:
        raise AnswerWrong(
            Wrong("year-short", N_("Please write the year with four digits, for example 1948."), {}, "year")
        )
    if not 1 <= month <= MONTHS:
        raise AnswerWrong(Wrong("no-such-month", N_("The month is a number from 1 to 12."), {}, "month"))
    if not 1 <= day <= LONGEST_MONTH:
        raise AnswerWrong(Wrong("no-such-day", N_("The day is a number from 1 to 31."), {}, "day"))
    try:
        return date(year, month, day)
    except ValueError as error:
        message = N_("That month does not have so many days. Please check the day and the month.")
        raise AnswerWrong(Wrong("no-such-date", message, {}, "day")) from error


def within(day: date, question: Question, context: Context) -> None:
    """Hold a day to the `earliest` and `latest` of its question; raises `AnswerWrong`."""
    earliest, latest = (limit_day(question, name, context.today) for name in ("earliest", "latest"))
    if earliest is not None and day < earliest:
        message = N_("This date is too early. Please give %(limit)s or later.")
        raise AnswerWrong(Wrong("too-early", message, {"limit": earliest}, "year"))
    if latest is not None and day > latest:
        if latest == context.today:
            raise AnswerWrong(
                Wrong("in-the-future", N_("This date has not come yet. Please check the year."), {}, "year")
            )
        message = N_("This date is too late. Please give %(limit)s or earlier.")
        raise AnswerWrong(Wrong("too-late", message, {"limit": latest}, "year"))


def limit_day(question: Question, name: str, today: date) -> date | None:
    """The `earliest` or `latest` day a question takes, where it has such a limit."""
    limit = question.limits.get(name)
    return today if limit == "today" else limit


MISSING: Mapping[str, str] = {
    "day": N_("We need the day too, for example 27."),
    "month": N_("We need the month too, for example 3 for March."),
    "year": N_("We need the year too, for example 1948."),
}
