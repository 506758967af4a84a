"""A town of people with phones, on the program and the database that all tests share."""

from collections.abc import Callable

import pytest
from flask import Flask

from backend.parts import Parts
from tests.api.town import Person, Town


@pytest.fixture
def town(parts: Parts, app: Flask) -> Town:
    return Town(parts, app)


@pytest.fixture
def nobody(town: Town) -> Person:
    return town.nobody()


def _somebody(role: str | None = None) -> Callable[..., Person]:
    """A fixture: a person with a phone, signed in."""

    @pytest.fixture
    def person(town: Town) -> Person:
        return town.person(role)

    return person


rosa = _somebody()
wai = _somebody()
amir = _somebody("caseworker")
maya = _somebody("publisher")
tom = _somebody("publisher")
ines = _somebody("auditor")
priya = _somebody("administrator")
grace = _somebody("counter")
