"""Readers of the city's pages. The program is made once; each test has a database of its own."""

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from backend.app import create_app
from backend.config import Settings, load
from backend.core import clock
from backend.core.database import Database
from backend.demo import load_people
from backend.domain.catalogue.actions import publish
from backend.logs import set_up_logs
from backend.parts import Parts, build
from push.transports import make
from tests.domain.given import AMIR, ROSA, WAI
from tests.web.readers import Reader, Seeded, seed


@pytest.fixture(scope="session")
def program(template: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with its templates and its content, made once."""
    home = tmp_path_factory.mktemp("program")
    made = build(load({"HANDRAIL_HOME": str(home), "HANDRAIL_DATABASE_URL": template()}))
    yield create_app(parts=made)
    made.close()


@pytest.fixture
def parts(program: Flask, settings: Settings) -> Iterator[Parts]:
    """The parts of the program on a fresh database, with the demo people in it."""
    made: Parts = program.extensions["handrail"]
    database = Database(settings.database_url, settings.vault(), readers=settings.threads + 2)
    with database.writing() as session:
        versions = publish(session, made.content.documents, clock.now())
        load_people(session, made.content.people, settings.push_transport, clock.now())
    fresh = {"settings": settings, "database": database, "versions": versions, "older": {}, "wake": threading.Event()}
    yield dataclasses.replace(made, **fresh, transports=_phones(settings.phone_file))
    database.close()


def _phones(file: Path) -> dict[str, object]:
    return {channel: make("console", {"file": str(file), "channel": channel}) for channel in ("push", "sms")}


@pytest.fixture
def app(program: Flask, parts: Parts) -> Flask:
    set_up_logs()  # to what standard error is in this test
    program.extensions["handrail"] = parts
    return program


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
