"""The elder mode kept with the account, and people who asked to be called."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("mode", sa.String(length=10), nullable=True))
    op.create_table(
        "callback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("caller_index", sa.LargeBinary(), nullable=False),
        sa.Column("about_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=9), nullable=False),
        sa.Column("call_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=11), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (outcome IS NULL)", name=op.f("ck_callback_whole_ending")),
        sa.CheckConstraint(
            "outcome IN ('called', 'not_reached', 'taken_back')",
            name=op.f("ck_callback_outcome"),
        ),
        sa.CheckConstraint("part IN ('morning', 'afternoon')", name=op.f("ck_callback_part")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_callback_tries")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_callback_account_id_account")),
        sa.ForeignKeyConstraint(["done_by"], ["account.id"], name=op.f("fk_callback_done_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
        sa.UniqueConstraint("public_id", name=op.f("uq_callback_public_id")),
    )
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.create_index(
            "uq_callback_waiting",
            ["phone_index"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(
            "ix_callback_list",
            ["call_from", "id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index("ix_callback_done", ["done_at"], unique=False)
        batch_op.create_index("ix_callback_account", ["account_id", "id"], unique=False)
        batch_op.create_index("ix_callback_asked", ["asked_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.drop_index("ix_callback_asked")
        batch_op.drop_index("ix_callback_account")
        batch_op.drop_index("ix_callback_done")
        batch_op.drop_index(
            "ix_callback_list",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_callback_waiting",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.drop_table("callback")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("mode")
