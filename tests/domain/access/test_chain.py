"""Any one thing that is done to the rows of the history is found, and named."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from backend.core.reading import STAFF, Matter, Opened, Reader
from backend.core.vault import Vault
from backend.domain.access import actions, queries
from backend.domain.access.models import Entry, Head
from backend.domain.access.rules import DECIDING, KEPT, PURPOSES, in_ranges, joined
from backend.domain.access.texts import SENTENCES
from tests.domain.given import AMIR, NOW, ROSA, WAI, Town

ROWS = 6


@dataclass
class Written:
    """A town in which Amir read what Rosa and Wai-man sent."""

    town: Town
    rosa: int
    amir: int

    def faults(self) -> list[str]:
        return [str(each) for each in queries.verify(self.town.database).faults]

    def do(self, statement: Any) -> None:
        with self.town.database.writing() as session:
            session.execute(statement)

    def rows(self) -> list[dict[str, Any]]:
        with self.town.database.reading() as session:
            return [dict(row._mapping) for row in session.execute(select(*Entry.__table__.columns))]  # noqa: SLF001


def read(reader: Reader, of: int | None, *names: str, about: Matter | None = None) -> Opened:
    return Opened(reader, {(of, about or Matter("application", uuid.uuid4(), "library-card", 1)): dict.fromkeys(names)})


@pytest.fixture
def written(town: Town) -> Written:
    with town.database.writing() as session:
        rosa, wai, amir = (town.account(session, number) for number in (ROSA, WAI, AMIR))
        for number in range(ROWS):
            of = wai if number % 3 == 2 else rosa
            actions.record(session, read(Reader(STAFF, amir, DECIDING), of, "birth_date", "address"), NOW)
    return Written(town, rosa, amir)


def test_a_chain_is_as_it_was_written(written: Written) -> None:
    chain = queries.verify(written.town.database)
    assert (chain.count, chain.faults) == (ROWS, [])
    assert [row["number"] for row in written.rows()] == list(range(1, ROWS + 1))
    assert queries.verify(written.town.database, f"{ROWS}:{chain.ends}").faults == []


def test_nothing_was_read_yet_and_that_is_in_order(town: Town) -> None:
    assert queries.verify(town.database) == queries.Chain(0, "", [])


CHANGES: dict[str, Callable[[dict[str, Any], int], Any]] = {
    "at": lambda row, _: row["at"] + timedelta(microseconds=1),
    "subject_id": lambda _, other: other,
    "kind": lambda *_: "helper",
    "reader_id": lambda row, _: row["subject_id"],
    "purpose": lambda *_: "calling",
    "service": lambda *_: None,
    "what_sealed": lambda row, _: row["what_sealed"][:-1] + bytes([row["what_sealed"][-1] ^ 1]),
    "digest": lambda row, _: bytes([row["digest"][0] ^ 1]) + row["digest"][1:],
    "before": lambda row, _: bytes([row["before"][0] ^ 1]) + row["before"][1:],
    "hash": lambda row, _: bytes([row["hash"][0] ^ 1]) + row["hash"][1:],
    "number": lambda *_: 99,
}


def test_every_column_of_an_entry_has_its_change() -> None:
    assert set(CHANGES) == set(Entry.__table__.columns.keys())


@pytest.mark.parametrize("number", [1, 3, ROWS])
@pytest.mark.parametrize("column", CHANGES)
def test_one_changed_value_is_found_and_its_entry_named(written: Written, column: str, number: int) -> None:
    row = written.rows()[number - 1]
    changed = CHANGES[column](row, written.amir)
    written.do(update(Entry).where(Entry.number == number).values({column: changed}))
    assert any(fault.startswith(f"entry {number} ") for fault in written.faults())


@pytest.mark.parametrize("number", [1, 3, ROWS])
def test_one_deleted_row_is_found_and_named(written: Written, number: int) -> None:
    written.do(delete(Entry).where(Entry.number == number))
    assert f"entry {number} is missing" in written.faults()


@pytest.mark.parametrize("number", [0, -5, ROWS + 1, 1000])
def test_one_row_put_in_is_found(written: Written, number: int) -> None:
    copied = written.rows()[2] | {"number": number}
    written.do(insert(Entry).values(**copied))
    assert written.faults()


def test_a_row_emptied_as_if_it_had_been_forgotten_is_found(written: Written) -> None:
    written.do(update(Entry).where(Entry.number == 2).values(dict.fromkeys(actions.EMPTY)))
    assert written.faults() == ["entry 2 was emptied, and no entry says that it was forgotten"]


@pytest.mark.parametrize("change", [{"count": ROWS - 1}, {"count": ROWS + 1}, {"hash": b"x" * 32}, {"seal": b"x" * 32}])
def test_a_changed_end_is_found(written: Written, change: dict[str, Any]) -> None:
    written.do(update(Head).values(**change))
    assert written.faults() == ["the chain's end: its row was changed"]


def test_a_missing_end_is_found(written: Written) -> None:
    written.do(delete(Head))
    assert written.faults() == ["the chain's end: its row is missing"]


def test_an_old_copy_put_back_is_found_by_an_end_that_was_told(written: Written) -> None:
    told = queries.verify(written.town.database)
    with written.town.database.reading() as session:
        head = {"count": 5, "hash": written.rows()[4]["hash"]}
        seal = actions.seal_of(session.info["vault"].index, 5, head["hash"])
    written.do(delete(Entry).where(Entry.number == ROWS))
    written.do(update(Head).values(**head, seal=seal))
    assert written.faults() == [], "the rows alone cannot tell"
    found = queries.verify(written.town.database, f"{ROWS}:{told.ends}").faults
    assert [str(each) for each in found] == [
        f"the chain's end: the chain does not go through {ROWS}:{told.ends}, which was its end before"
    ]


def test_without_the_key_nobody_makes_an_entry(written: Written) -> None:
    stranger = Vault({"first": b"k" * 32}, b"another key for the hashes......")
    with written.town.database.writing() as session:
        session.info["vault"] = stranger
        actions.record(session, read(Reader(STAFF, written.amir, DECIDING), written.rosa, "address"), NOW)
    assert f"entry {ROWS + 1} was changed" in written.faults()


def test_a_forgotten_person_leaves_hashes_and_nothing_else_and_the_chain_holds(written: Written) -> None:
    with written.town.database.writing() as session:
        actions.forget_person(session, written.rosa, NOW)
        assert queries.of_person(session, written.rosa) == []
    assert written.faults() == []
    emptied = [row for row in written.rows() if row["what_sealed"] is None]
    assert [row["number"] for row in emptied] == [1, 2, 4, 5]
    for row in emptied:
        assert {name for name, value in row.items() if value is not None} == {
            "number",
            "at",
            "digest",
            "before",
            "hash",
        }


@pytest.mark.parametrize("column", ["subject_id", "reader_id", "purpose", "service"])
def test_what_is_written_into_a_forgotten_row_is_found(written: Written, column: str) -> None:
    with written.town.database.writing() as session:
        actions.forget_person(session, written.rosa, NOW)
    value = written.amir if column.endswith("_id") else "deciding"
    written.do(update(Entry).where(Entry.number == 4).values({column: value}))
    assert written.faults() == ["entry 4 was changed after it was forgotten"]


def test_old_entries_are_forgotten_and_the_chain_goes_on(written: Written) -> None:
    with written.town.database.writing() as session:
        actions.forget_old(session, NOW + KEPT)
        assert queries.of_person(session, written.rosa) != []
        actions.forget_old(session, NOW + KEPT + timedelta(seconds=1))
        assert queries.of_person(session, written.rosa) == []
        actions.forget_old(session, NOW + KEPT + timedelta(seconds=2))
        actions.record(session, read(Reader(STAFF, written.amir, DECIDING), written.rosa, "address"), NOW + KEPT)
    assert written.faults() == []
    assert len(written.rows()) == ROWS + 2


@given(st.sets(st.integers(1, 60)))
def test_ranges_hold_the_same_numbers_and_are_as_few_as_can_be(numbers: set[int]) -> None:
    ranges = in_ranges(numbers)
    assert {each for first, last in ranges for each in range(first, last + 1)} == numbers
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(ranges))


def test_a_number_read_beside_something_else_is_one_reading_with_it() -> None:
    own, sent = Matter("account"), Matter("application", uuid.uuid4())
    fields = {(1, own): ["account.phone"], (1, sent): ["name"], (2, own): ["account.phone"]}
    assert joined(fields) == [(1, sent, ("name", "account.phone")), (2, own, ("account.phone",))]


def test_every_purpose_has_its_sentence() -> None:
    assert set(SENTENCES) | {"forgetting"} == set(PURPOSES)
