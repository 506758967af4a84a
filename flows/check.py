"""What must hold before a service is published: every question can be reached, and every journey ends.

The journeys are walked, not guessed at: for each question that a condition looks at, a few answers are tried that make
every comparison come out both ways (`flows.tries`). Answers that no later
condition looks at are forgotten on the way, so services of a hundred questions stay quick to check.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from flows.conditions import COMPARISONS, Condition, Mix, Test
from flows.load import Problem
from flows.service import Question, Service
from flows.tries import answers_to_try, operands
from flows.types import AnswerWrong, Context, check
from flows.types.group import bounds

MOST_STATES = 20_000
MOST_GROWN = 10 * MOST_STATES
"""States before those that nothing later looks at are forgotten."""
NO_REGION = "ZZ"
State = frozenset[tuple[str, Any]]


def problems_of(service: Service, today: date) -> list[Problem]:
    """Return all that keeps a service from being published; an empty list means it may be."""
    problems = [problem for question in service.every for problem in _condition_problems(service, question)]
    problems += [problem for question in service.every for problem in _example_problems(question, today)]
    return problems or _walk_problems(service, today)


def place_of(question: Question) -> str:
    """Where a question is in its description: `questions.birth_date`, `questions.children.name`."""
    return ".".join(["questions", *([question.group] if question.group else []), question.id])


def _example_problems(question: Question, today: date) -> Iterator[Problem]:
    """An example that practice could not use: the made-up person answers as everybody does."""
    if question.example is None:
        return
    place = f"{place_of(question)}.example"
    try:
        taken: Any = check(question, question.example, Context(today, NO_REGION))
    except AnswerWrong as error:
        yield from (Problem(place, each.message % each.values) for each in error.wrongs)
        return
    if question.type == "person" and "name" in taken:
        yield Problem(place, "is a name in two parts, given and family")


def _condition_problems(service: Service, question: Question) -> Iterator[Problem]:
    earlier = {each.id: each for each in _earlier(service, question)}
    for test in question.when.tests() if question.when else ():
        place = f"{place_of(question)}.when"
        asked = earlier.get(test.question)
        if asked is None:
            yield Problem(place, _not_asked(service.by_id.get(test.question), question, test))
        elif asked.type not in COMPARISONS[test.name].types:
            yield Problem(place, f"'{test.name}' cannot be asked of '{test.question}', which is a {asked.type}")
        elif asked.type == "person" and "born" not in asked.limits:
            yield Problem(place, f"'{test.question}' is not asked for a date of birth (born)")
        else:
            yield from (
                Problem(place, f"'{each}' is not an answer of '{asked.id}'") for each in _foreign_options(asked, test)
            )


def _earlier(service: Service, question: Question) -> Iterator[Question]:
    """What is answered before a question; inside a group that is what is outside before it, and in the same entry."""
    if question.group is None:
        yield from service.questions[: service.questions.index(question)]
        return
    group = service.by_id[question.group]
    yield from service.questions[: service.questions.index(group)]
    yield from group.questions[: group.questions.index(question)]


def _not_asked(known: Question | None, question: Question, test: Test) -> str:
    if known is None:
        return f"'{test.question}' is not a question of this service"
    if known.group is not None and known.group != question.group:
        return f"'{test.question}' is inside the group '{known.group}'; outside it the entries can only be counted"
    return f"'{test.question}' is asked later"


def _foreign_options(asked: Question, test: Test) -> list[Any]:
    if asked.type == "yes_no":
        return [each for each in operands(test) if not isinstance(each, bool)]
    if asked.type == "number" and test.name in {"equals", "one_of"}:
        return [each for each in operands(test) if not isinstance(each, int) or isinstance(each, bool)]
    if asked.type in {"text", "phone", "email", "place"} or (asked.type == "office" and "offices" not in asked.limits):
        return [each for each in operands(test) if not isinstance(each, str)]
    if asked.type in {"choice", "choices"} and test.name in {"equals", "one_of", "includes"}:
        return [each for each in operands(test) if asked.option(str(each)) is None]
    if asked.type == "office":
        return [each for each in operands(test) if each not in asked.limits["offices"]]
    return []


def _walk_problems(service: Service, today: date) -> list[Problem]:
    walk = _Walk(service, today)
    try:
        states = walk.through(service.questions, {frozenset()})
    except _Tangled as error:
        what = "too many mixes of the answers so far decide what comes later; ask follow-up questions sooner"
        return [Problem(place_of(error.question), what)]
    problems = [Problem(place_of(question), "can never be reached") for question in walk.unreached]
    problems += [
        Problem(f"{place_of(question)}.when", f"'{said(part)}' can never hold") for question, part in walk.idle
    ]
    return problems if states else [*problems, Problem("questions", "no journey ends in something to send")]


def said(condition: Condition) -> str:
    """A condition in a few words, for whoever wrote it: `household equals 1 and income over 1800.00`."""
    if isinstance(condition, Test):
        wanted = ", ".join(str(each) for each in operands(condition))
        return f"{condition.question} {condition.name} {wanted}"
    if condition.kind == "not":
        return f"not ({said(condition.parts[0])})"
    join = " and " if condition.kind == "all" else " or "
    return join.join(said(each) if isinstance(each, Test) else f"({said(each)})" for each in condition.parts)


def _idle(condition: Condition, states: Iterable[State], today: date) -> list[Condition]:
    """The smallest parts of a condition that hold in none of these states."""
    if isinstance(condition, Mix) and (
        inner := [each for part in condition.parts for each in _idle(part, states, today)]
    ):
        return inner
    return [] if any(condition.holds(dict(state), today) for state in states) else [condition]


class _Tangled(Exception):
    """There are more mixes of answers than can be walked; `question` is where they became too many."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.id)
        self.question = question


