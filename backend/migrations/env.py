"""How Alembic runs here: on the URL it is given, with foreign keys off on SQLite and checked afterwards."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, pool, text

from backend.core.database import Base, UtcDateTime
from backend.domain import tables

target = Base.metadata
assert tables.ALL  # noqa: S101  (importing it is what fills the metadata)


def _type(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own type as the one below it, so that a migration stands without the program's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Run the migrations asked for, all of them or none."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        _prepare(engine)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target,
            render_as_batch=sqlite,
            compare_type=True,
            render_item=_type,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                _hold_keys(connection)


def _prepare(engine: Engine) -> None:
    """SQLite's batch mode drops and rebuilds tables; with keys on, 'ON DELETE CASCADE' would empty the children.

    Its driver begins no transaction before a change of tables, so that is said here.
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _hold_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(f"a migration left {len(broken)} rows without the row they belong to")


run()
