"""The database's history, numbered; `handrail migrate` brings a database to the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from backend.config import ROOT


def configuration(url: str) -> Config:
    """Alembic's configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "backend" / "migrations"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring a database to the newest migration; its folder is made if it is a file."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite" and target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(configuration(url), "head")


def newest() -> str | None:
    """The number of the newest migration."""
    return ScriptDirectory.from_config(configuration("")).get_current_head()


def current(url: str) -> str | None:
    """The migration a database is at, or None before the first."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
