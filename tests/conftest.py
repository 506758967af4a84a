"""What all tests stand on: a real database for each, the demo city, and people who use it. The program is made once.

`--database postgresql` runs the same tests on PostgreSQL, from a package that brings its own server.
"""

import base64
import dataclasses
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from waitress import wasyncore

from backend.app import create_app
from backend.config import Settings, load
from backend.core import clock
from backend.core.database import Database
from backend.demo import load_people
from backend.domain.catalogue.actions import publish
from backend.domain.catalogue.speech import Shelf
from backend.domain.publications.actions import take_in
from backend.logs import set_up_logs
from backend.parts import Parts, build, files_of
from backend.worker import open_calendar
from push.transports import make
from tests.databases import Maker, postgresql, sqlite
from tests.support import Opened, Phone, parts_on

SECRETS = {
    "HANDRAIL_SECRET": base64.b64encode(b"s" * 32).decode(),
    "HANDRAIL_VAULT_KEYS": f"demo:{base64.b64encode(b'k' * 32).decode()}",
}
"""The same for every test, so that what one database holds sealed can be opened in a copy of it."""

hypothesis_settings.register_profile(
    "shared",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("shared")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to test on")


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """A migrated database to copy: returns a maker of fresh ones, each as a URL."""
    folder = tmp_path_factory.mktemp("databases")
    kind = postgresql if request.config.getoption("--database") == "postgresql" else sqlite
    with kind(folder) as fresh:
        yield fresh
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def program(template: Maker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with its templates and its content, made once."""
    home = tmp_path_factory.mktemp("program")
    made = build(load(SECRETS | {"HANDRAIL_HOME": str(home), "HANDRAIL_DATABASE_URL": template()}))
    yield create_app(parts=made)
    made.close()


@pytest.fixture(scope="session")
def settled(program: Flask, template: Maker) -> tuple[str, dict[str, int]]:
    """A database to copy, with the city's services, texts and demo people in it; and its services' versions."""
    made: Parts = program.extensions["handrail"]
    url = template()
    with parts_on(url, made) as then, then.writing() as session:
        versions = publish(session, made.content.documents, clock.now())
        take_in(session, made.content.texts, "en", made.zone, clock.now())
        load_people(session, made.content.people, made.settings.push_transport, clock.now())
    return url, versions


@pytest.fixture(scope="session")
def opened(program: Flask, template: Maker, settled: tuple[str, dict[str, int]]) -> Opened:
    """Makes a database to copy in which the calendar is open from the day of a moment on; each day's is made once."""
    made: dict[date, str] = {}
    parts: Parts = program.extensions["handrail"]

    def open_on(moment: datetime) -> str:
        day = moment.astimezone(parts.zone).date()
        if day not in made:
            url = template(like=settled[0])
            with pytest.MonkeyPatch.context() as patch, parts_on(url, parts) as then:
                patch.setattr(clock, "now", lambda: moment)
                open_calendar(then)
            made[day] = url
        return made[day]

    return open_on


@pytest.fixture
def start(settled: tuple[str, dict[str, int]]) -> str:
    """What a test's database is a copy of; tests that need more in it say another, such as `opened(clock.now())`."""
    return settled[0]


@pytest.fixture
def settings(tmp_path: Path, template: Maker, start: str) -> Settings:
    """Settings of a demo with a database of its own, in which the city has settled."""
    own = {"HANDRAIL_HOME": str(tmp_path / "home"), "HANDRAIL_DATABASE_URL": template(like=start)}
    return load(SECRETS | own)


@pytest.fixture
def parts(program: Flask, settings: Settings, settled: tuple[str, dict[str, int]]) -> Iterator[Parts]:
    """The parts of the program on a database of its own, with the demo people in it."""
    made: Parts = program.extensions["handrail"]
    database = Database(settings.database_url, settings.vault(), readers=settings.threads + 2)
    fresh = {
        "shelf": Shelf(settings.speech_folder),
        "files": files_of(settings),
        "settings": settings,
        "database": database,
        "versions": dict(settled[1]),
        "older": {},
        "wake": threading.Event(),
    }
    yield dataclasses.replace(made, **fresh, transports=_phones(settings.phone_file))
    database.close()


def _phones(file: Path) -> dict[str, object]:
    return {channel: make("console", {"file": str(file), "channel": channel}) for channel in ("push", "sms")}


@pytest.fixture
def app(program: Flask, parts: Parts) -> Iterator[Flask]:
    set_up_logs()  # to what standard error is in this test
    made = program.extensions["handrail"]
    program.extensions["handrail"] = parts
    program.extensions.pop("handrail.api", None)  # answers that the API keeps for a day
    yield program
    program.extensions["handrail"] = made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody's browser without JavaScript, or somebody's app."""
    return app.test_client()


@pytest.fixture
def phone(parts: Parts) -> Phone:
    return Phone(parts)


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The program really listening on loopback; its address. The worker is run by `phone`."""
    listening = waitress.create_server(app, host="127.0.0.1", port=0, threads=4, ident=None)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.effective_port}"
    # Its own loop closes it: what another thread closes may be what the loop is asking about at this moment.
    listening.trigger.pull_trigger(lambda: wasyncore.close_all(listening._map, ignore_all=True))  # noqa: SLF001
    thread.join(timeout=5)
    listening.task_dispatcher.shutdown()
