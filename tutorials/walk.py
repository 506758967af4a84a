"""A made-up person's way through any service: answers within every limit that lead to something to send.

The person's own answers are tried first and the service's branches after them, always in the same order, so the same
service gives the same journey. Days are chosen to stay right for months, because a lesson lives as long as a program
runs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import phonenumbers

from flows.check import answers_to_try
from flows.conditions import Test
from flows.service import Question, Service
from flows.text import N_
from flows.types import AnswerWrong, Context, check

MOST_TRIED = 5_000
"""Places in a service looked at before giving up; every real service needs fewer than a hundred."""
MOST_ANSWERS = 60
NO_REGION = "ZZ"
FICTIONAL_PHONES: Mapping[str, str] = {"GB": "+447700900123", "US": "+12025550123", "CA": "+12505550123"}
"""Numbers that their regions keep for stories; elsewhere the number plan's own example is taken."""
STREETS = ("7 Mill Lane", "12 Garden Street", "3 Station Road")
"""Whoever moves has two addresses, and they differ."""
ANY_TEXT = "123"
"""Typed where a service says nothing of what a text may be: the one word that every keyboard has."""
_EXAMPLE = re.compile(r"\bfor example,? (.{1,40}?)(?=[.!?](?:\s|$)|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Somebody who does not exist, with all that a service may ask for.

    `called` is a text to translate, the short name in a reader's language; all else is typed as it stands. `region`
    (ISO 3166) is the city's, for telephone numbers.
    """

    town: str
    region: str
    name: str = "Rosa Lee"
    called: str = N_("Rosa")
    born: date = date(1951, 5, 4)
    postcode: str = "HC3 4DE"
    email: str = "rosa.lee@example.org"

    @property
    def phone(self) -> str:
        """A number in E.164."""
        known = FICTIONAL_PHONES.get(self.region)
        example = None if known else phonenumbers.example_number(self.region)
        written = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164) if example else None
        return known or written or FICTIONAL_PHONES["GB"]

    def address(self, number: int = 0) -> dict[str, str]:
        """The canonical answer to the first, second … question for an address."""
        return {"line1": STREETS[number % len(STREETS)], "line2": "", "town": self.town, "postcode": self.postcode}


class NoWholeJourney(ValueError):
    """No answers were found that lead to something to send; `stuck` is the furthest question that was come to."""

    def __init__(self, service: Service, stuck: Question) -> None:
        super().__init__(f"no answers were found that lead past '{stuck.id}' to something to send")
        self.service = service
        self.stuck = stuck


def whole_journey(service: Service, person: MadeUp, today: date) -> dict[str, Any]:
    """Return the person's canonical answers, question id → value, in the order asked; raises `NoWholeJourney`."""
    return _Search(service, person, today).answers()


class _Search:
    """Depth first, remembering the places from which no way leads on."""

    def __init__(self, service: Service, person: MadeUp, today: date) -> None:
        self._service, self._person, self._today = service, person, today
        self._tests = [test for each in service.questions if each.when for test in each.when.tests()]
        self._dead: set[str] = set()
        self._tried = self._furthest = 0

    def answers(self) -> dict[str, Any]:
        found = self._from(0, {})
        if found is None:
            raise NoWholeJourney(self._service, self._service.questions[self._furthest])
        return found

    def _from(self, number: int, known: dict[str, Any]) -> dict[str, Any] | None:
        questions = self._service.questions
        while number < len(questions) and not self._is_asked(questions[number], known):
            number += 1
        if number == len(questions):
            return known
        question, here = questions[number], self._place(number, known)
        self._tried += 1
        self._furthest = max(self._furthest, number)
        if question.is_exit or here in self._dead or self._tried > MOST_TRIED:
            return None
        for answer in self._answers(question):
            found = self._from(number + 1, {**known, question.id: answer})
            if found is not None:
                return found
        self._dead.add(here)
        return None

    def _is_asked(self, question: Question, known: Mapping[str, Any]) -> bool:
        return question.when is None or question.when.holds(known, self._today)

    def _place(self, number: int, known: Mapping[str, Any]) -> str:
        """What decides all that follows: the question, and those earlier answers that a later question looks at."""
        later = {test.question for each in self._service.questions[number:] if each.when for test in each.when.tests()}
        return repr((number, sorted((name, value) for name, value in known.items() if name in later)))

    def _answers(self, question: Question) -> list[Any]:
        decides = any(test.question == question.id for test in self._tests)
        sound = _sound(question, self._person, self._service, self._tests, self._today)
        return list(islice(sound, MOST_ANSWERS if decides else 1))


def _sound(question: Question, person: MadeUp, service: Service, tests: list[Test], today: date) -> Iterator[Any]:
    """The answers that the service takes, each once and canonical."""
    given: list[Any] = []
    context = Context(today, NO_REGION)
    mine = [test for test in tests if test.question == question.id]
    for value in (*_own(question, person, service, mine, today), *answers_to_try(question, mine, today)):
        try:
            answer = check(question, list(value) if isinstance(value, tuple) else value, context)
        except AnswerWrong:
            continue
        if answer not in given:
            given.append(answer)
            yield answer


def _own(question: Question, person: MadeUp, service: Service, tests: list[Test], today: date) -> Iterator[Any]:
    """What this person would say, best first; not all of it need be within the question's limits."""
    match question.type:
        case "text" | "long_text":
            yield from _texts(question, person)
        case "choice":
            yield from (option.id for option in question.options)
        case "choices":
            yield _ticked(question, tests)
        case "number" | "money":
            yield from (*_examples(question), "2", "850.00", "1")
        case "date":
            yield from _days(question, person, tests, today)
        case "address":
            asked = [each.id for each in service.questions if each.type == "address"]
            yield person.address(asked.index(question.id))
        case kind:
            # No keeps a journey short, and a made-up person out of trouble; where it ends one, Yes is next.
            others = {"yes_no": (False, True), "phone": (person.phone,), "email": (person.email,)}
            yield from others.get(kind, ({"slot": 1} if kind == "slot" else True,))


def _texts(question: Question, person: MadeUp) -> Iterator[str | None]:
    first, _, last = person.name.partition(" ")
    names = {"name": person.name, "given-name": first, "family-name": last}
    fill = "name" if question.prefill == "residents.full_name" else question.limits.get("autocomplete")
    if fill in names:
        yield names[fill]
    if question.optional:  # the least to type, and it is good to know that one may
        yield None
    yield from _examples(question)
    yield ANY_TEXT[: question.limits.get("max_length", len(ANY_TEXT))]


def _examples(question: Question) -> Iterator[str]:
    """The service's own worked example, where its hint gives a short one."""
    found = _EXAMPLE.search(question.hint or "")
    if found:
        yield found[1]


def _ticked(question: Question, tests: list[Test]) -> list[str]:
    """As few options as will do, those first that open no further questions."""
    named = {test.operand for test in tests if test.name == "includes"}
    quiet_first = sorted(question.options, key=lambda option: option.id in named)
    return [option.id for option in quiet_first[: max(1, question.limits.get("at_least", 1))]]


def _days(question: Question, person: MadeUp, tests: list[Test], today: date) -> Iterator[str]:
    ages = [test.operand for test in tests if test.name.startswith("age")]
    if ages or question.prefill == "residents.birth_date" or "birth" in question.id:
        yield person.born.isoformat()
    # The same days all year: a lesson that was kept on a phone stays the same too.
    yield from (f"{today.year + 1}-06-01", f"{today.year - 1}-05-04")
    yield from (f"{today.year - age - 2:04}-05-04" for age in ages)
    yield from (f"{today.year - max(0, age - 2):04}-01-02" for age in ages)
    yield person.born.isoformat()
