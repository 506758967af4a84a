"""Which words outside the list of plain words the reader of a text let stand."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publication_version", sa.Column("words_confirmed", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("publication_version", "words_confirmed")
