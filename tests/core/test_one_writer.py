"""On SQLite one connection writes for everybody: in turn, each for themselves, and on the disk together."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from backend.core.database import Database
from backend.core.one_writer import NotKept, TurnNotCome, Turns
from backend.core.vault import Vault

PEOPLE = 8
LONG = 5
"""Seconds to wait for what is sure to come."""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'city.sqlite3'}", Vault({"k": b"k" * 32}, b"i" * 32))
    with made.writing() as session:
        about = "about TEXT REFERENCES note DEFERRABLE INITIALLY DEFERRED"  # is looked at on committing
        session.execute(text(f"CREATE TABLE note (word TEXT PRIMARY KEY, {about})"))
    yield made
    made.close()


@pytest.fixture
def commits(city: Database) -> list[None]:
    """One for each time that the disk was waited for."""
    seen: list[None] = []
    event.listen(city.writer, "commit", lambda _: seen.append(None))
    return seen


def note(city: Database, word: str, about: str | None = None) -> None:
    with city.writing() as session:
        session.execute(text("INSERT INTO note VALUES (:word, :about)"), {"word": word, "about": about})


def noted(city: Database) -> set[str]:
    with city.reading() as session:
        return set(session.scalars(text("SELECT word FROM note")))


def wait_until(there: Callable[[], bool]) -> None:
    until = time.monotonic() + LONG
    while not there():
        assert time.monotonic() < until
        time.sleep(0.001)


class Queue:
    """People who ask for the turn one after the other, while somebody else has it."""

    def __init__(self, turns: Turns | Database) -> None:
        self._turns = turns if isinstance(turns, Turns) else turns._one_writer._turns  # type: ignore[union-attr]  # noqa: SLF001
        self._threads, self._asked = ThreadPoolExecutor(PEOPLE), 0

    def ask(self, work: Callable[..., None], *args: object) -> "Future[None]":
        self._asked += 1
        done = self._threads.submit(work, *args)
        wait_until(lambda: len(self._turns._waiting) == self._asked)  # noqa: SLF001
        return done


def test_the_turn_comes_in_the_order_in_which_it_was_asked_for() -> None:
    turns, order = Turns(), list[int]()

    def take(number: int) -> None:
        with turns.turn():
            order.append(number)

    queue = Queue(turns)
    with turns.turn():
        waiting = [queue.ask(take, number) for number in range(PEOPLE)]
    for each in waiting:
        each.result(LONG)
    assert order == list(range(PEOPLE))


def test_who_waited_long_enough_is_told_and_nobodys_turn_is_lost() -> None:
    turns = Turns()
    with turns.turn(), pytest.raises(TurnNotCome), turns.turn(0.01):
        pytest.fail("somebody else has it")
    with turns.turn(0.01):
        pass


def test_however_impatient_people_are_one_at_a_time_has_the_turn_and_it_is_never_lost() -> None:
    turns, inside, taken = Turns(), list[int](), list[int]()

    def try_often(number: int) -> None:
        for attempt in range(200):
            try:
                with turns.turn(0.0001 * (attempt % 3)):
                    inside.append(number)
                    assert inside == [number]
                    inside.remove(number)
                    taken.append(number)
            except TurnNotCome:
                pass

    with ThreadPoolExecutor(PEOPLE) as threads:
        for each in [threads.submit(try_often, number) for number in range(PEOPLE)]:
            each.result()
    assert set(taken) == set(range(PEOPLE))
    with turns.turn(0.01):
        pass


def test_those_who_wait_for_each_other_are_committed_together(city: Database, commits: list[None]) -> None:
    queue = Queue(city)
    with city.writing() as session:
        session.execute(text("INSERT INTO note VALUES ('first', NULL)"))
        waiting = [queue.ask(note, city, f"word {number}") for number in range(PEOPLE)]
    for each in waiting:
        each.result(LONG)
    assert noted(city) == {"first", *(f"word {number}" for number in range(PEOPLE))}
    assert len(commits) <= 2, "the first may be on the disk before the others have finished"


def test_what_is_told_to_be_kept_is_kept_and_nothing_is_told_before(city: Database) -> None:
    def write(number: int) -> None:
        for turn in range(20):
            word = f"{number}.{turn}"
            note(city, word)
            assert word in noted(city)

    with ThreadPoolExecutor(PEOPLE) as threads:
        list(threads.map(write, range(PEOPLE)))
    assert len(noted(city)) == PEOPLE * 20


def test_one_who_fails_among_others_undoes_their_own_alone(city: Database, commits: list[None]) -> None:
    queue = Queue(city)
    with city.writing() as session:
        session.execute(text("INSERT INTO note VALUES ('first', NULL)"))
        good, again, last = queue.ask(note, city, "good"), queue.ask(note, city, "good"), queue.ask(note, city, "last")
    good.result(LONG)
    last.result(LONG)
    with pytest.raises(IntegrityError):
        again.result(LONG)
    assert noted(city) == {"first", "good", "last"}
    assert len(commits) <= 2


def test_when_the_disk_is_full_everybody_in_it_is_told_and_the_next_goes_on(city: Database) -> None:
    queue, waiting = Queue(city), list[Future[None]]()

    def first() -> None:
        with city.writing() as session:
            session.execute(text("PRAGMA max_page_count = 10"))
            session.execute(text("INSERT INTO note VALUES ('first', NULL)"))
            waiting.extend(queue.ask(note, city, word) for word in ("small", "x" * 100_000, "after"))

    with pytest.raises(NotKept):
        first()
    small, large, after = (each.exception(LONG) for each in waiting)
    assert isinstance(small, NotKept)
    assert isinstance(large, DatabaseError)
    assert after is None
    assert noted(city) == {"after"}


def test_a_commit_that_fails_is_told_and_the_next_goes_on(city: Database) -> None:
    with pytest.raises(NotKept):
        note(city, "about nothing", about="nothing")
    note(city, "later")
    assert noted(city) == {"later"}
