"""Appointments: `schemas` says what is sent and told, `routes` and `desk` do it, `shown` puts it into words."""

from backend.api.appointments.routes import area

__all__ = ["area"]
