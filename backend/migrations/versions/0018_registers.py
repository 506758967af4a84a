"""What registers of other departments are asked and say, and where an answer was taken over from."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WAITING = sa.text("ending IS NULL")


def upgrade() -> None:
    op.add_column("answer", sa.Column("source_sealed", sa.LargeBinary(), nullable=True))
    op.create_table(
        "register_consent",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('fill-in')", name=op.f("ck_register_consent_purpose")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_register_consent_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "service", "purpose", name=op.f("pk_register_consent")),
    )
    op.create_table(
        "register_fact",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("fact", sa.String(length=121), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_register_fact_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "service", "fact", name=op.f("pk_register_fact")),
    )
    op.create_index("ix_register_fact_old", "register_fact", ["asked_at"])
    _correction()


def _correction() -> None:
    op.create_table(
        "register_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=121), nullable=False),
        sa.Column("keeper", sa.String(length=60), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=160), nullable=False),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("right_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("ending IN ('mended', 'kept')", name=op.f("ck_register_correction_ending")),
        sa.CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", name=op.f("ck_register_correction_whole_ending")),
        sa.CheckConstraint(
            "ending <> 'kept' OR reason_sealed IS NOT NULL", name=op.f("ck_register_correction_kept_with_reason")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_register_correction_account_id_account")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_register_correction_ended_by_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["service_version.id"], name=op.f("fk_register_correction_version_id_service_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_correction")),
        sa.UniqueConstraint("public_id", name=op.f("uq_register_correction_public_id")),
    )
    op.create_index("ix_register_correction_mine", "register_correction", ["account_id", "id"])
    op.create_index(
        "ix_register_correction_waiting",
        "register_correction",
        ["keeper", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "uq_register_correction_open",
        "register_correction",
        ["account_id", "fact"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_table("register_correction")
    op.drop_table("register_fact")
    op.drop_table("register_consent")
    op.drop_column("answer", "source_sealed")
