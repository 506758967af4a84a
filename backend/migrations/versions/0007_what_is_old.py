"""What is old is found without looking at all the rest: decided applications, and appointments that are over."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_application_decided", "application", ["version_id", "decided_at", "id"], unique=False)
    op.create_index("ix_appointment_over", "appointment", ["ends_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_appointment_over", table_name="appointment")
    op.drop_index("ix_application_decided", table_name="application")
