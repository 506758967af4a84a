"""Translations of texts that were written at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE, WRITERS = "publication_translation", "publication_translation_writer"


def upgrade() -> None:
    people = ("writer_id", "shown_writer_id", "reviewer_id")
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.Column("words_confirmed", sa.Text(), nullable=True),
        sa.Column("shown_writer_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'review', 'public')", name=op.f(f"ck_{TABLE}_state")),
        sa.CheckConstraint("reviewer_id <> shown_writer_id", name=op.f(f"ck_{TABLE}_two_people")),
        sa.CheckConstraint(
            "(shown IS NULL) = (reviewer_id IS NULL) AND (shown IS NULL) = (shown_writer_id IS NULL)"
            " AND (shown IS NULL) = (reviewed_at IS NULL)",
            name=op.f(f"ck_{TABLE}_was_read"),
        ),
        sa.CheckConstraint("state <> 'public' OR shown IS NOT NULL", name=op.f(f"ck_{TABLE}_has_words")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["publication_version.id"],
            name=op.f(f"fk_{TABLE}_version_id_publication_version"),
            ondelete="CASCADE",
        ),
        *(sa.ForeignKeyConstraint([name], ["account.id"], name=op.f(f"fk_{TABLE}_{name}_account")) for name in people),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("version_id", "language", name=op.f(f"uq_{TABLE}_version_id_language")),
    )
    op.create_table(
        WRITERS,
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            [f"{TABLE}.id"],
            name=op.f(f"fk_{WRITERS}_translation_id_{TABLE}"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{WRITERS}_account_id_account")),
        sa.PrimaryKeyConstraint("translation_id", "account_id", name=op.f(f"pk_{WRITERS}")),
    )


def downgrade() -> None:
    op.drop_table(WRITERS)
    op.drop_table(TABLE)
