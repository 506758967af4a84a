"""Who wants to be told when something they learned is to be practised again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("learner", sa.Column("reminders_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("learner", "reminders_at")
