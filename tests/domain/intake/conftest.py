"""The clinic of the appointments, to which a service of its own leads."""

from tests.domain.appointments.conftest import clinic

__all__ = ["clinic"]
