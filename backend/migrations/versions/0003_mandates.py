"""Who may act for whom, what they did, and whether an appointment was booked so."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointment", sa.Column("by_helper", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("helper_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("giver_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(code_hash IS NULL) = (code_until IS NULL)", name=op.f("ck_mandate_whole_code")),
        sa.CheckConstraint("(helper_id IS NULL) = (taken_at IS NULL)", name=op.f("ck_mandate_whole_taking")),
        sa.CheckConstraint("helper_id <> giver_id", name=op.f("ck_mandate_two_people")),
        sa.CheckConstraint("tries_left >= 0", name=op.f("ck_mandate_tries")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_mandate_ended_by_account")),
        sa.ForeignKeyConstraint(["giver_id"], ["account.id"], name=op.f("fk_mandate_giver_id_account")),
        sa.ForeignKeyConstraint(["helper_id"], ["account.id"], name=op.f("fk_mandate_helper_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mandate_public_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_given", ["giver_id", "id"], unique=False)
        batch_op.create_index("ix_mandate_taken", ["helper_id", "id"], unique=False)
        batch_op.create_index(
            "uq_mandate_pair",
            ["giver_id", "helper_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND helper_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND helper_id IS NOT NULL"),
        )

    op.create_table(
        "mandate_wrong_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_mandate_wrong_code_helper_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_wrong_code")),
    )
    with op.batch_alter_table("mandate_wrong_code", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_wrong_code_mine", ["helper_id", "typed_at"], unique=False)

    op.create_table(
        "mandate_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what IN ('booked', 'changed', 'cancelled', 'waiting', 'not_waiting', 'arrived')",
            name=op.f("ck_mandate_deed_what"),
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_deed_mandate_id_mandate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_deed")),
        sa.UniqueConstraint("mandate_id", "key", name=op.f("uq_mandate_deed_mandate_id_key")),
    )


def downgrade() -> None:
    op.drop_table("mandate_deed")
    with op.batch_alter_table("mandate_wrong_code", schema=None) as batch_op:
        batch_op.drop_index("ix_mandate_wrong_code_mine")

    op.drop_table("mandate_wrong_code")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mandate_pair",
            sqlite_where=sa.text("ended_at IS NULL AND helper_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND helper_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_mandate_taken")
        batch_op.drop_index("ix_mandate_given")

    op.drop_table("mandate")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_column("by_helper")
