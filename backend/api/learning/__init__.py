"""Lessons and learning: `schemas` say what is sent and told, `routes` and `onward` do it."""

from backend.api.learning import onward
from backend.api.learning.routes import area

__all__ = ["area", "onward"]
