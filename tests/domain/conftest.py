"""The demo city in a database of its own; its content is read once for all tests."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from backend.config import ROOT
from backend.core.database import Database
from backend.core.vault import Vault
from backend.domain.catalogue.city import Content, load_content
from i18n.catalogues import Catalogues
from tests.databases import Maker
from tests.domain.given import Town, publish_into


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(ROOT / "content")


@pytest.fixture(scope="session")
def catalogues() -> Catalogues:
    return Catalogues.load(ROOT / "i18n" / "locales", ROOT / "content" / "locales")


@pytest.fixture
def town(template: Maker, content: Content) -> Iterator[Town]:
    database = Database(template(), Vault({"first": b"k" * 32}, b"i" * 32))
    yield publish_into(database, content)
    database.close()


@pytest.fixture
def session(town: Town) -> Iterator[Session]:
    """One transaction for a whole test; what is kept beyond it, tests of doors and of threads look at."""
    with town.database.writing() as opened:
        yield opened
