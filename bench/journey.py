"""How long it takes to work out where a person stands: a hundred questions, forty conditions, and groups in it."""

import statistics
import time
from datetime import date
from typing import Any

from flows.journey import journey
from flows.load import service_from
from flows.service import Service
from flows.types import Context, check

TODAY = date(2026, 11, 20)
AIM_MS = 1.0
ROUNDS = 40
IN_A_ROUND = 25
QUESTIONS = 100
CONDITIONS = 40
KINDS = ("yes_no", "choice", "number", "date", "choices")
OPTIONS = [{"id": each, "text": each} for each in ("red", "green", "blue")]
SAID: dict[str, Any] = {"yes_no": True, "choice": "red", "number": 5, "date": "1951-05-04", "choices": ["red", "blue"]}
WORDS = dict.fromkeys(("title", "summary", "audience", "cost", "office", "keywords", "declaration", "approve"), "x")


def service(groups: int = 0) -> Service:
    """A service of a hundred questions, of which forty depend on earlier ones, in every kind of comparison and mix.

    With `groups`, so many of the questions are groups of four that are asked of five entries each.
    """
    plain = QUESTIONS - 5 * groups
    questions = [_question(number, number >= plain - CONDITIONS) for number in range(plain)]
    for number in range(groups):
        inside = [_question(4 * number + part, conditional=False, prefix=f"g{number}_") for part in range(4)]
        head = {"id": f"group_{number}", "type": "group", "ask": "x", "one": "x", "add": "x", "questions": inside}
        questions.append(head)
    rest = {"id": "x", "refuse": "x", "minutes": 5, "decision_days": 5, "need": [], "after": ["x"]}
    return service_from({**WORDS, **rest, "questions": questions})


def _question(number: int, conditional: bool, prefix: str = "q") -> dict[str, Any]:  # noqa: FBT001
    kind = KINDS[number % len(KINDS)]
    raw: dict[str, Any] = {"id": f"{prefix}{number}", "type": kind, "ask": "x"}
    if kind in {"choice", "choices"}:
        raw["options"] = OPTIONS
    return raw | ({"when": _condition(number % 6)} if conditional else {})


def _condition(shape: int) -> dict[str, Any]:
    adult, many, red = {"q3": {"age_at_least": 18}}, {"q2": {"at_least": 3}}, {"q1": ["red", "green"]}
    return [
        {"q0": True},
        red,
        {"all": [adult, many]},
        {"any": [{"q5": False}, {"not": {"q7": {"over": 7}}}]},
        {"q4": {"count_at_least": 2}},
        {"all": [{"any": [red, adult]}, {"not": {"q9": {"includes": "green"}}}, {"q8": {"before": "2000-01-01"}}]},
    ][shape]


def answered(of: Service) -> dict[str, Any]:
    """An answer to everything, in canonical form."""
    context, answers = Context(TODAY, "GB"), {}
    for question in of.questions:
        if question.type != "group":
            answers[question.id] = check(question, SAID[question.type], context)
            continue
        entries = [f"entry-{number}" for number in range(5)]
        answers[question.id] = entries
        for number, entry in enumerate(entries):
            answers[f"{question.id}/{entry}"] = number
            answers |= {each.id: SAID[each.type] for each in of.inside(question.id, entry)}
    return answers


def measure() -> list[tuple[str, int, float, float]]:
    """What, how many pages it has, and the milliseconds of one journey: the median of the rounds, and the slowest."""
    return [
        _measured("100 questions, 40 conditions", service()),
        _measured("the same with two groups of five entries", service(groups=2)),
    ]


def _measured(name: str, of: Service) -> tuple[str, int, float, float]:
    answers = answered(of)
    walked = journey(of, answers, TODAY)
    assert walked.complete
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(IN_A_ROUND):
            journey(of, answers, TODAY)
        times.append((time.perf_counter() - began) * 1000 / IN_A_ROUND)
    return name, len(walked.pages), statistics.median(times), max(times)
