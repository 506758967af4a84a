"""Using a service: `schemas` says what is sent and told, `routes` does it, `shown` puts it into words."""

from backend.api.applications.routes import area

__all__ = ["area"]
