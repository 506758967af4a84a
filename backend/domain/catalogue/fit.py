"""Whether what the services ask for is there in the city: offices, and places on the map."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from backend.domain.catalogue.city_map import FILE as MAP
from flows.check import place_of
from flows.load import Problem
from flows.service import Question, Service
from flows.tries import operands

MOST_TO_CHOOSE = 30
"""Offices on one page."""


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of what the city has."""

    offices: Collection[str]
    landmarks: Collection[str]


def unfitting(services: Iterable[Service], known: Known) -> Iterator[Problem]:
    """Questions for something that the city does not have."""
    for service in services:
        for question in service.every:
            for key, what in (*_limits(question, known), *_conditions(service, question, known)):
                yield Problem(f"services/{service.id}.yaml {place_of(question)}.{key}", what)


def _limits(question: Question, known: Known) -> Iterator[tuple[str, str]]:
    for each in question.limits.get("offices", ()):
        if each not in known.offices:
            yield "offices", f"there is no office '{each}'"
    if question.type == "office" and "offices" not in question.limits and len(known.offices) > MOST_TO_CHOOSE:
        yield "offices", f"name those to choose from; the city has more than {MOST_TO_CHOOSE}"


def _conditions(service: Service, question: Question, known: Known) -> Iterator[tuple[str, str]]:
    """A condition on a place or an office names one that the city has."""
    there = {"place": (known.landmarks, MAP), "office": (known.offices, "offices.yaml")}
    for test in question.when.tests() if question.when else ():
        asked = service.by_id.get(test.question)
        if asked is not None and asked.type in there:
            ids, file = there[asked.type]
            yield from (("when", f"there is no '{each}' in {file}") for each in operands(test) if each not in ids)
