"""Readers of the city's pages."""

from collections.abc import Callable

import pytest
from flask import Flask

from backend.parts import Parts
from tests.domain.given import AMIR, MAYA, ROSA, TOM, WAI
from tests.web.readers import Reader, Seeded, seed


@pytest.fixture
def seeded(parts: Parts) -> Seeded:
    return seed(parts)


@pytest.fixture
def reader(app: Flask) -> Callable[..., Reader]:
    """Make a reader in a language."""

    def make(language: str = "en") -> Reader:
        return Reader(app, language)

    return make


@pytest.fixture
def nobody(app: Flask) -> Reader:
    return Reader(app)


@pytest.fixture
def rosa(app: Flask) -> Reader:
    return Reader(app).sign_in(ROSA)


@pytest.fixture
def wai(app: Flask) -> Reader:
    return Reader(app).sign_in(WAI)


@pytest.fixture
def amir(app: Flask) -> Reader:
    return Reader(app).sign_in(AMIR)


@pytest.fixture
def maya(app: Flask) -> Reader:
    return Reader(app).sign_in(MAYA)


@pytest.fixture
def tom(app: Flask) -> Reader:
    return Reader(app).sign_in(TOM)
