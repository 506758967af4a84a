"""Help with services, at home and at a counter; forms on paper, and people without a phone."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD_DEEDS = "'booked', 'changed', 'cancelled', 'waiting', 'not_waiting', 'arrived'"
DEEDS = f"{OLD_DEEDS}, 'filled', 'sent'"


def upgrade() -> None:
    op.add_column("mandate", sa.Column("kind", sa.String(length=8), nullable=False, server_default="help"))
    op.add_column("mandate", sa.Column("may_send", sa.Boolean(), nullable=False, server_default=sa.false()))
    _one_pair("ended_at IS NULL AND helper_id IS NOT NULL AND kind = 'help'")
    _deeds(DEEDS)
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mandate_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_answer_mandate_id_mandate", "mandate", ["mandate_id"], ["id"])
    op.add_column("application", sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
    _one_draft("state = 'draft' AND NOT on_paper")
    op.create_table(
        "paper_form",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("keyed_by", sa.Integer(), nullable=False),
        sa.Column("keyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_paper_form_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["keyed_by"], ["account.id"], name=op.f("fk_paper_form_keyed_by_account")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_paper_form")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("phone_sealed", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.alter_column("phone_index", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.create_check_constraint(
            op.f("ck_account_whole_phone"), "(phone_sealed IS NULL) = (phone_index IS NULL)"
        )
    op.create_table(
        "postal_contact",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_postal_contact_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_postal_contact")),
    )


def _one_pair(which: str) -> None:
    where = sa.text(which)
    op.drop_index("uq_mandate_pair", "mandate")
    op.create_index(
        "uq_mandate_pair", "mandate", ["giver_id", "helper_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def _one_draft(which: str) -> None:
    name, where = "uq_application_one_draft", sa.text(which)
    op.drop_index(name, "application")
    columns = ["account_id", "service"]
    op.create_index(name, "application", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _deeds(which: str) -> None:
    with op.batch_alter_table("mandate_deed", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_mandate_deed_what"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mandate_deed_what"), f"what IN ({which})")


def downgrade() -> None:
    op.drop_table("postal_contact")
    op.execute("DELETE FROM account WHERE phone_index IS NULL")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_account_whole_phone"), type_="check")
        batch_op.alter_column("phone_index", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.alter_column("phone_sealed", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("paper_form")
    _one_draft("state = 'draft'")
    op.drop_column("application", "on_paper")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_constraint("fk_answer_mandate_id_mandate", type_="foreignkey")
        batch_op.drop_column("mandate_id")
    op.execute("DELETE FROM mandate_deed WHERE what IN ('filled', 'sent')")
    _deeds(OLD_DEEDS)
    op.execute("DELETE FROM mandate_deed WHERE mandate_id IN (SELECT id FROM mandate WHERE kind <> 'help')")
    op.execute("DELETE FROM mandate WHERE kind <> 'help'")
    _one_pair("ended_at IS NULL AND helper_id IS NOT NULL")
    op.drop_column("mandate", "may_send")
    op.drop_column("mandate", "kind")
