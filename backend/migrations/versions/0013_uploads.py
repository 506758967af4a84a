"""What is known of the photos and files that people send; what is in them lies in the store."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=160), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("kept_bytes", sa.Integer(), nullable=True),
        sa.Column("blurred", sa.Boolean(), nullable=False),
        sa.Column("dark", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("in_answer", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'refused') = (why IS NOT NULL)", name=op.f("ck_upload_why_refused")),
        sa.CheckConstraint(
            "NOT in_answer OR state IN ('waiting', 'ready', 'refused')", name=op.f("ck_upload_whole_in_answer")
        ),
        sa.CheckConstraint(
            "state = 'refused' OR (state = 'arriving') = (kind IS NULL)", name=op.f("ck_upload_kind_when_here")
        ),
        sa.CheckConstraint("state IN ('arriving', 'waiting', 'ready', 'refused')", name=op.f("ck_upload_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_upload_account_id_account")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_upload_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("public_id", name=op.f("uq_upload_public_id")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index("ix_upload_application", ["application_id", "question"], unique=False)
        batch_op.create_index("ix_upload_day", ["account_id", "begun_at"], unique=False)
        batch_op.create_index("ix_upload_loose", ["in_answer", "begun_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index("ix_upload_loose")
        batch_op.drop_index("ix_upload_day")
        batch_op.drop_index("ix_upload_application")

    op.drop_table("upload")
