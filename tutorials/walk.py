"""A made-up person's way through any service: answers within every limit that lead to something to send.

The person's own answers are tried first and the service's branches after them, always in the same order, so the same
service gives the same journey. Days are chosen to stay right for months, because a lesson lives as long as a program
runs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import phonenumbers

from flows.conditions import Test
from flows.service import Question, Service
from flows.text import N_
from flows.tries import answers_to_try
from flows.types import AnswerWrong, Context, check
from flows.types.enclosed import SAMPLES
from flows.types.group import bounds
from flows.types.national_checks import CHECKS, example_of

MOST_TRIED = 5_000
"""Places in a service looked at before giving up; every real service needs fewer than a hundred."""
MOST_ANSWERS = 60
NO_REGION = "ZZ"
FICTIONAL_PHONES: Mapping[str, str] = {"GB": "+447700900123", "US": "+12025550123", "CA": "+12505550123"}
"""Numbers that their regions keep for stories; elsewhere the number plan's own example is taken."""
OWN_NAME = "residents.full_name"
STREETS = ("7 Mill Lane", "12 Garden Street", "3 Station Road")
"""Whoever moves has two addresses, and they differ."""
FAMILY = ("Anna", "Sam", "Lily")
"""Given names of the made-up person's family."""
ANY_TEXT = ("Nothing special", "Nothing", "OK", "A")
"""Typed where a service says nothing of what a text may be: the first that is not too long."""
_EXAMPLE = re.compile(r"\bfor example,? (.{1,40}?)(?=[.!?](?:\s|$)|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Somebody who does not exist, with all that a service may ask for.

    `called` is a text to translate, the short name in a reader's language; all else is typed as it stands. `region`
    (ISO 3166) is the city's, for telephone numbers; `offices` and `landmarks` are the city's, names by id.
    """

    town: str
    region: str
    name: str = "Rosa Lee"
    called: str = N_("Rosa")
    born: date = date(1951, 5, 4)
    postcode: str = "HC3 4DE"
    email: str = "rosa.lee@example.org"
    offices: Mapping[str, str] = field(default_factory=dict)
    landmarks: Mapping[str, str] = field(default_factory=dict)

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
    """Return the person's canonical answers, question path → value, in the order asked; raises `NoWholeJourney`."""
    # An entry shows what a group asks; where every entry would end the way, the person has none to tell of, and where
    # so many are asked for, as many.
    counts = [test.operand for each in service.every for test in _tests(each) if test.name.startswith("count")]
    for least in dict.fromkeys((1, 0, *sorted(counts), *(count + 1 for count in sorted(counts)))):
        search = _Search(service, person, today, least)
        found = search.answers()
        if found is not None:
            return found
    raise NoWholeJourney(service, search.stuck)


@dataclass(frozen=True, slots=True)
class _Page:
    """A question as the person comes to it: at a path, perhaps in an entry of a group."""

    path: str
    question: Question
    group: Question | None = None
    entry: str = ""


class _Search:
    """Depth first, remembering the places from which no way leads on."""

    def __init__(self, service: Service, person: MadeUp, today: date, least: int) -> None:
        self._service, self._person, self._today, self._least = service, person, today, least
        self._tests = [test for each in service.every if each.when for test in each.when.tests()]
        self._pages = [page for each in service.questions for page in _pages(each, least)]
        self._dead: set[str] = set()
        self._tried = self._furthest = 0

    def answers(self) -> dict[str, Any] | None:
        return self._from(0, {})

    @property
    def stuck(self) -> Question:
        """The furthest question that was come to."""
        return self._pages[self._furthest].question

    def _from(self, number: int, known: dict[str, Any]) -> dict[str, Any] | None:
        while number < len(self._pages) and not self._is_asked(self._pages[number], known):
            number += 1
        if number == len(self._pages):
            return known
        page, here = self._pages[number], self._place(number, known)
        self._tried += 1
        self._furthest = max(self._furthest, number)
        if page.question.is_exit or here in self._dead or self._tried > MOST_TRIED:
            return None
        for answer in self._answers(page):
            found = self._from(number + 1, {**known, page.path: answer})
            if found is not None:
                return found
        self._dead.add(here)
        return None

    def _is_asked(self, page: _Page, known: Mapping[str, Any]) -> bool:
        outer = page.group or page.question
        if outer.when is not None and not outer.when.holds(known, self._today):
            return False
        if page.group is None or page.question.when is None:
            return True
        beside = {each.id: f"{page.group.id}/{page.entry}/{each.id}" for each in page.group.questions}
        said = {name: known[path] for name, path in beside.items() if path in known}
        return page.question.when.holds({**known, **said}, self._today)

    def _place(self, number: int, known: Mapping[str, Any]) -> str:
        """What decides all that follows: the page, and those earlier answers that a later question looks at."""
        later = {test.question for page in self._pages[number:] for test in _tests(page.question) + _tests(page.group)}
        return repr((number, sorted((name, value) for name, value in known.items() if _name(name) in later)))

    def _answers(self, page: _Page) -> list[Any]:
        if page.question.type == "group":
            return [_entries(page.question, self._least)]
        decides = any(test.question == page.question.id for test in self._tests)
        sound = _sound(page.question, self._person, self._service, self._tests, self._today)
        return list(islice(sound, MOST_ANSWERS if decides else 1))


def _pages(question: Question, least: int) -> Iterator[_Page]:
    """A question's pages: of a group those of as many entries as it needs, or `least`, and then its own."""
    for entry in _entries(question, least) if question.type == "group" else ():
        for each in question.questions:
            yield _Page(f"{question.id}/{entry}/{each.id}", each, question, entry)
    yield _Page(question.id, question)


def _entries(group: Question, least: int) -> list[str]:
    return [f"entry-{number}" for number in range(1, min(max(least, bounds(group)[0]), bounds(group)[1]) + 1)]


def _tests(question: Question | None) -> list[Test]:
    return list(question.when.tests()) if question and question.when else []


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _sound(question: Question, person: MadeUp, service: Service, tests: list[Test], today: date) -> Iterator[Any]:
    """The answers that the service takes, each once and canonical."""
    given: list[Any] = []
    context = Context(today, NO_REGION)
    mine = [test for test in tests if test.question == question.id]
    others = () if question.type == "person" else answers_to_try(question, mine, today)
    told = () if question.example is None else (question.example,)
    for value in (*told, *_own(question, person, service, mine, today), *others):
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
        case "person":
            yield from _people(question, person, service, tests, today)
        case "national_id" | "office" | "place":
            yield from _known_to_the_city(question, person)
        case "address":
            asked = [each.id for each in service.every if each.type == "address"]
            yield person.address(asked.index(question.id))
        case kind:
            # No keeps a journey short, and a made-up person out of trouble; where it ends one, Yes is next.
            others: Mapping[str, tuple[Any, ...]] = {
                "yes_no": (False, True),
                "phone": (person.phone,),
                "email": (person.email,),
                "slot": ({"slot": 1},),
                **dict.fromkeys(("photo", "file"), (list(SAMPLES[:1]),)),
            }
            yield from others.get(kind, (True,))


def _known_to_the_city(question: Question, person: MadeUp) -> Iterator[Any]:
    match question.type:
        case "national_id":
            yield CHECKS[question.limits["check"]].example or example_of(question.limits["pattern"])
        case "office":
            yield from (*question.limits.get("offices", ()), *person.offices, "the-office")
        case "place":
            words = next(_examples(question), "By the door")
            yield {"text": words, "landmark": next(iter(person.landmarks), "the-place")}


def _people(
    question: Question, person: MadeUp, service: Service, tests: list[Test], today: date
) -> Iterator[dict[str, str] | None]:
    given, _, family = person.name.partition(" ")
    is_self = question is _asks_for_self(service)
    name = {"given": given if is_self else FAMILY[len(question.id) % len(FAMILY)], "family": family}
    if "born" not in question.limits:
        yield name
        return
    first = person.born.isoformat() if is_self else f"{today.year - 40}-03-02"
    yield from ({**name, "born": day} for day in (first, *_days(question, person, tests, today)))
    for each in answers_to_try(question, tests, today):  # their days, or none, under a name of two parts
        yield each and (name | {"born": each["born"]} if "born" in each else name)


def _asks_for_self(service: Service) -> Question | None:
    """The question in which the person names themselves: as the register knows them, or else the first for somebody.

    All others, and those inside groups, are about their family.
    """
    asked = [each for each in service.every if each.type == "person" and each.group is None]
    known = (each for each in asked if each.prefill == OWN_NAME)
    return next(known, asked[0] if asked else None)


def _texts(question: Question, person: MadeUp) -> Iterator[str | None]:
    first, _, last = person.name.partition(" ")
    names = {"name": person.name, "given-name": first, "family-name": last}
    is_own = question.group is None and (question.prefill == OWN_NAME or question.id == "full_name")
    fill = "name" if is_own else question.limits.get("autocomplete")
    if fill in names:
        yield names[fill]
    if question.optional:  # the least to type, and it is good to know that one may
        yield None
    yield from _examples(question)
    yield from ANY_TEXT


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
    if any(age <= 1 for age in ages):  # somebody not yet one stays so for most of a year
        yield today.replace(day=1).isoformat()
    # The same days all year: a lesson that was kept on a phone stays the same too.
    yield from (f"{today.year + 1}-06-01", f"{today.year - 1}-05-04")
    yield from (f"{today.year - age - 2:04}-05-04" for age in ages)
    yield from (f"{today.year - max(0, age - 2):04}-01-02" for age in ages)
    yield person.born.isoformat()
