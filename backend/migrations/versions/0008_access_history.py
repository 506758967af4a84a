"""Who read whose data, in a chain, and what people ask about it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=True),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=True),
        sa.Column("service", sa.String(length=60), nullable=True),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(what_sealed IS NULL) = (kind IS NULL)", name=op.f("ck_access_entry_whole")),
        sa.ForeignKeyConstraint(["reader_id"], ["account.id"], name=op.f("fk_access_entry_reader_id_account")),
        sa.ForeignKeyConstraint(["subject_id"], ["account.id"], name=op.f("fk_access_entry_subject_id_account")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_access_entry")),
    )
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.create_index("ix_access_entry_mine", ["subject_id", "number"], unique=False)
        batch_op.create_index("ix_access_entry_old", ["at"], unique=False)

    op.create_table(
        "access_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_access_head_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_head")),
    )
    op.create_table(
        "access_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer_sealed IS NULL)", name=op.f("ck_access_question_whole_answer")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_access_question_answered_by_account")),
        sa.ForeignKeyConstraint(["asker_id"], ["account.id"], name=op.f("fk_access_question_asker_id_account")),
        sa.ForeignKeyConstraint(["entry"], ["access_entry.number"], name=op.f("fk_access_question_entry_access_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_question")),
        sa.UniqueConstraint("entry", name=op.f("uq_access_question_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_question_public_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("access_question", schema=None) as batch_op:
        batch_op.create_index("ix_access_question_mine", ["asker_id", "id"], unique=False)
        batch_op.create_index(
            "ix_access_question_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("access_question", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_access_question_waiting",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )
        batch_op.drop_index("ix_access_question_mine")

    op.drop_table("access_question")
    op.drop_table("access_head")
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_access_entry_old")
        batch_op.drop_index("ix_access_entry_mine")

    op.drop_table("access_entry")
