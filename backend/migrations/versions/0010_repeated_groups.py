"""The question of an answer may be a path: a group, an entry, and the question inside."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("answer") as table:
        table.alter_column("question", existing_type=sa.String(60), type_=sa.String(160), existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM answer WHERE question LIKE '%/%'")  # before it, nothing could be asked more than once
    with op.batch_alter_table("answer") as table:
        table.alter_column("question", existing_type=sa.String(160), type_=sa.String(60), existing_nullable=False)
