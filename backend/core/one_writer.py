"""One connection writes for all threads in turn, and those whose turns follow each other share one commit.

A commit waits for the disk, and the disk takes about as long for sixteen people's answers as for one's. So whoever has
done their part, each in a savepoint of their own, does not commit at once: they ask for the turn once more, behind all
who wait already, and commit what has come together by then. Nobody is told that something is kept before it is.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session


class TurnNotCome(Exception):
    """The turn did not come in time."""


class Turns:
    """A lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    @contextmanager
    def turn(self, patience: float = -1) -> Iterator[None]:
        """Wait for one's turn, these seconds at most; raises `TurnNotCome`."""
        self._take(patience)
        try:
            yield
        finally:
            self._give()

    def _take(self, patience: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=patience):
            return
        with self._guard:
            if mine in self._waiting:  # else it was given in this very moment
                self._waiting.remove(mine)
                raise TurnNotCome

    def _give(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class NotKept(Exception):
    """The database undid what was to be saved, for want of room on the disk or the like."""


class _Batch:
    """Transactions that are committed together: one for the database, in which each of them is a savepoint."""

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        self.ended = False
        self.failure: BaseException | None = None
        try:
            self.connection.begin()
        except BaseException:
            self.connection.close()
            raise

    @property
    def undone(self) -> bool:
        """Whether the database has undone all of it by itself, as SQLite does when its disk is full."""
        driver = self.connection.connection.dbapi_connection
        return driver is None or not driver.in_transaction

    def end(self) -> None:
        """Put it on the disk for everybody in it; `failure` says if that could not be."""
        if self.ended:
            return
        self.ended = True
        try:
            if self.undone:  # the driver would take the commit for one of nothing, and be content
                self.failure = NotKept()
            else:
                self.connection.commit()
        except Exception as error:  # noqa: BLE001  (whatever it is, everybody in it is told)
            self.failure = error
        if self.failure:
            self.connection.invalidate()  # whatever hangs on it must not reach the next
        self.connection.close()


class OneWriter:
    """Transactions on the one connection of an engine; `make` makes a session on it, `patience` is in seconds."""

    def __init__(self, engine: Engine, make: Callable[[Connection], Session], patience: float) -> None:
        self._engine, self._make, self._patience = engine, make, patience
        self._turns = Turns()
        self._batch: _Batch | None = None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is on the disk at the end, or undone if anything is raised.

        Raises `TurnNotCome`, and `NotKept` if the disk does not take it.
        """
        batch: _Batch | None = None
        try:
            with self._turns.turn(self._patience):
                batch = self._open_batch()
                with self._make(batch.connection) as session:
                    yield session
                    session.commit()
        finally:
            if batch is not None:
                with self._turns.turn():
                    batch.end()
        if batch.failure is not None:
            raise NotKept from batch.failure

    def _open_batch(self) -> _Batch:
        batch = self._batch
        if batch is not None and not batch.ended and batch.undone:
            batch.end()
        if batch is None or batch.ended:
            batch = self._batch = _Batch(self._engine)
        return batch
