"""What a helper does after sending is a deed too: writing, answering, asking to look again."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OLD_DEEDS = "'booked', 'changed', 'cancelled', 'waiting', 'not_waiting', 'arrived', 'filled', 'sent'"
DEEDS = f"{OLD_DEEDS}, 'wrote', 'answered', 'appealed'"


def upgrade() -> None:
    _deeds(DEEDS)


def downgrade() -> None:
    op.execute("DELETE FROM mandate_deed WHERE what IN ('wrote', 'answered', 'appealed')")
    _deeds(OLD_DEEDS)


def _deeds(which: str) -> None:
    with op.batch_alter_table("mandate_deed", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_mandate_deed_what"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mandate_deed_what"), f"what IN ({which})")
