"""The database's history ends where the models are, and a migration keeps every row."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, text

from backend import migrations
from backend.core.database import Base, Database
from backend.domain import tables

A_BATCH = '''
"""Rebuilds a parent table, as SQLite's batch mode does."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{newest}", None, None


def upgrade() -> None:
    with op.batch_alter_table("account", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.String(length=10), nullable=True))
    {more}
'''


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new' / 'city.sqlite3'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    migrations.migrate(url)
    made = create_engine(url)
    event.listen(made, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    yield made
    made.dispose()


def test_an_empty_database_is_brought_to_the_newest_and_back(url: str) -> None:
    migrations.migrate(url)
    assert migrations.current(url) == migrations.newest()
    command.downgrade(migrations.configuration(url), "base")
    assert migrations.current(url) is None
    migrations.migrate(url)
    migrations.migrate(url)
    assert migrations.current(url) == migrations.newest()


def test_the_models_are_what_the_migrations_make(database: Database) -> None:
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_table_there_is_is_known_to_migrations() -> None:
    assert {each.__table__ for each in tables.ALL} == set(Base.metadata.tables.values())


def test_every_constraint_and_index_has_a_name(database: Database) -> None:
    seen = inspect(database.reader)
    for table, model in Base.metadata.tables.items():
        numbered = model.dialect_options["sqlite"]["autoincrement"]  # SQLite takes no name for such a key
        constraints = [
            *([] if numbered else [seen.get_pk_constraint(table)]),
            *seen.get_foreign_keys(table),
            *seen.get_unique_constraints(table),
            *seen.get_check_constraints(table),
            *seen.get_indexes(table),
        ]
        assert all(each["name"] for each in constraints), table


def test_migrations_are_one_line_without_forks() -> None:
    script = ScriptDirectory.from_config(migrations.configuration(""))
    numbers = [each.revision for each in script.walk_revisions()]
    assert script.get_heads() == [max(numbers)]
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def people(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO account (id, phone_sealed, phone_index, created_at) VALUES (1, x'00', x'01', :now)"),
            {"now": "2026-11-23 12:00:00.000000"},
        )
        connection.execute(text("INSERT INTO account_role (account_id, role, office) VALUES (1, 'caseworker', '')"))
        connection.execute(
            text("INSERT INTO learner (id, account_id, seen_at) VALUES (1, 1, :now)"),
            {"now": "2026-11-23 12:00:00.000000"},
        )


def with_a_batch(url: str, tmp_path: Path, more: str) -> Config:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((Path(migrations.__file__).parent / "env.py").read_text())
    for each in (Path(migrations.__file__).parent / "versions").glob("0*.py"):
        (folder / "versions" / each.name).write_text(each.read_text())
    (folder / "versions" / "9999_a_batch.py").write_text(A_BATCH.format(newest=migrations.newest(), more=more))
    config = migrations.configuration(url)
    config.set_main_option("script_location", str(folder))
    return config


def test_rebuilding_a_parent_table_keeps_the_rows_that_hang_on_it(engine: Engine, url: str, tmp_path: Path) -> None:
    people(engine)
    command.upgrade(with_a_batch(url, tmp_path, "pass"), "head")
    with engine.connect() as connection:
        kept = [connection.scalar(text(f"SELECT count(*) FROM {each}")) for each in ("account_role", "learner")]  # noqa: S608
        assert kept == [1, 1]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_migration_that_would_leave_orphans_is_refused(engine: Engine, url: str, tmp_path: Path) -> None:
    people(engine)
    with pytest.raises(RuntimeError, match="a migration left 2 rows without the row they belong to"):
        command.upgrade(with_a_batch(url, tmp_path, "op.execute('DELETE FROM account')"), "head")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM account")) == 1, "and the database is as it was"
    assert migrations.current(url) == migrations.newest()
