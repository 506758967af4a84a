"""Articles, policies and notices with their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_table(
        "publication_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("writer_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_withdrawn", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'approved', 'published', 'withdrawn')",
            name=op.f("ck_publication_version_state"),
        ),
        sa.CheckConstraint(
            "reviewer_id <> author_id AND reviewer_id <> writer_id", name=op.f("ck_publication_version_two_people")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'published') OR author_id IS NULL OR reviewer_id IS NOT NULL",
            name=op.f("ck_publication_version_was_read"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR publish_at IS NOT NULL", name=op.f("ck_publication_version_has_time")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_publication_version_whole_withdrawal")
        ),
        sa.CheckConstraint(
            "(author_id IS NULL) = (writer_id IS NULL)", name=op.f("ck_publication_version_whole_author")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_publication_version_author_id_account")),
        sa.ForeignKeyConstraint(["writer_id"], ["account.id"], name=op.f("fk_publication_version_writer_id_account")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["account.id"], name=op.f("fk_publication_version_reviewer_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_publication_version_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publication_version_public_id")),
        sa.UniqueConstraint("publication_id", "number", name=op.f("uq_publication_version_publication_id_number")),
    )
    op.create_index("ix_publication_version_public", "publication_version", ["publication_id", "publish_at", "number"])
    op.create_table(
        "publication_writer",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["publication_version.id"],
            name=op.f("fk_publication_writer_version_id_publication_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_publication_writer_account_id_account")),
        sa.PrimaryKeyConstraint("version_id", "account_id", name=op.f("pk_publication_writer")),
    )


def downgrade() -> None:
    op.drop_table("publication_writer")
    op.drop_index("ix_publication_version_public", "publication_version")
    op.drop_table("publication_version")
    op.drop_table("publication")
