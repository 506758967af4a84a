"""What must hold before a service is published: every question can be reached, and every journey ends.

The journeys are walked, not guessed at: for each question that a condition looks at, a few answers are tried that make
every comparison come out both ways (each option, the numbers and days next to each limit). Answers that no later
condition looks at are forgotten on the way, so services of a hundred questions stay quick to check.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, islice
from typing import Any

from flows.conditions import COMPARISONS, Test
from flows.load import Problem
from flows.service import Question, Service
from flows.types.day import limit_day

MOST_STATES = 20_000
MOST_GROWN = 10 * MOST_STATES
"""States before those that nothing later looks at are forgotten."""
State = frozenset[tuple[str, Any]]


def problems_of(service: Service, today: date) -> list[Problem]:
    """Return all that keeps a service from being published; an empty list means it may be."""
    problems = [problem for question in service.questions for problem in _condition_problems(service, question)]
    return problems or _walk_problems(service, today)


def _condition_problems(service: Service, question: Question) -> Iterator[Problem]:
    earlier = {each.id: each for each in service.questions[: service.questions.index(question)]}
    for test in question.when.tests() if question.when else ():
        place = f"questions.{question.id}.when"
        asked = earlier.get(test.question)
        if asked is None:
            known = test.question in service.by_id
            yield Problem(
                place, f"'{test.question}' {'is asked later' if known else 'is not a question of this service'}"
            )
        elif asked.type not in COMPARISONS[test.name].types:
            yield Problem(place, f"'{test.name}' cannot be asked of '{test.question}', which is a {asked.type}")
        else:
            yield from (
                Problem(place, f"'{each}' is not an answer of '{asked.id}'") for each in _foreign_options(asked, test)
            )


def _foreign_options(asked: Question, test: Test) -> list[Any]:
    if asked.type == "yes_no":
        return [each for each in _operands(test) if not isinstance(each, bool)]
    if asked.type == "number" and test.name in {"equals", "one_of"}:
        return [each for each in _operands(test) if not isinstance(each, int) or isinstance(each, bool)]
    if asked.type in {"text", "phone", "email"}:
        return [each for each in _operands(test) if not isinstance(each, str)]
    if asked.type in {"choice", "choices"} and test.name in {"equals", "one_of", "includes"}:
        return [each for each in _operands(test) if asked.option(str(each)) is None]
    return []


def _operands(test: Test) -> tuple[Any, ...]:
    return test.operand if isinstance(test.operand, tuple) else (test.operand,)


def _walk_problems(service: Service, today: date) -> list[Problem]:
    tests = [test for question in service.questions if question.when for test in question.when.tests()]
    states: set[State] = {frozenset()}
    unreached = []
    for number, question in enumerate(service.questions):
        asked = {state for state in states if question.when is None or question.when.holds(dict(state), today)}
        if not asked:
            unreached.append(question)
        states -= asked
        if not question.is_exit:
            later = {
                test.question for each in service.questions[number + 1 :] if each.when for test in each.when.tests()
            }
            tried = answers_to_try(question, tests, today) if question.id in later else iter([None])
            answers = list(islice(tried, MOST_STATES + 1))
            if len(answers) > MOST_STATES or len(answers) * len(asked) > MOST_GROWN:
                return [_tangled(question)]
            grown = {state | {(question.id, answer)} for state in asked for answer in answers}
            states = {frozenset(pair for pair in state if pair[0] in later) for state in states | grown}
        if len(states) > MOST_STATES:
            return [_tangled(question)]
    problems = [Problem(f"questions.{question.id}", "can never be reached") for question in unreached]
    return problems if states else [*problems, Problem("questions", "no journey ends in something to send")]


def _tangled(question: Question) -> Problem:
    what = "too many mixes of the answers so far decide what comes later; ask follow-up questions sooner"
    return Problem(f"questions.{question.id}", what)


def answers_to_try(question: Question, tests: Iterable[Test], today: date) -> Iterator[Any]:
    """Answers of this question that make each of the tests on it come out both ways; not all keep to its limits."""
    mine = [test for test in tests if test.question == question.id]
    if question.optional or question.tells:
        yield None
    match question.type:
        case "yes_no":
            yield from (True, False)
        case "choice":
            yield from (option.id for option in question.options)
        case "choices":
            yield from _sets_to_try(question, mine)
        case "number" | "money":
            yield from _numbers_to_try(question, mine)
        case "date":
            yield from _days_to_try(question, mine, today)
        case _:
            yield from {operand for test in mine for operand in _operands(test)} | {"something else"}


def _sets_to_try(question: Question, tests: list[Test]) -> Iterator[tuple[str, ...]]:
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


def _numbers_to_try(question: Question, tests: list[Test]) -> Iterator[Any]:
    step = Decimal(1) if question.type == "number" else Decimal("0.01")
    least, most = (
        Decimal(str(question.limits.get(key, default))) for key, default in (("minimum", 0), ("maximum", 10**9))
    )
    around = {
        Decimal(str(operand)) + move for test in tests for operand in _operands(test) for move in (-step, 0, step)
    }
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
