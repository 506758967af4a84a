"""When a question is asked: `when: {delivery: pickup}`, and every mix of all, any and not.

A condition on a question that has no answer does not hold, so a branch opens only once it is known to be wanted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Answers = Mapping[str, Any]

MAX_DEPTH = 8
LARGEST_COUNT = 150
"""Of years of age, and of things chosen."""


class ConditionBroken(ValueError):
    """The description of a condition cannot be understood; says what is wrong."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison with the answer of one question."""

    question: str
    name: str
    operand: Any

    def holds(self, answers: Answers, today: date) -> bool:
        """Whether the answer passes; a missing or skipped answer never does."""
        comparison = COMPARISONS[self.name]
        answer = answers.get(self.question)
        if comparison.part and isinstance(answer, Mapping):
            answer = answer.get(comparison.part)
        try:
            return answer is not None and comparison.holds(answer, self.operand, today)
        except (ValueError, TypeError, ArithmeticError):  # an answer kept from before the question changed its type
            return False

    def tests(self) -> Iterator["Test"]:
        """Every single comparison inside, this one."""
        yield self


@dataclass(frozen=True, slots=True)
class Mix:
    """`all`, `any` or `not` of other conditions."""

    kind: str
    parts: tuple["Condition", ...]

    def holds(self, answers: Answers, today: date) -> bool:
        """Whether the mix of its parts holds."""
        if self.kind == "all":
            return all(part.holds(answers, today) for part in self.parts)
        if self.kind == "any":
            return any(part.holds(answers, today) for part in self.parts)
        return not self.parts[0].holds(answers, today)

    def tests(self) -> Iterator[Test]:
        """Every single comparison inside."""
        for part in self.parts:
            yield from part.tests()


Condition = Test | Mix


def parse(raw: object, depth: int = 0) -> Condition:
    """Read a condition from its description; raises `ConditionBroken` saying what is wrong."""
    if depth > MAX_DEPTH:
        raise ConditionBroken(f"a condition is nested more than {MAX_DEPTH} deep")
    if not isinstance(raw, Mapping) or not raw:
        raise ConditionBroken("a condition is a mapping such as {delivery: pickup}")
    parts = [part for key, value in raw.items() for part in _entry(key, value, depth)]
    return parts[0] if len(parts) == 1 else Mix("all", tuple(parts))


def as_data(condition: Condition | None) -> dict[str, Any] | None:
    """A condition as JSON, for those who work the journey out on a phone; `Condition` in the OpenAPI document."""
    if condition is None:
        return None
    if isinstance(condition, Mix):
        inside = [as_data(part) for part in condition.parts]
        return {condition.kind: inside[0] if condition.kind == "not" else inside}
    return {"question": condition.question, "test": condition.name, "value": _operand_as_data(condition.operand)}


def _operand_as_data(operand: Any) -> Any:
    if isinstance(operand, tuple):
        return list(operand)
    if isinstance(operand, (str, bool, int)):
        return operand
    return operand.isoformat() if isinstance(operand, date) else str(operand)


def _entry(key: object, value: object, depth: int) -> list[Condition]:
    if not isinstance(key, str):
        raise ConditionBroken(f"'{key}' is not a question id")
    if key == "not":
        return [Mix("not", (parse(value, depth + 1),))]
    if key in {"all", "any"}:
        if not isinstance(value, list) or not value:
            raise ConditionBroken(f"'{key}' takes a list of conditions")
        return [Mix(key, tuple(parse(each, depth + 1) for each in value))]
    if isinstance(value, Mapping):
        if not value:
            raise ConditionBroken(f"'{key}' is compared with nothing")
        return [_comparison(key, name, operand) for name, operand in value.items()]
    return [_comparison(key, "one_of" if isinstance(value, list) else "equals", value)]


def _comparison(question: str, name: object, operand: object) -> Test:
    comparison = COMPARISONS.get(str(name))
    if comparison is None:
        raise ConditionBroken(f"'{name}' is not a comparison; known are {', '.join(COMPARISONS)}")
    try:
        return Test(question, str(name), comparison.operand(operand))
    except (ValueError, TypeError, ArithmeticError) as error:
        raise ConditionBroken(f"'{name}: {operand}' of '{question}' cannot be compared with") from error


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer is compared, with which types of question, and how its operand is read.

    Of an answer in parts one `part` is compared: the date of birth of a person, and what a place is close to.
    """

    types: frozenset[str]
    operand: Callable[[Any], Any]
    holds: Callable[[Any, Any, date], bool]
    part: str | None = None


def age(born: date, today: date) -> int:
    """Whole years on the day; someone born on 29 February has their birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _day(value: object) -> date:
    if isinstance(value, datetime):  # a moment does not compare with a day
        raise TypeError
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _amount(value: object) -> Decimal:
    amount = Decimal(str(value))
    if isinstance(value, bool) or not amount.is_finite():
        raise TypeError
    return amount


def _scalar(value: object) -> object:
    if not isinstance(value, (str, bool, int)):
        raise TypeError
    return value


def _several(value: object) -> tuple[object, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError
    return tuple(_scalar(each) for each in value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_COUNT:
        raise TypeError
    return value


_NUMERIC = frozenset({"number", "money"})
_DATE = frozenset({"date", "person"})
_CHOICES = frozenset({"choices"})
_COUNTED = frozenset({"choices", "group"})
_EQUAL = frozenset({"choice", "yes_no", "number", "text", "phone", "email", "office", "place"})

COMPARISONS: Mapping[str, Comparison] = {
    "equals": Comparison(_EQUAL, _scalar, lambda answer, wanted, _: bool(answer == wanted), "landmark"),
    "one_of": Comparison(_EQUAL, _several, lambda answer, wanted, _: answer in wanted, "landmark"),
    "at_least": Comparison(_NUMERIC, _amount, lambda answer, limit, _: _amount(answer) >= limit),
    "at_most": Comparison(_NUMERIC, _amount, lambda answer, limit, _: _amount(answer) <= limit),
    "over": Comparison(_NUMERIC, _amount, lambda answer, limit, _: _amount(answer) > limit),
    "under": Comparison(_NUMERIC, _amount, lambda answer, limit, _: _amount(answer) < limit),
    "before": Comparison(_DATE, _day, lambda answer, day, _: _day(answer) < day, "born"),
    "after": Comparison(_DATE, _day, lambda answer, day, _: _day(answer) > day, "born"),
    "age_at_least": Comparison(_DATE, _count, lambda answer, years, today: age(_day(answer), today) >= years, "born"),
    "age_under": Comparison(_DATE, _count, lambda answer, years, today: age(_day(answer), today) < years, "born"),
    "includes": Comparison(_CHOICES, _scalar, lambda answer, option, _: option in answer),
    "count_at_least": Comparison(_COUNTED, _count, lambda answer, count, _: len(answer) >= count),
    "count_under": Comparison(_COUNTED, _count, lambda answer, count, _: len(answer) < count),
}
