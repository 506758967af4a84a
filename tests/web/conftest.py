"""Readers of the city's pages."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from backend.config import Settings
from backend.core import clock
from backend.parts import Parts
from tests.databases import Maker
from tests.domain.given import AMIR, GRACE, INES, MAYA, PRIYA, ROSA, TOM, WAI
from tests.support import parts_on
from tests.web.readers import Reader, Seeded, seed

Life = tuple[str, Seeded, Path]
"""A database, what has happened in it, and where the files lie that people sent."""
FRESH = timedelta(minutes=4)
"""A time that somebody holds is kept for ten, and a code counts for fifteen."""


@pytest.fixture(scope="session")
def lived_in(program: Flask, template: Maker, settled: tuple[str, dict[str, int]]) -> Callable[[], Life]:
    """Gives a database to copy in which something has just happened; it is made anew when that was too long ago."""
    made: list[tuple[datetime, str, Seeded]] = []
    parts: Parts = program.extensions["handrail"]

    def fresh() -> Life:
        now = clock.now()
        if not made or now - made[-1][0] > FRESH or _day(now) != _day(made[-1][0]):
            url = template(like=settled[0])
            with parts_on(url, parts) as then:
                made.append((now, url, seed(then)))
        return *made[-1][1:], parts.settings.uploads

    def _day(moment: datetime) -> date:
        return moment.astimezone(parts.zone).date()

    return fresh


@pytest.fixture
def life(lived_in: Callable[[], Life]) -> Life:
    return lived_in()


@pytest.fixture
def start(request: pytest.FixtureRequest, settled: tuple[str, dict[str, int]]) -> str:
    """What has happened is there for those who ask for it; others find a city in which nothing has."""
    url: str = request.getfixturevalue("life")[0] if "seeded" in request.fixturenames else settled[0]
    return url


@pytest.fixture
def seeded(life: Life, settings: Settings) -> Seeded:
    """What has happened, with the files that were sent: they lie beside the database."""
    _, happened, files = life
    shutil.copytree(files, settings.uploads, dirs_exist_ok=True)
    return happened


@pytest.fixture
def reader(app: Flask) -> Callable[..., Reader]:
    """Make a reader in a language."""

    def make(language: str = "en") -> Reader:
        return Reader(app, language)

    return make


@pytest.fixture
def nobody(app: Flask) -> Reader:
    return Reader(app)


def _signed_in(number: str) -> Callable[..., Reader]:
    """A fixture: somebody of the demo city, signed in."""

    @pytest.fixture
    def reader(app: Flask) -> Reader:
        return Reader(app).sign_in(number)

    return reader


rosa = _signed_in(ROSA)
wai = _signed_in(WAI)
amir = _signed_in(AMIR)
maya = _signed_in(MAYA)
tom = _signed_in(TOM)
ines = _signed_in(INES)
priya = _signed_in(PRIYA)
grace = _signed_in(GRACE)
