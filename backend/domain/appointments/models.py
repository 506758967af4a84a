"""Times to book, the places in them, and who took one."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.domain.appointments.rules import SEAT_CLASSES, STATES
from backend.domain.catalogue.hours import PARTS


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Slot(Base):
    """A time at one office for one thing. `staff` is empty where it is with nobody in particular.

    `day` and `part` are by the city's clock when the slot was opened. `change_until` is the last moment at which a
    booking may be changed or cancelled by its person.
    """

    __tablename__ = "slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    office: Mapped[str] = mapped_column(String(60))
    staff: Mapped[str] = mapped_column(String(80))
    day: Mapped[date] = mapped_column(Date)
    part: Mapped[str] = mapped_column(String(9))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    change_until: Mapped[datetime]
    capacity: Mapped[int]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("kind", "office", "staff", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity >= 1", name="has_room"),
        CheckConstraint(_one_of("part", PARTS), name="part"),
        Index("ix_slot_day", "office", "day"),
        Index("ix_slot_staff", "kind", "staff", "starts_at", "id"),
        {"sqlite_autoincrement": True},  # a number once given is never another time
    )


class Seat(Base):
    """One place in a slot. A slot has as many of these rows as it takes people, so it can never take more.

    A hold is the first three `held` columns together; a booking is `appointment_id`. Never both: CHECK says so.
    `kind`, `office` and `starts_at` are the slot's own, kept here so that free places are found by one short index.
    """

    __tablename__ = "seat"

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    class_: Mapped[str] = mapped_column("class", String(8))
    kind: Mapped[str] = mapped_column(String(60))
    office: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]
    hold_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    held_until: Mapped[datetime | None]
    held_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))

    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(_one_of("class", SEAT_CLASSES), name="class"),
        CheckConstraint("(class = 'same_day') = (opens_at IS NOT NULL)", name="opens_on_the_day"),
        CheckConstraint(
            "(hold_hash IS NULL) = (held_until IS NULL) AND (hold_hash IS NULL) = (held_by IS NULL)", name="whole_hold"
        ),
        CheckConstraint("appointment_id IS NULL OR hold_hash IS NULL", name="held_or_booked"),
        UniqueConstraint("appointment_id", "slot_id"),
        Index(
            "ix_seat_held_by",
            "held_by",
            sqlite_where=text("held_by IS NOT NULL"),
            postgresql_where=text("held_by IS NOT NULL"),
        ),
        Index(
            "ix_seat_free",
            "kind",
            "starts_at",
            "slot_id",
            sqlite_where=text("appointment_id IS NULL"),
            postgresql_where=text("appointment_id IS NULL"),
        ),
        Index(
            "ix_seat_free_office",
            "kind",
            "office",
            "starts_at",
            "slot_id",
            sqlite_where=text("appointment_id IS NULL"),
            postgresql_where=text("appointment_id IS NULL"),
        ),
    )


class Appointment(Base):
    """One person's time at an office. `public_id` is made by the device, so that booking twice books once.

    `version` goes up with each change of time, so that what was planned for the old time is known to be old.
    `hold_hash` names the hold it was last booked with, so that the same change sent twice is one.
    `booked_by` is who did it for the person: a member of staff, or with `by_helper` somebody whom they let help.
    `ticket` is the day's number at the office, given on arrival. `counter` is where the person was called to.
    """

    __tablename__ = "appointment"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(60))
    office: Mapped[str] = mapped_column(String(60))
    staff: Mapped[str] = mapped_column(String(80))
    day: Mapped[date] = mapped_column(Date)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    change_until: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    reference: Mapped[str] = mapped_column(String(8), unique=True)
    hold_hash: Mapped[bytes] = mapped_column(LargeBinary)
    needs_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    booked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by_helper: Mapped[bool] = mapped_column(default=False, server_default=false())
    called_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ticket: Mapped[int | None]
    counter: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        UniqueConstraint("office", "day", "ticket"),
        Index("ix_appointment_mine", "account_id", "id"),
        Index("ix_appointment_day", "office", "day", "starts_at"),
        Index("ix_appointment_over", "ends_at", "id"),
        {"sqlite_autoincrement": True},  # a number once given is never given again: values are sealed for it
    )


class Waiting(Base):
    """Somebody who has a time and would like a sooner one. Told once, then the row is gone."""

    __tablename__ = "waiting"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    office: Mapped[str | None] = mapped_column(String(60))
    before: Mapped[datetime]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_waiting_turn", "kind", "id"),)


class ClosedDay(Base):
    """A day on which staff closed an office, beside those that the city's folder names."""

    __tablename__ = "closed_day"

    office: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    why: Mapped[str] = mapped_column(String(200))
    closed_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
