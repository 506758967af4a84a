"""A service as a form on paper: its questions in order with numbers, how each is answered by hand, and when.

On a screen the journey decides what is asked next; on paper the reader does, so each condition is said in words and
names only questions that come before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from flows.conditions import Condition, Mix
from flows.service import Option, Question, Service
from flows.text import N_
from flows.types.basic import LongText, Text
from flows.types.group import bounds
from flows.when import YES_NO, When, when

LETTERS_A_LINE = 30
"""What fits on a line of a large-print page, written by hand."""
SHORT_LINES = 2
LONG_LINES = 3
MOST_LINES = 12
USUAL_DIGITS = 6
MOST_DIGITS = 10
CENTS = 2
LONGEST_NUMBER = 20
ENTRIES_DIGITS = 2
NO_VALUES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Space:
    """Where the answer is written.

    `kind` is 'lines', 'digits', 'boxes', 'date', 'ticks', 'address', 'person', 'born' (a person with the date of
    birth), 'place', 'office', 'times', 'agree' or '' (nothing is written). `lines` to write on; `digits` are boxes for
    one sign each, in groups (of an amount: before and after the point); `ticks` are answers with a box each. `how` says
    what to do, with its `values`.
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
    """Return every question of a service once, in the service's order; a group comes before what is inside it.

    Raises `KeyError` for a condition on a question that is not asked before it; `flows.check` finds these first.
    """
    asked: dict[str, tuple[int, Question]] = {}
    found = []
    for question, asked_if in _in_order(service):
        condition = when(asked_if, asked) if asked_if else None
        number = None if question.tells else len(asked) + 1
        space = _entries(question, len(asked) + 2) if question.type == "group" else space_of(question)
        found.append(PaperQuestion(question, number, condition, space))
        if number:
            asked[question.id] = number, question
    return tuple(replace(each, go_on=_go_on(each, found[place + 1 :])) for place, each in enumerate(found))


def _in_order(service: Service) -> Iterator[tuple[Question, Condition | None]]:
    """Each question with what must hold for it; inside a group that is what must hold for the group, too."""
    for outer in service.questions:
        yield outer, outer.when
        for each in outer.questions:
            both = tuple(one for one in (outer.when, each.when) if one is not None)
            yield each, Mix("all", both) if both else None


def _go_on(here: PaperQuestion, later: Sequence[PaperQuestion]) -> int | None:
    """The number of what comes after `here` and all that is answered under the same condition."""
    if here.when is None or here.number is None:
        return None
    following = next((each for each in later if each.when != here.when), None)
    return following.number if following else None


def _entries(group: Question, first: int) -> Space:
    """How many there are, and which questions are answered for each."""
    last = first - 1 + sum(not each.tells for each in group.questions)
    values = {"first": first, "last": last, "most": bounds(group)[1]}
    return Space("digits", digits=(ENTRIES_DIGITS,), how=(HOW_MANY, EACH if last > first else EACH_ONE), values=values)


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
        case "person":
            return Space("born" if "born" in question.limits else "person", how=(ONE_PART,))
        case "national_id":
            return Space("boxes", digits=(LONGEST_NUMBER,))
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
HOW_MANY = N_("Write how many there are, %(most)s at most.")
EACH = N_(
    "Answer questions %(first)s to %(last)s for each of them. "
    "For one more, take another sheet, and write the number of each question on it."
)
EACH_ONE = N_(
    "Answer question %(first)s for each of them. "
    "For one more, take another sheet, and write the number %(first)s on it."
)
ONE_PART = N_("If the name has one part only, write it on the first line.")
WHERE = N_("Write what is close to it, and where exactly. You can also put a cross on the map.")
AGREE = N_("Tick the box if this is true.")
PHOTO = N_("Put a photo in the envelope, or bring it. Write your name on the back.")
PAPERS = N_("Put a copy in the envelope, or bring the paper with you. We give it back to you.")
WAYS_ON_PAPER = (Option("enclosed", N_("It is in the envelope.")), Option("brought", N_("I bring it with me.")))

ALWAYS: Mapping[str, Space] = {
    "yes_no": Space("ticks", ticks=YES_NO, how=(ONE,)),
    "date": Space("date"),
    "phone": Space("lines", lines=1),
    "email": Space("lines", lines=1),
    "address": Space("address"),
    "place": Space("place", lines=2, how=(WHERE,)),
    "office": Space("office", how=(ONE,)),
    "slot": Space("times", how=(TIMES, TIMES_AFTER)),
    "photo": Space("ticks", ticks=WAYS_ON_PAPER, how=(PHOTO,)),
    "file": Space("ticks", ticks=WAYS_ON_PAPER, how=(PAPERS,)),
    "declaration": Space("agree", how=(AGREE,)),
    "group": Space("digits", digits=(ENTRIES_DIGITS,)),
    "info": Space(""),
    "exit": Space(""),
}
"""Types that are answered in the same way whatever their limits."""
