"""Nobody reads what is sealed unrecorded: there is one way in, and the doors say for whom and why they take it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core.reading import HELPER, PERSON, STAFF, SYSTEM, Kind, NotTheirs, Reader
from backend.domain.access.rules import PURPOSES

ROOT = Path("backend")
MODULES = [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts]

OPENS_BY_ITSELF = {
    "backend/core/reading.py": "the one way in",
    "backend/core/outbox.py": "the worker's own orders; what it then reads of people it reads by the way in",
    "backend/domain/sealed.py": "opened and sealed again with a new key in one breath",
}
WITHIN = {
    "backend/domain/identity/actions.py": "a code was right: the number that was typed becomes an account",
    "backend/domain/identity/queries.py": "last digits, told to two who know each other's number; the demo phone",
    "backend/domain/mandates/queries.py": "what the reader calls the other one, in their own words",
    "backend/domain/appointments/queries.py": "whether a visit takes longer, to find a time; it is shown to nobody",
    "backend/domain/intake/enclosed.py": "which files were sent, so that the desk opens no other; the file is told of",
    "backend/domain/applications/sources.py": "where an answer came from, told beside it to whoever may read it",
    "backend/domain/intake/known.py": "what was offered comes back under its seal from whom it was offered to",
    "backend/domain/webhooks/queries.py": "where the city's own systems are told, and with which secret; of nobody",
    "backend/domain/access/queries.py": "the history itself, for its person and for verifying it",
}
SESSIONS = {
    "backend/web/callers.py": "finds out who calls before there is a reader, and opens sessions for them",
    "backend/api/door.py": "finds out who calls before there is a reader, and opens sessions for them",
}
"""Where a door may open a session that does not say who reads."""


def calls(path: Path) -> Iterator[str]:
    """What is called in a file, as written."""
    return (ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def test_only_one_module_opens_the_vault() -> None:
    opens = re.compile(r"vault(_of\(\w+\))?\.open$")
    assert {str(path) for path in MODULES if any(map(opens.search, calls(path)))} == OPENS_BY_ITSELF.keys()


def test_what_is_opened_unrecorded_is_listed_with_its_reason() -> None:
    assert {str(path) for path in MODULES if "open_within" in set(calls(path))} == WITHIN.keys()


def test_a_door_opens_no_session_without_saying_who_reads() -> None:
    bare = re.compile(r"(parts\(\)|\bparts)\.(database\.)?(reading|writing)$")
    doors = [path for path in MODULES if path.parts[1] in {"api", "web"}]
    assert {str(path) for path in doors if any(map(bare.search, calls(path)))} == SESSIONS.keys()


def test_every_purpose_that_a_route_states_is_known() -> None:
    stated = set()
    for path in MODULES:
        stated |= set(re.findall(r"@who\([^)]*purpose=(\w+)", path.read_text()))
    assert stated
    assert {name.lower() for name in stated} <= set(PURPOSES)


@pytest.mark.parametrize(
    ("reader", "owner", "told"),
    [
        (Reader(PERSON, 1), 1, False),
        (Reader(PERSON, 1), None, False),
        (Reader(PERSON), None, False),
        (Reader(STAFF, 1, "deciding"), 1, False),
        (Reader(STAFF, 1, "deciding"), 2, True),
        (Reader(STAFF, 1, "calling"), None, True),
        (Reader(HELPER, 1, "helping", acts_for=2), 2, True),
        (Reader(HELPER, 1, "helping", acts_for=2), 1, False),
        (Reader(SYSTEM, purpose="telling"), 2, True),
    ],
)
def test_who_reads_what_is_told(reader: Reader, owner: int | None, told: bool) -> None:  # noqa: FBT001
    assert reader.must_tell(owner) is told


@pytest.mark.parametrize(
    ("kind", "purpose", "acts_for", "owner"),
    [(PERSON, None, None, 2), (STAFF, None, None, 2), (HELPER, "helping", 2, 3), (HELPER, "helping", 2, None)],
)
def test_who_has_no_reason_reads_nothing_of_others(
    kind: Kind, purpose: str | None, acts_for: int | None, owner: int | None
) -> None:
    with pytest.raises(NotTheirs):
        Reader(kind, 1, purpose, acts_for).must_tell(owner)
    with pytest.raises(NotTheirs):
        Reader(PERSON).must_tell(1)
