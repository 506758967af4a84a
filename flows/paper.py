"""A service as a form on paper: its questions in order with numbers, how each is answered by hand, and when.

On a screen the journey decides what is asked next; on paper the reader does, so each condition is said in words and
names only questions that come before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from flows.service import Option, Question, Service
from flows.text import N_
from flows.types.basic import LongText, Text
from flows.when import YES_NO, When, when

LETTERS_A_LINE = 30
"""What fits on a line of a large-print page, written by hand."""
SHORT_LINES = 2
LONG_LINES = 3
MOST_LINES = 12
USUAL_DIGITS = 6
MOST_DIGITS = 10
CENTS = 2
NO_VALUES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Space:
    """Where the answer is written.

    `kind` is 'lines', 'digits', 'date', 'ticks', 'address', 'times', 'agree' or '' (nothing is written). `lines` to
    write on; `digits` are boxes for one digit each, in groups (of an amount: before and after the point); `ticks` are
    answers with a box each. `how` says what to do, with its `values`.
    """

    kind: str
    lines: int = 0
    digits: tuple[int, ...] = ()
    ticks: tuple[Option, ...] = ()
    how: tuple[str, ...] = ()
    values: Mapping[str, int] = field(default_factory=lambda: NO_VALUES)


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question on paper.

    `number` counts the questions that are answered, from one; what is only read (`info`, `exit`) has none. `when` says
    when it is answered, None for always. `go_on` is the number to go on with otherwise, None where what follows is not
    a question and has to be read.
    """

    question: Question
    number: int | None
    when: When | None
    space: Space
    go_on: int | None = None


def paper(service: Service) -> tuple[PaperQuestion, ...]:
    """Return every question of a service once, in the service's order.

    Raises `KeyError` for a condition on a question that is not asked before it; `flows.check` finds these first.
    """
    asked: dict[str, tuple[int, Question]] = {}
    found = []
    for question in service.questions:
        condition = when(question.when, asked) if question.when else None
        number = None if question.tells else len(asked) + 1
        found.append(PaperQuestion(question, number, condition, space_of(question)))
        if number:
            asked[question.id] = number, question
    return tuple(replace(each, go_on=_go_on(each, found[place + 1 :])) for place, each in enumerate(found))


def _go_on(here: PaperQuestion, later: Sequence[PaperQuestion]) -> int | None:
    """The number of what comes after `here` and all that is answered under the same condition."""
    if here.when is None or here.number is None:
        return None
    following = next((each for each in later if each.when != here.when), None)
    return following.number if following else None


def space_of(question: Question) -> Space:
    """Return how a question is answered by hand."""
    match question.type:
        case "text":
            # The limit is for the one name in a thousand; whoever has it finds room beside the lines.
            return Space("lines", lines=min(SHORT_LINES, ceil(_longest(question) / LETTERS_A_LINE)))
        case "long_text":
            needed = max(LONG_LINES, ceil(_longest(question) / LETTERS_A_LINE))
            return Space("lines", lines=min(needed, MOST_LINES), how=(MORE,) if needed > MOST_LINES else ())
        case "number" | "money":
            return _digits(question)
        case "choice":
            return Space("ticks", ticks=question.options, how=(ONE,))
        case "choices":
            return _several(question)
    return ALWAYS[question.type]


def _longest(question: Question) -> int:
    usual = LongText.longest if question.type == "long_text" else Text.longest
    longest: int = question.limits.get("max_length", usual)
    return longest


def _digits(question: Question) -> Space:
    """A box for each digit that the largest answer has; a line where the answer may be below nothing."""
    least, most = (_whole(question.limits.get(name)) for name in ("minimum", "maximum"))
    if least is not None and least < 0:
        return Space("lines", lines=1)
    digits = USUAL_DIGITS if most is None else min(len(str(most)), MOST_DIGITS)
    return Space("digits", digits=(digits, CENTS) if question.type == "money" else (digits,))


def _whole(limit: Any) -> int | None:
    return None if limit is None else int(float(limit))


def _several(question: Question) -> Space:
    least = question.limits.get("at_least", 0 if question.optional else 1)
    most = question.limits.get("at_most", len(question.options))
    how = [ALL_THAT_FIT]
    if least > 1:
        how.append(AT_LEAST)
    if most < len(question.options):
        how.append(AT_MOST)
    return Space("ticks", ticks=question.options, how=tuple(how), values={"least": least, "most": most})


ONE = N_("Tick one box.")
ALL_THAT_FIT = N_("Tick every box that fits.")
AT_LEAST = N_("Tick %(least)s or more.")
AT_MOST = N_("Tick %(most)s at most.")
MORE = N_("If you need more room, go on with another sheet. Write the number of the question on it.")
TIMES = N_("Write two days and times that suit you.")
TIMES_AFTER = N_("We look for a free time close to them and tell you which it is. It is not booked until then.")
AGREE = N_("Tick the box if this is true.")

ALWAYS: Mapping[str, Space] = {
    "yes_no": Space("ticks", ticks=YES_NO, how=(ONE,)),
    "date": Space("date"),
    "phone": Space("lines", lines=1),
    "email": Space("lines", lines=1),
    "address": Space("address"),
    "slot": Space("times", how=(TIMES, TIMES_AFTER)),
    "declaration": Space("agree", how=(AGREE,)),
    "info": Space(""),
    "exit": Space(""),
}
"""Types that are answered in the same way whatever their limits."""
