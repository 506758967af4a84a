"""What happens to applications after sending; and roles that belong to offices.

The reason of a decision was sealed for its application and is now one of the application's words. What is sealed for
one place cannot be moved to another without the keys, so reasons that were kept before the first release are gone.
"""

from typing import Any

import sqlalchemy as sa
import yaml
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = "'draft', 'sent', 'in_work', 'more_needed', 'appealed', 'approved', 'refused', 'withdrawn'"
OLD_STATES = "'draft', 'sent', 'approved', 'refused'"
ONLY_GROWS = "application_event only grows"


def upgrade() -> None:
    _roles()
    _applications()
    _words()
    _events()


def _roles() -> None:
    with op.batch_alter_table("account_role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("office", sa.String(length=60), nullable=False, server_default=""))
        batch_op.drop_constraint(op.f("pk_account_role"), type_="primary")
        batch_op.create_primary_key("pk_account_role", ["account_id", "role", "office"])
    with op.batch_alter_table("account_role", schema=None) as batch_op:
        batch_op.alter_column("office", server_default=None)
        batch_op.create_index("ix_account_role_office", ["office", "role"])
    op.create_table(
        "staff",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_staff")),
    )


def _account(name: str) -> tuple[sa.Column[Any], str, list[str]]:
    return sa.Column(name, sa.Integer(), nullable=True), f"fk_application_{name}_account", [name]


def _applications() -> None:
    people = [_account(name) for name in ("assignee_id", "proposed_by", "appealed_against")]
    numbered = _given_numbers()
    with op.batch_alter_table("application", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("office", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("second_pair", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("proposed_outcome", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("news_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("escalated_on", sa.Date(), nullable=True))
        for column, key, names in people:
            batch_op.add_column(column)
            batch_op.create_foreign_key(key, "account", names, ["id"])
        batch_op.drop_column("reason_sealed")
        batch_op.drop_constraint(op.f("ck_application_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_application_state"), f"state IN ({STATES})")
        for name, rule in {
            "proposed_outcome": "proposed_outcome IN ('approved', 'refused')",
            "whole_proposal": "(proposed_outcome IS NULL) = (proposed_by IS NULL)",
            "two_people": "decided_by <> proposed_by",
            "was_proposed": "NOT second_pair OR state NOT IN ('approved', 'refused') OR proposed_by IS NOT NULL",
            "fresh_eyes": "decided_by <> appealed_against",
        }.items():
            batch_op.create_check_constraint(op.f(f"ck_application_{name}"), rule)
    _fill_offices()
    with op.batch_alter_table("application", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("office", existing_type=sa.String(length=60), nullable=False)
        batch_op.alter_column("second_pair", server_default=None)
    _go_on_from(numbered)
    op.create_index("ix_application_office_queue", "application", ["office", "state", "id"])
    op.create_index("ix_application_service_queue", "application", ["service", "state", "id"])
    for name, columns, where in (
        ("ix_application_unassigned", ["office", "state", "id"], "assignee_id IS NULL"),
        ("ix_application_assigned", ["assignee_id", "state", "id"], "assignee_id IS NOT NULL"),
    ):
        op.create_index(name, "application", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _given_numbers() -> int | None:
    """The last number that SQLite gave to an application; rebuilding the table must not give it again."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    found: int | None = op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'application'"))
    return found


def _go_on_from(number: int | None) -> None:
    if number is not None:
        bind = op.get_bind()
        bind.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'application'"))
        bind.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('application', :seq)"), {"seq": number})


def _fill_offices() -> None:
    """Each application is decided where its version of the service says."""
    bind = op.get_bind()
    for version, document in bind.execute(sa.text("SELECT id, document FROM service_version")).all():
        office = yaml.safe_load(document)["office"]
        bind.execute(
            sa.text("UPDATE application SET office = :office WHERE version_id = :version"),
            {"office": office, "version": version},
        )


def _words() -> None:
    op.create_table(
        "application_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('message', 'question', 'answer', 'reason', 'proposal', 'appeal', 'note')",
            name=op.f("ck_application_words_kind"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_application_words_account_id_account")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_words_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_words")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_words_public_id")),
        sa.UniqueConstraint("id", "application_id", name=op.f("uq_application_words_id_application_id")),
    )
    op.create_index("ix_application_words_of", "application_words", ["application_id", "id"])
    op.create_table(
        "application_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_application_request_asked_by_account")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_request_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["words_id"], ["application_words.id"], name=op.f("fk_application_request_words_id_application_words")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_request_public_id")),
    )
    still_open = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_application_request_open",
        "application_request",
        ["application_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "earlier_submission",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_earlier_submission_application_id_application")
        ),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_earlier_submission")),
    )
    op.create_table(
        "applicant_name",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("word_index", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_applicant_name_application_id_application")
        ),
        sa.PrimaryKeyConstraint("application_id", "word_index", name=op.f("pk_applicant_name")),
    )
    op.create_index("ix_applicant_name_word", "applicant_name", ["word_index", "application_id"])


def _events() -> None:
    op.create_table(
        "application_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(actor = 'program') = (account_id IS NULL)", name=op.f("ck_application_event_who")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_application_event_account_id_account")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_event_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["words_id", "application_id"],
            ["application_words.id", "application_words.application_id"],
            name=op.f("fk_application_event_words_id_application_words"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_event")),
    )
    op.create_index("ix_application_event_of", "application_event", ["application_id", "id"])
    _take_in_what_happened()
    _let_it_only_grow()


def _take_in_what_happened() -> None:
    columns = "application_id, kind, actor, account_id, office, state, about, at"
    op.execute(
        f"INSERT INTO application_event ({columns}) "  # noqa: S608  (no value of anybody's is in it)
        "SELECT id, 'sent', 'citizen', account_id, office, 'sent', '{}', sent_at FROM application "
        "WHERE sent_at IS NOT NULL ORDER BY id"
    )
    op.execute(
        f"INSERT INTO application_event ({columns}) "  # noqa: S608
        "SELECT id, state, 'staff', decided_by, office, state, '{}', decided_at FROM application "
        "WHERE decided_by IS NOT NULL ORDER BY id"
    )


def _let_it_only_grow() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER application_event_no_{verb.lower()} BEFORE {verb} ON application_event "
                f"BEGIN SELECT RAISE(ABORT, '{ONLY_GROWS}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION application_event_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{ONLY_GROWS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER application_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON application_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION application_event_only_grows()"
    )


def downgrade() -> None:
    """Go back as far as an older program can read; what it does not know is lost."""
    for table in ("application_event", "applicant_name", "earlier_submission", "application_request"):
        op.drop_table(table)
    op.drop_table("application_words")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION application_event_only_grows()")
    for name in ("office_queue", "service_queue", "unassigned", "assigned"):
        op.drop_index(f"ix_application_{name}", "application")
    op.execute(
        "UPDATE application SET state = 'sent' WHERE state IN ('in_work', 'more_needed', 'appealed', 'withdrawn')"
    )
    numbered = _given_numbers()
    with op.batch_alter_table("application", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for name in ("proposed_outcome", "whole_proposal", "two_people", "was_proposed", "fresh_eyes", "state"):
            batch_op.drop_constraint(op.f(f"ck_application_{name}"), type_="check")
        batch_op.create_check_constraint(op.f("ck_application_state"), f"state IN ({OLD_STATES})")
        for name in ("assignee_id", "proposed_by", "appealed_against"):
            batch_op.drop_constraint(op.f(f"fk_application_{name}_account"), type_="foreignkey")
            batch_op.drop_column(name)
        for name in ("office", "second_pair", "proposed_outcome", "appealed_at", "news_at", "escalated_on"):
            batch_op.drop_column(name)
        batch_op.add_column(sa.Column("reason_sealed", sa.LargeBinary(), nullable=True))
    _go_on_from(numbered)
    op.drop_table("staff")
    _drop_offices()


def _drop_offices() -> None:
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT DISTINCT account_id, role FROM account_role")).all()
    bind.execute(sa.text("DELETE FROM account_role"))
    with op.batch_alter_table("account_role", schema=None) as batch_op:
        batch_op.drop_index("ix_account_role_office")
        batch_op.drop_constraint(op.f("pk_account_role"), type_="primary")
        batch_op.drop_column("office")
        batch_op.create_primary_key("pk_account_role", ["account_id", "role"])
    for account, role in rows:
        bind.execute(
            sa.text("INSERT INTO account_role (account_id, role) VALUES (:account, :role)"),
            {"account": account, "role": role},
        )
