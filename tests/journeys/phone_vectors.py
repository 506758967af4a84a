"""Cases by which the phone's way of working out a journey is held to the server's."""

import itertools
import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flows.conditions import COMPARISONS, as_data, parse
from flows.journey import journey
from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check, read

TODAY = date(2026, 2, 28)
CONTEXT = Context(TODAY, "GB")
TYPED: Mapping[str, tuple[str, ...]] = {
    "number": ("3", " 12 ", "１２", "٣", "1,000", "1,00", "-0", "3.5", "x", "1234567890123"),
    "money": ("850", "£1,234.5", "850.505", "8,50", "0", "٨٥٠", "12.", "12.300", "-3"),
    "text": ("  Rosa   Lee ", "陈桂英", " "),
    "yes_no": ("yes", "no", ""),
}
DAYS = (
    *(("4", "5", "1951"), ("29", "2", "2024"), ("29", "2", "2023"), ("31", "4", "2000"), ("4", "5", "51")),
    *(("１", "１２", "١٩٥٠"), ("1", "1", "0050"), ("29", "2", "1900"), ("29", "2", "2000")),
    *(("", "5", "1951"), ("0", "1", "2000")),
)
BORN = ("2008-02-28", "2008-02-29", "2008-03-01", "1951-05-04", "2026-02-28", "0999-12-31")
ANSWERS: Mapping[str, tuple[Any, ...]] = {
    "number": (-2, 0, 3, 12),
    "money": ("0.00", "3.00", "1500.50", "99.99"),
    "date": BORN,
    "person": (*({"given": "A", "family": "B", "born": day} for day in BORN), {"name": "A"}),
    "choice": ("a", "b"),
    "choices": (["a"], ["a", "b"], []),
    "group": ([], ["x", "y"]),
    "yes_no": (True, False),
    "text": ("a", "Rosa Lee"),
    "place": ({"landmark": "a"}, {"words": "here"}),
}
OPERANDS: Mapping[str, tuple[Any, ...]] = {
    "equals": ("a", 3, True, False),
    "one_of": (["a", "Rosa Lee"], [0, 3]),
    "includes": ("a", "b"),
    **dict.fromkeys(("at_least", "at_most", "over", "under"), (3, "1500.50", 0)),
    **dict.fromkeys(("before", "after"), ("2008-02-29", "1951-05-04")),
    **dict.fromkeys(("age_at_least", "age_under"), (18, 17, 75, 0)),
    **dict.fromkeys(("count_at_least", "count_under"), (0, 1, 2)),
}


def conditions() -> Iterator[tuple[Any, dict[str, Any], bool]]:
    """A condition as data, answers, and whether it holds: every comparison, and mixes of them."""
    single = [
        ({"q": {name: operand}}, value)
        for name, comparison in COMPARISONS.items()
        for type_ in sorted(comparison.types & set(ANSWERS))
        for operand, value in itertools.product(OPERANDS[name], (*ANSWERS[type_], None))
        if isinstance(operand, bool) == isinstance(value, bool)  # True is 1 in Python alone, and no service asks so
    ]
    chance = random.Random(7)  # noqa: S311
    for raw, value in single:
        yield _case(raw, {"q": value})
    for _ in range(200):
        (one, first), (other, second) = chance.sample(single, 2)
        renamed = {"r": other["q"]}
        kind = chance.choice(["all", "any"])
        mixed = {kind: [one, {"not": renamed}]} if chance.random() < 0.5 else {"not": {kind: [one, renamed]}}
        yield _case(mixed, {"q": first, "r": second})


def _case(raw: dict[str, Any], answers: dict[str, Any]) -> tuple[Any, dict[str, Any], bool]:
    condition = parse(raw)
    return as_data(condition), answers, condition.holds(answers, TODAY)


def journeys(services: Mapping[str, Service]) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any], str | None]]:
    """The questions of a service as data, answers to some of them, and the id of the one that comes next."""
    chance = random.Random(7)  # noqa: S311
    for service in services.values():
        if service.groups:
            continue
        questions = [{"id": each.id, "type": each.type, "when": as_data(each.when)} for each in service.questions]
        for _ in range(12):
            asked = [each for each in service.questions if not each.is_exit and chance.random() < 0.9]
            answers = {each.id: _answer(each, chance) for each in asked}
            walked = journey(service, answers, TODAY)
            following = walked.next or walked.exit
            yield questions, answers, following.id if following else None


def _answer(question: Question, chance: random.Random) -> Any:
    if question.options:
        ids = [option.id for option in question.options]
        return chance.sample(ids, 1) if question.type == "choices" else chance.choice(ids)
    return None if question.optional else chance.choice(ANSWERS.get(question.type, (True,)))


def typed() -> Iterator[tuple[str, dict[str, list[str]], Any]]:
    """A type, the fields of its form, and the one form that the server gives to it; 'unread' for what it refuses."""
    for type_, texts in TYPED.items():
        for text in texts:
            yield type_, {"answer": [text]}, _canonical(type_, {"answer": [text]})
    for day in DAYS:
        fields = {f"answer-{part}": [text] for part, text in zip(("day", "month", "year"), day, strict=True)}
        yield "date", fields, _canonical("date", fields)


def _canonical(type_: str, fields: dict[str, list[str]]) -> Any:
    question = Question("q", type_, "?", "?", optional=True)
    try:
        return check(question, read(question, fields), CONTEXT)
    except AnswerWrong:
        return "unread"
