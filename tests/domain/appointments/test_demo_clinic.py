"""The demo clinic has had a week, so that the desk has something to show."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from backend.core.outbox import OutboxRow
from backend.demo_clinic import live_a_week
from backend.domain.appointments import office_day
from backend.domain.appointments.models import Appointment
from backend.parts import Parts

MOMENTS = [
    datetime(2027, 3, 3, 11, 0, tzinfo=UTC),
    datetime(2027, 3, 6, 22, 0, tzinfo=UTC),
    datetime(2027, 3, 29, 7, 0, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_the_clinic_has_a_past_and_a_future_and_nobodys_phone_rings(parts: Parts, now: datetime) -> None:
    with parts.writing() as session:
        before = session.scalar(select(func.count()).select_from(OutboxRow))
        assert live_a_week(session, parts.diary, now) > 20
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == before
    with parts.reading() as session:
        states = set(session.scalars(select(Appointment.state)))
        past = office_day.utilisation(
            session, "hill-clinic", parts.diary.today(now, "hill-clinic").replace(day=1), now.date()
        )
    assert {"booked", "served"} <= states
    assert any(day.wait_minutes is not None for day in past)


def test_it_is_lived_through_once(parts: Parts) -> None:
    with parts.writing() as session:
        first = live_a_week(session, parts.diary, MOMENTS[0])
        assert live_a_week(session, parts.diary, MOMENTS[0]) == 0
        assert session.scalar(select(func.count()).select_from(Appointment)) == first
