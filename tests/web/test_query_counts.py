"""Lists cost as many queries with a hundred rows as with two."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from backend.core import clock
from backend.domain.inbox import actions as inbox
from backend.parts import Parts
from tests.domain.given import ROSA, Town
from tests.web.readers import Reader


@contextmanager
def counted(parts: Parts) -> Iterator[list[str]]:
    """Every statement that is sent to the database meanwhile."""
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    engines = {parts.database.reader, parts.database.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/inbox", "/applications", "/desk", "/"])
def test_the_number_of_queries_of_a_list_does_not_grow_with_its_length(
    parts: Parts, rosa: Reader, amir: Reader, fill: Callable[[int], None], path: str
) -> None:
    person = amir if path == "/desk" else rosa

    def queries() -> int:
        with counted(parts) as statements:
            assert person.get(path).status_code == 200
        return len(statements)

    fill(2)
    few = queries()
    fill(15)
    assert queries() == few


@pytest.fixture
def fill(parts: Parts) -> Callable[[int], None]:
    """Give Rosa so many more messages and applications that were sent."""
    town = Town(parts.database, parts.content, parts.versions)

    def more(count: int) -> None:
        for _ in range(count):
            with parts.writing() as session:
                account = town.account(session, ROSA)
                application = town.sent(session, account)
                values = {"service": "Get a senior travel card", "reference": "AA39EN9W", "days": 10}
                key = f"news:{application.id}"
                inbox.post(session, account, kind="received", key=key, values=values, link="/", now=clock.now())

    return more
