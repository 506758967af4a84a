"""What can be found, words that found nothing, and the synonyms of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LIVE = sa.text("state = 'live'")


def exact(length: int) -> sa.String:
    """A text ordered by its code points on every database."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("kind", exact(20), nullable=False),
        sa.Column("key", exact(120), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_in", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("language", "kind", "key", name=op.f("uq_search_document_language_kind_key")),
    )
    op.create_table(
        "search_word",
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("word", exact(80), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["search_document.id"],
            name=op.f("fk_search_word_document_id_search_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("language", "word", "document_id", name=op.f("pk_search_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_word_document", "search_word", ["document_id"])
    op.create_table(
        "search_spelling",
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("slip", exact(80), nullable=False),
        sa.Column("word", exact(80), nullable=False),
        sa.PrimaryKeyConstraint("language", "slip", "word", name=op.f("pk_search_spelling")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_miss",
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("words", exact(60), nullable=True),
        sa.PrimaryKeyConstraint("language", "mark", "day", name=op.f("pk_search_miss")),
    )
    op.create_index("ix_search_miss_day", "search_miss", ["day"])
    op.create_table(
        "search_synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=600), nullable=False),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("means", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'live', 'refused', 'withdrawn')", name=op.f("ck_search_synonym_state")
        ),
        sa.CheckConstraint(
            "state <> 'live' OR reviewed_by IS NOT NULL", name=op.f("ck_search_synonym_live_is_reviewed")
        ),
        sa.CheckConstraint("reviewed_by <> proposed_by", name=op.f("ck_search_synonym_second_person")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_search_synonym_proposed_by_account")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_search_synonym_reviewed_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonym")),
        sa.UniqueConstraint("public_id", name=op.f("uq_search_synonym_public_id")),
    )
    op.create_index(
        "ix_search_synonym_live", "search_synonym", ["language", "key"], sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_index("ix_search_synonym_state", "search_synonym", ["state", "id"])


def downgrade() -> None:
    for table in ("search_synonym", "search_miss", "search_spelling", "search_word", "search_document"):
        op.drop_table(table)
