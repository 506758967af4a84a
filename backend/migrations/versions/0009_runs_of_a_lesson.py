"""With how much help something was done in a lesson; all that was done before is 'with hints'."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("learning_event", sa.Column("run", sa.String(length=10), server_default="hints", nullable=False))


def downgrade() -> None:
    op.drop_column("learning_event", "run")
