"""A condition in words, for paper: 'you answered “Yes” to question 3', in which no program decides what comes next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from flows.conditions import Condition, Test
from flows.service import Option, Question
from flows.show import Formats
from flows.text import N_

Text = Callable[..., str]
"""Translates a message and fills its named places: `text("question %(number)s", number="3")`."""

YES_NO = (Option("yes", N_("Yes")), Option("no", N_("No")))


@dataclass(frozen=True, slots=True)
class Named:
    """An office, or what is on the map (`kind` 'place'), by its id; the city knows what it is called."""

    kind: str
    id: str


Answer = Option | Named | str
Names = Callable[[Named], str]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is so or not, about the question with this number. `value` is what the answer is compared with.

    A tuple holds answers of which one is enough: options, offices and places, or words as they are written. A Decimal
    is money.
    """

    message: str
    number: int
    value: tuple[Answer, ...] | Decimal | date | int | str


@dataclass(frozen=True, slots=True)
class Clauses:
    """Several things: `all` of them must be so, or `any` one of them. Always two or more, and none of its own kind."""

    kind: Literal["all", "any"]
    parts: "tuple[Clause | Clauses, ...]"


When = Clause | Clauses


def when(condition: Condition, asked: Mapping[str, tuple[int, Question]], *, wanted: bool = True) -> When:
    """Return a condition as clauses; `asked` gives the earlier questions by id with their numbers.

    What is not `wanted` is turned round down to the single comparisons, so that nobody has to read 'not any of'.
    Raises `KeyError` for a condition on a question that is not asked before, which `flows.check` does not let pass.
    """
    if isinstance(condition, Test):
        return _clause(condition, *asked[condition.question], wanted=wanted)
    if condition.kind == "not":
        return when(condition.parts[0], asked, wanted=not wanted)
    kind: Literal["all", "any"] = "all" if (condition.kind == "all") == wanted else "any"
    parts: list[When] = []
    for part in condition.parts:
        inner = when(part, asked, wanted=wanted)
        for each in inner.parts if isinstance(inner, Clauses) and inner.kind == kind else (inner,):
            parts += [each] if each not in parts else []
    return parts[0] if len(parts) == 1 else Clauses(kind, tuple(parts))


def clauses(found: When) -> list[Clause]:
    """Every single clause inside, in order."""
    return [found] if isinstance(found, Clause) else [each for part in found.parts for each in clauses(part)]


def clause_in_words(clause: Clause, text: Text, formats: Formats, names: Names = lambda named: named.id) -> str:
    """Return a clause as part of a sentence, without its capital letter and full stop."""
    return text(clause.message, number=clause.number, value=_value(clause.value, text, formats, names))


def _clause(test: Test, number: int, question: Question, *, wanted: bool) -> Clause:
    # On paper a group is answered with how many there are.
    name = test.name.removeprefix("count_") if question.type == "group" else test.name
    so, not_so = CLAUSES[name]
    return Clause(so if wanted else not_so, number, _compared(test, question))


def _compared(test: Test, question: Question) -> tuple[Answer, ...] | Decimal | date | int | str:
    operand = test.operand
    if test.name in {"equals", "one_of", "includes"}:
        wanted = operand if isinstance(operand, tuple) else (operand,)
        return tuple(dict.fromkeys(_answer(question, each) for each in wanted))
    if isinstance(operand, Decimal) and question.type == "number":
        return int(operand) if operand == operand.to_integral_value() else str(operand)
    found: Decimal | date | int = operand
    return found


def _answer(question: Question, value: object) -> Answer:
    if question.type == "yes_no":
        return YES_NO[0] if value else YES_NO[1]
    if question.type in {"office", "place"}:
        return Named(question.type, str(value))
    return question.option(str(value)) or str(value)


def _value(value: tuple[Answer, ...] | Decimal | date | int | str, text: Text, formats: Formats, names: Names) -> str:
    match value:
        case tuple():
            words = [_word(each, text, names) for each in value]
            quoted = [text(N_("“%(words)s”"), words=each) for each in words]
            said = quoted[0]
            for each in quoted[1:]:
                said = text(N_("%(one)s or %(other)s"), one=said, other=each)
            return said
        case Decimal():
            return formats.money(value)
        case date():
            return formats.date(value)
        case int():
            return formats.number(value)
    return value


def _word(answer: Answer, text: Text, names: Names) -> str:
    match answer:
        case Option():
            return text(answer.text)
        case Named():
            return names(answer)
    return answer


_EQUAL = (
    N_("you answered %(value)s to question %(number)s"),
    N_("you did not answer %(value)s to question %(number)s"),
)
CLAUSES: Mapping[str, tuple[str, str]] = {
    "equals": _EQUAL,
    "one_of": _EQUAL,
    "at_least": (
        N_("you answered %(value)s or more to question %(number)s"),
        N_("you did not answer %(value)s or more to question %(number)s"),
    ),
    "at_most": (
        N_("you answered %(value)s or less to question %(number)s"),
        N_("you did not answer %(value)s or less to question %(number)s"),
    ),
    "over": (
        N_("you answered more than %(value)s to question %(number)s"),
        N_("you did not answer more than %(value)s to question %(number)s"),
    ),
    "under": (
        N_("you answered less than %(value)s to question %(number)s"),
        N_("you did not answer less than %(value)s to question %(number)s"),
    ),
    "before": (
        N_("the date you gave in question %(number)s is before %(value)s"),
        N_("you did not give a date before %(value)s in question %(number)s"),
    ),
    "after": (
        N_("the date you gave in question %(number)s is after %(value)s"),
        N_("you did not give a date after %(value)s in question %(number)s"),
    ),
    "age_at_least": (
        N_("a person born on the date in question %(number)s is now %(value)s or older"),
        N_("a person born on the date in question %(number)s is not yet %(value)s, or you gave no date"),
    ),
    "age_under": (
        N_("a person born on the date in question %(number)s is not yet %(value)s"),
        N_("a person born on the date in question %(number)s is now %(value)s or older, or you gave no date"),
    ),
    "includes": (
        N_("you ticked %(value)s in question %(number)s"),
        N_("you did not tick %(value)s in question %(number)s"),
    ),
    # An answer without a tick is no answer, and a condition on no answer does not hold.
    "count_at_least": (
        N_("you ticked %(value)s or more answers in question %(number)s"),
        N_("you did not tick %(value)s or more answers in question %(number)s"),
    ),
    "count_under": (
        N_("you ticked at least one answer in question %(number)s, but fewer than %(value)s"),
        N_("you ticked no answer in question %(number)s, or %(value)s or more"),
    ),
}
"""For each comparison how it is said that it holds, and that it does not, which an empty answer never does."""
