"""Which newer version of its service the person of a draft has seen and not taken."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application", sa.Column("passed_over_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("application", "passed_over_id")
