"""A few answers to each question that make every condition on it come out both ways."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from flows.conditions import Test
from flows.service import Question
from flows.types.day import limit_day
from flows.types.group import bounds


def answers_to_try(question: Question, tests: Iterable[Test], today: date) -> Iterator[Any]:
    """Answers of this question that make each of the tests on it come out both ways; not all keep to its limits."""
    mine = [test for test in tests if test.question == question.id]
    if question.optional or question.tells:
        yield None
    tried = TRIED.get(question.type, _words_to_try)
    yield from tried(question, mine, today)


def _words_to_try(question: Question, tests: list[Test], _: date) -> Iterator[Any]:
    if "offices" in question.limits:
        yield from question.limits["offices"]
    else:
        yield from {operand for test in tests for operand in operands(test)} | {"something else"}


def _sets_to_try(question: Question, tests: list[Test], _: date) -> Iterator[tuple[str, ...]]:
    """Every mix of the options asked about, alone and filled up with the others to each count asked about."""
    named = sorted({str(test.operand) for test in tests if test.name == "includes"})
    others = [option.id for option in question.options if option.id not in named]
    counts = {test.operand for test in tests if test.name.startswith("count")}
    least = question.limits.get("at_least", 0 if question.optional else 1)
    most = question.limits.get("at_most", len(question.options))
    for size in range(len(named) + 1):
        for chosen in combinations(named, size):
            totals = {size, size + 1} | {count + step for count in counts for step in (-1, 0)}
            for more in {min(max(0, total - size), len(others)) for total in totals}:
                if least <= size + more <= most:
                    yield (*chosen, *others[:more])


class Parts(dict[str, str]):
    """An answer in parts that can be told apart from others in a set."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


def _people_to_try(question: Question, tests: list[Test], today: date) -> Iterator[Parts]:
    days = _days_to_try(question, tests, today) if "born" in question.limits else ()
    yield from (Parts(name="x", born=day) for day in days)
    if question.limits.get("born") != "required":
        yield Parts(name="x")


def _places_to_try(_: Question, tests: list[Test], _today: date) -> Iterator[Parts]:
    yield from (Parts(text="x", landmark=str(each)) for test in tests for each in operands(test))
    yield Parts(text="something else")


def _entries_to_try(group: Question, tests: list[Test], _: date) -> Iterator[tuple[str, ...]]:
    """As many entries as each test asks about, and one fewer."""
    least, most = bounds(group)
    counts = {least, most} | {test.operand + step for test in tests for step in (-1, 0)}
    for count in sorted(count for count in counts if least <= count <= most):
        yield ("",) * count


def _numbers_to_try(question: Question, tests: list[Test], _: date) -> Iterator[Any]:
    step = Decimal(1) if question.type == "number" else Decimal("0.01")
    least, most = (
        Decimal(str(question.limits.get(key, default))) for key, default in (("minimum", 0), ("maximum", 10**9))
    )
    around = {Decimal(str(operand)) + move for test in tests for operand in operands(test) for move in (-step, 0, step)}
    for number in sorted(around | {least, most}):
        if least <= number <= most:
            yield int(number) if question.type == "number" else f"{number:.2f}"


def _days_to_try(question: Question, tests: list[Test], today: date) -> Iterator[str]:
    days = {today}
    for test in tests:
        limit = _years_before(today, test.operand) if test.name.startswith("age") else test.operand
        days |= {limit + timedelta(days=move) for move in (-1, 0, 1) if date.min < limit < date.max}
    earliest, latest = (limit_day(question, name, today) for name in ("earliest", "latest"))
    days |= {limit for limit in (earliest, latest) if limit}
    for day in sorted(days):
        if (earliest is None or day >= earliest) and (latest is None or day <= latest):
            yield day.isoformat()


def _years_before(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)


def operands(test: Test) -> tuple[Any, ...]:
    """What a test compares with, each."""
    return test.operand if isinstance(test.operand, tuple) else (test.operand,)


TRIED: Mapping[str, Callable[[Question, list[Test], date], Iterator[Any]]] = {
    "yes_no": lambda *_: iter((True, False)),
    "choice": lambda question, *_: (option.id for option in question.options),
    "choices": _sets_to_try,
    "number": _numbers_to_try,
    "money": _numbers_to_try,
    "date": _days_to_try,
    "person": _people_to_try,
    "place": _places_to_try,
    "group": _entries_to_try,
}
"""By type; of all others the words that a test compares with are tried."""
