"""Times to book, the places in them, and who took one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=9), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("part IN ('morning', 'afternoon')", name=op.f("ck_slot_part")),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_slot_has_room")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slot_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("kind", "office", "staff", "starts_at", name=op.f("uq_slot_kind_office_staff_starts_at")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index("ix_slot_day", ["office", "day"], unique=False)
        batch_op.create_index("ix_slot_staff", ["kind", "staff", "starts_at", "id"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("hold_hash", sa.LargeBinary(), nullable=False),
        sa.Column("needs_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("booked_by", sa.Integer(), nullable=True),
        sa.Column("called_by", sa.Integer(), nullable=True),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("counter", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('booked', 'cancelled', 'arrived', 'called', 'served', 'missed')",
            name=op.f("ck_appointment_state"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_appointment_ends_after_start")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_appointment_account_id_account")),
        sa.ForeignKeyConstraint(["booked_by"], ["account.id"], name=op.f("fk_appointment_booked_by_account")),
        sa.ForeignKeyConstraint(["called_by"], ["account.id"], name=op.f("fk_appointment_called_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("office", "day", "ticket", name=op.f("uq_appointment_office_day_ticket")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appointment_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_appointment_reference")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_day", ["office", "day", "starts_at"], unique=False)
        batch_op.create_index("ix_appointment_mine", ["account_id", "id"], unique=False)

    op.create_table(
        "closed_day",
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_closed_day_closed_by_account")),
        sa.PrimaryKeyConstraint("office", "day", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "seat",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("class", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_hash", sa.LargeBinary(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(class = 'same_day') = (opens_at IS NOT NULL)", name=op.f("ck_seat_opens_on_the_day")),
        sa.CheckConstraint("class IN ('open', 'counter', 'same_day')", name=op.f("ck_seat_class")),
        sa.CheckConstraint(
            "(hold_hash IS NULL) = (held_until IS NULL) AND (hold_hash IS NULL) = (held_by IS NULL)",
            name=op.f("ck_seat_whole_hold"),
        ),
        sa.CheckConstraint("appointment_id IS NULL OR hold_hash IS NULL", name=op.f("ck_seat_held_or_booked")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_seat_number")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_seat_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["held_by"], ["account.id"], name=op.f("fk_seat_held_by_account")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_seat_slot_id_slot")),
        sa.PrimaryKeyConstraint("slot_id", "number", name=op.f("pk_seat")),
        sa.UniqueConstraint("appointment_id", "slot_id", name=op.f("uq_seat_appointment_id_slot_id")),
        sa.UniqueConstraint("hold_hash", name=op.f("uq_seat_hold_hash")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(
            "ix_seat_free",
            ["kind", "starts_at", "slot_id"],
            unique=False,
            sqlite_where=sa.text("appointment_id IS NULL"),
            postgresql_where=sa.text("appointment_id IS NULL"),
        )
        batch_op.create_index(
            "ix_seat_free_office",
            ["kind", "office", "starts_at", "slot_id"],
            unique=False,
            sqlite_where=sa.text("appointment_id IS NULL"),
            postgresql_where=sa.text("appointment_id IS NULL"),
        )
        batch_op.create_index(
            "ix_seat_held_by",
            ["held_by"],
            unique=False,
            sqlite_where=sa.text("held_by IS NOT NULL"),
            postgresql_where=sa.text("held_by IS NOT NULL"),
        )

    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=True),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_waiting_account_id_account")),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_waiting_appointment_id_appointment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_waiting_appointment_id")),
    )
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.create_index("ix_waiting_turn", ["kind", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.drop_index("ix_waiting_turn")

    op.drop_table("waiting")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_seat_held_by",
            sqlite_where=sa.text("held_by IS NOT NULL"),
            postgresql_where=sa.text("held_by IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_seat_free_office",
            sqlite_where=sa.text("appointment_id IS NULL"),
            postgresql_where=sa.text("appointment_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_seat_free",
            sqlite_where=sa.text("appointment_id IS NULL"),
            postgresql_where=sa.text("appointment_id IS NULL"),
        )

    op.drop_table("seat")
    op.drop_table("closed_day")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index("ix_appointment_mine")
        batch_op.drop_index("ix_appointment_day")

    op.drop_table("appointment")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index("ix_slot_staff")
        batch_op.drop_index("ix_slot_day")

    op.drop_table("slot")
