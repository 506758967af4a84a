"""A town of people with phones, on the program and the database that all tests share."""

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


@pytest.fixture
def rosa(town: Town) -> Person:
    return town.person()


@pytest.fixture
def wai(town: Town) -> Person:
    return town.person()


@pytest.fixture
def amir(town: Town) -> Person:
    return town.person("caseworker")


@pytest.fixture
def maya(town: Town) -> Person:
    return town.person("publisher")


@pytest.fixture
def tom(town: Town) -> Person:
    return town.person("publisher")


@pytest.fixture
def ines(town: Town) -> Person:
    return town.person("auditor")


@pytest.fixture
def priya(town: Town) -> Person:
    return town.person("administrator")


@pytest.fixture
def grace(town: Town) -> Person:
    return town.person("counter")
