"""A database of the core alone, with a vault of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from backend.core.database import Database
from backend.core.vault import Vault
from tests.databases import Maker

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def vault() -> Vault:
    return Vault({"old": OLD}, INDEX)


@pytest.fixture
def newer_vault() -> Vault:
    """The same city after a new first key was added."""
    return Vault({"new": NEW, "old": OLD}, INDEX)


@pytest.fixture
def database(template: Maker, vault: Vault) -> Iterator[Database]:
    made = Database(template(), vault)
    yield made
    made.close()
