"""What the desk did to many applications at once, and the files it took."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_batch",
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("action IN ('assign', 'ask', 'approve')", name=op.f("ck_desk_batch_action")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_desk_batch_account_id_account")),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_desk_batch")),
    )
    op.create_table(
        "desk_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=12), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("format IN ('csv', 'submissions')", name=op.f("ck_desk_export_format")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_desk_export_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_export")),
    )
    op.create_index("ix_desk_export_of", "desk_export", ["account_id", "id"])


def downgrade() -> None:
    op.drop_table("desk_export")
    op.drop_table("desk_batch")
