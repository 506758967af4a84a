"""One database, two kinds: SQLite for a city that starts, PostgreSQL for one that grows.

SQLite takes one writer at a time. All writing goes through a single connection, in turn (see `one_writer`), with
`BEGIN IMMEDIATE` and `synchronous=FULL`: what was acknowledged survives a power cut, and nobody sees 'database is
locked'. Reading has connections of its own (WAL lets both go on at once) that cannot write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    QueuePool,
    Table,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.sql.dml import ReturningInsert

from backend.core.errors import DomainError
from backend.core.one_writer import OneWriter, TurnNotCome
from backend.core.text import N_
from backend.core.vault import Vault

BUSY_SECONDS = 5
READERS = 16


class Busy(DomainError):
    """Too many people are saving at this moment."""

    status = 503
    message = N_("Many people are saving at this moment. Nothing is lost. Please try again.")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all tables; every constraint has a name, so that migrations can speak of it."""

    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012  (SQLAlchemy's own form)
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """Where sessions come from. Transactions begin and end at the doors: `with database.writing() as session:`."""

    def __init__(self, url: str, vault: Vault, *, readers: int = READERS) -> None:
        self.url = make_url(url)
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.writer = _sqlite_engine(url, connections=1, writes=True)
            self.reader = _sqlite_engine(url, connections=readers, writes=False)
        else:
            self.writer = self.reader = create_engine(
                url, pool_size=readers, pool_timeout=BUSY_SECONDS, pool_pre_ping=True, hide_parameters=True
            )
        info = {"vault": vault}
        self._write = sessionmaker(self.writer, expire_on_commit=False, info=info)
        self._read = sessionmaker(self.reader, expire_on_commit=False, autoflush=False, info=info)
        self._one_writer = OneWriter(self.writer, self._part, BUSY_SECONDS) if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded kind."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or undone if anything is raised. Raises `Busy`."""
        try:
            with self._one_writer.writing() if self._one_writer else self._own_transaction() as session:
                yield session
        except TurnNotCome as error:
            raise Busy from error

    def _part(self, connection: Connection) -> Session:
        return self._write(bind=connection, join_transaction_mode="create_savepoint")

    @contextmanager
    def _own_transaction(self) -> Iterator[Session]:
        with self._write() as session:
            try:
                session.connection()
            except PoolTimeoutError as error:
                raise Busy from error
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads. Raises `Busy`."""
        with self._read() as session:
            try:
                session.connection()
            except PoolTimeoutError as error:
                raise Busy from error
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.writer.dispose()
        self.reader.dispose()


def vault_of(session: Session) -> Vault:
    """The vault that belongs to this session's database."""
    vault: Vault = session.info["vault"]
    return vault


def insert_once(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless an equal one is there; returns whether it was new. The constraint decides, not a look."""
    return session.execute(_insert_and_tell(_dialect(session), table), values).first() is not None


def insert_all_once(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> int:
    """Insert those rows that are not there yet, in one statement; returns how many were new."""
    if not rows:
        return 0
    statement = _insert(_dialect(session), table).values(rows)
    return len(session.execute(statement.returning(*table_of(table).primary_key.columns)).all())


def fill_in(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert those of thousands of rows that are not there yet, quickly; how many were new is not told."""
    if rows:
        session.execute(_insert(_dialect(session), table), rows)


def write_over(session: Session, table: type[Base], values: dict[str, Any]) -> None:
    """Insert a row, or write all its values over those of the row that has its primary key."""
    session.execute(_write_over(_dialect(session), table), values)


def table_of(model: type[Base]) -> Table:
    """The table under a model, for statements that need no objects."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  (mapped classes here stand for plain tables)
    return table


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _dialect_insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _insert(dialect: str, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that passes over what is there; made of the table and no values, it is made and compiled once."""
    return _dialect_insert(dialect, table_of(model)).on_conflict_do_nothing()


@cache
def _insert_and_tell(dialect: str, model: type[Base]) -> ReturningInsert[Any]:
    return _insert(dialect, model).returning(*table_of(model).primary_key.columns)


@cache
def _write_over(dialect: str, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    table = table_of(model)
    insert = _dialect_insert(dialect, table)
    others = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=others)


def _sqlite_engine(url: str, *, connections: int, writes: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # an error's message must not carry what a person typed into a log
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
