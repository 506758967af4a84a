"""What is old is found without looking at all the rest; an application that is forgotten takes its history along."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ONLY_GROWS = "application_event only grows"
FORGOTTEN = (
    "EXISTS (SELECT 1 FROM application WHERE application.id = OLD.application_id "
    "AND application.forgotten_at IS NOT NULL AND application.state IN ('approved', 'refused', 'withdrawn'))"
)
INDEXES = {
    "ix_application_ended": ("application", ["version_id", "decided_at", "id"]),
    "ix_appointment_over": ("appointment", ["ends_at", "id"]),
    "ix_message_link": ("message", ["link"]),
    "ix_mandate_deed_link": ("mandate_deed", ["link"]),
}


def upgrade() -> None:
    op.add_column("application", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns, unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _on_delete(f"WHEN NOT {FORGOTTEN} ")
        return
    _on_statements("UPDATE OR TRUNCATE")
    op.execute(
        "CREATE FUNCTION application_event_goes_with_all() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT {FORGOTTEN} THEN RAISE EXCEPTION '{ONLY_GROWS}'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER application_event_goes_with_all BEFORE DELETE ON application_event "
        "FOR EACH ROW EXECUTE FUNCTION application_event_goes_with_all()"
    )


def _on_delete(when: str) -> None:
    """SQLite: events are removed in no case but this."""
    op.execute("DROP TRIGGER application_event_no_delete")
    op.execute(
        f"CREATE TRIGGER application_event_no_delete BEFORE DELETE ON application_event {when}"
        f"BEGIN SELECT RAISE(ABORT, '{ONLY_GROWS}'); END"
    )


def _on_statements(verbs: str) -> None:
    """PostgreSQL: what is never done to events, whatever their application."""
    op.execute("DROP TRIGGER application_event_only_grows ON application_event")
    op.execute(
        f"CREATE TRIGGER application_event_only_grows BEFORE {verbs} ON application_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION application_event_only_grows()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _on_delete("")
    else:
        op.execute("DROP TRIGGER application_event_goes_with_all ON application_event")
        op.execute("DROP FUNCTION application_event_goes_with_all()")
        _on_statements("UPDATE OR DELETE OR TRUNCATE")
    for name, (table, _) in reversed(INDEXES.items()):
        op.drop_index(name, table_name=table)
    op.drop_column("application", "forgotten_at")
