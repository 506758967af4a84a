"""A clinic with one place every quarter of an hour from ten to twelve, every day for two weeks."""

import pytest

from backend.parts import Parts
from tests.domain.appointments.clinic import Clinic


@pytest.fixture
def clinic(parts: Parts) -> Clinic:
    made = Clinic(parts)
    made.open()
    return made
