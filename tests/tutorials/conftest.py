from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import yaml

from flows.load import load_service
from flows.service import Service
from flows.types import Context
from tutorials.lesson import Lesson
from tutorials.load import lesson_from

TODAY = date(2026, 11, 20)
HINTS = ["Think of Rosa.", "Look below the question.", "Let us do it together."]

SERVICE = """
id: travel-card
title: Get a travel card
summary: Travel free.
audience: People aged 65 or over.
cost: Free
minutes: 5
decision_days: 10
office: travel-desk
keywords: bus pass
need: []
after: [We look at your answers.]
declaration: The answers I have given are true.
approve: Good news.
refuse: We are sorry.
questions:
  - {id: full_name, type: text, ask: "What is your full name?", max_length: 80}
  - {id: birth_date, type: date, ask: "What is your date of birth?", earliest: 1900-01-01, latest: today}
  - id: too_young
    type: exit
    when: {birth_date: {age_under: 65}}
    ask: You can get this card later
    text: [It is for people aged 65 or over.]
    instead: [Buy a day ticket.]
  - {id: address, type: address, ask: "What is your address?"}
  - id: delivery
    type: choice
    ask: How would you like to get your card?
    options: [{id: post, text: By post}, {id: pickup, text: I pick it up}]
  - id: pickup_office
    type: choice
    when: {delivery: pickup}
    ask: Where?
    options: [{id: library, text: Library}, {id: pier, text: Pier}]
  - id: help
    type: choices
    optional: true
    ask: What help do you need?
    options: [{id: steps, text: Steps}, {id: seeing, text: Seeing}, {id: hearing, text: Hearing}]
  - {id: rides, type: number, ask: "How many rides each week?", minimum: 0, maximum: 5000}
  - {id: income, type: money, ask: "How much money comes in?", minimum: "0.00", maximum: "50000.00"}
  - {id: alone, type: yes_no, ask: "Do you travel alone?"}
  - {id: phone, type: phone, ask: "What is your phone number?"}
  - {id: email, type: email, ask: "What is your email address?"}
  - {id: more, type: long_text, optional: true, ask: "Anything else?"}
  - {id: read_it, type: info, ask: Please read this, text: [The card is yours.]}
  - {id: agreed, type: declaration, ask: "Is this true?", text: [All of it is true.]}
"""

ANSWERS: dict[str, Any] = {
    "full_name": "Rosa Lee",
    "birth_date": "1951-05-04",
    "address": {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"},
    "delivery": "post",
    "help": ["steps", "hearing"],
    "rides": 1200,
    "income": "850.00",
    "alone": True,
    "phone": "+447700900101",
    "email": "rosa@example.org",
    "more": None,
    "read_it": True,
    "agreed": True,
}


def practise(question: str, kind: str, **changes: Any) -> dict[str, Any]:
    step = {
        "id": question.replace("_", "-"),
        "kind": "practise",
        "title": "Give an answer",
        "say": "Answer for Rosa.",
        "question": question,
        "type": kind,
        "expect": ANSWERS[question],
        "hints": HINTS,
        "else": "This is another answer.",
        "done": "Well done.",
    }
    if kind in {"choice", "choices"}:
        step["options"] = {"delivery": ["post", "pickup"], "help": ["steps", "seeing", "hearing"]}[question]
    return deepcopy({**step, **changes})


def lesson_document(**changes: Any) -> dict[str, Any]:
    document = {
        "id": "first-card",
        "title": "Practise getting a travel card",
        "objective": "You can ask for a travel card.",
        "service": "travel-card",
        "minutes": 10,
        "skills": [{"framework": "DigComp", "version": "2.2", "code": "2.3"}],
        "person": {
            "name": "Rosa Lee",
            "story": "Rosa was born on 4 May 1951.",
            "answers": {key: ANSWERS[key] for key in ANSWERS if key not in {"full_name", "birth_date", "delivery"}},
        },
        "steps": [
            {"id": "welcome", "kind": "read", "title": "Welcome", "say": "Nothing can go wrong here."},
            practise("full_name", "text", mistakes=[{"like": "^rosa$", "say": "Add her family name."}]),
            practise(
                "birth_date",
                "date",
                mistakes=[
                    {"is": "1951-04-05", "say": "The day and the month have changed places."},
                    {"like": r"^.*20[2-9]\d$", "say": "This is a year of our own time."},
                    {"like": r"^(?!.*\d{4}).*$", "say": "The year needs four numbers."},
                ],
            ),
            {
                "id": "know-back",
                "kind": "choose",
                "title": "Go back",
                "say": "You pressed the wrong thing. What do you do?",
                "hints": HINTS,
                "options": [
                    {"id": "off", "text": "Turn it off", "say": "There is an easier way."},
                    {"id": "back", "text": "Press Back", "right": True, "say": "Yes, that is it."},
                ],
            },
            practise("delivery", "choice", mistakes=[{"is": "pickup", "say": "She wants it at home."}]),
            {"id": "check", "kind": "check", "title": "Look once more", "say": "Read it slowly.", "hints": HINTS},
            {
                "id": "send",
                "kind": "send",
                "title": "Press Send",
                "say": "Nothing is sent.",
                "hints": HINTS,
            },
        ],
        "learned": ["I can ask for a card."],
        "next": {"text": "Rest a little.", "service": "travel-card"},
    }
    return deepcopy({**document, **changes})


@pytest.fixture(scope="session")
def service() -> Service:
    return load_service(SERVICE)


@pytest.fixture(scope="session")
def lesson() -> Lesson:
    return lesson_from(lesson_document())


@pytest.fixture(scope="session")
def context() -> Context:
    return Context(TODAY, "GB")


@pytest.fixture(scope="session")
def document() -> Callable[..., dict[str, Any]]:
    """The description of a whole lesson, with some parts changed."""
    return lesson_document


@pytest.fixture(scope="session")
def one_step() -> Callable[..., Lesson]:
    """A lesson of one practise step on this question, with some keys of the step changed."""

    def build(question: str, kind: str, **changes: Any) -> Lesson:
        return lesson_from(lesson_document(steps=[practise(question, kind, **changes)]))

    return build


@pytest.fixture(scope="session")
def practise_step() -> Callable[..., dict[str, Any]]:
    return practise


@pytest.fixture(scope="session")
def rewritten() -> Callable[..., str]:
    """The description of a lesson as YAML."""
    return lambda **changes: yaml.dump(lesson_document(**changes), Dumper=_Plain, allow_unicode=True)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.fixture(scope="session")
def service_with() -> Callable[[str, dict[str, Any] | None], Service]:
    """The service with one question changed, or without it (None)."""

    def build(question: str, changes: dict[str, Any] | None) -> Service:  # a key that becomes None is left out
        raw = yaml.safe_load(SERVICE)
        raw["questions"] = [
            {key: value for key, value in {**each, **(changes or {})}.items() if value is not None}
            if each["id"] == question
            else each
            for each in raw["questions"]
            if each["id"] != question or changes is not None
        ]
        return load_service(yaml.safe_dump(raw))

    return build
