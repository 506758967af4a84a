"""Lessons and learning: `schemas` says what is sent and told, `routes` does it."""

from backend.api.learning.routes import area

__all__ = ["area"]