class _Walk:
    """Every mix of answers that a later condition tells apart, followed through the questions."""

    def __init__(self, service: Service, today: date) -> None:
        self.today = today
        self.tests = [test for each in service.every if each.when for test in each.when.tests()]
        self.unreached: list[Question] = []
        self.idle: list[tuple[Question, Condition]] = []
        self._later: dict[str, frozenset[str]] = {}
        later: frozenset[str] = frozenset()
        for question in reversed(service.every):
            self._later[question.id] = later
            later |= {test.question for test in question.when.tests()} if question.when else frozenset()

    def through(self, questions: Iterable[Question], states: set[State]) -> set[State]:
        """The states after these questions, of those before them."""
        for question in questions:
            asked = {state for state in states if question.when is None or question.when.holds(dict(state), self.today)}
            if not asked:
                self.unreached.append(question)
            elif isinstance(question.when, Mix):
                self.idle += [(question, part) for part in _idle(question.when, states, self.today)]
            states = self._keep(states - asked | self._answered(question, asked), question)
            if len(states) > MOST_STATES:
                raise _Tangled(question)
        return states

    def _answered(self, question: Question, asked: set[State]) -> set[State]:
        if question.is_exit or not asked:
            return set()
        if question.type != "group":
            return self._grown(question, asked, self._tried(question))
        # What can be said of one entry can be said of each, so one is walked; its answers are its own.
        entered = self._keep(self.through(question.questions, asked), question)
        counts = self._tried(question)
        none = asked if bounds(question)[0] == 0 else set()
        return self._grown(question, none, [each for each in counts if not each]) | self._grown(
            question, entered, [each for each in counts if each is None or each]
        )

    def _tried(self, question: Question) -> list[Any]:
        if question.id not in self._later[question.id]:
            return [None]
        tried = list(islice(answers_to_try(question, self.tests, self.today), MOST_STATES + 1))
        if len(tried) > MOST_STATES:
            raise _Tangled(question)
        return tried

    def _grown(self, question: Question, asked: set[State], answers: list[Any]) -> set[State]:
        if len(answers) * len(asked) > MOST_GROWN:
            raise _Tangled(question)
        return {state | {(question.id, answer)} for state in asked for answer in answers}

    def _keep(self, states: set[State], question: Question) -> set[State]:
        """Forget what nothing later looks at."""
        later = self._later[question.id]
        return {frozenset(pair for pair in state if pair[0] in later) for state in states}
