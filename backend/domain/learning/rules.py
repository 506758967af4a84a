"""Limits of what a device may send of its learning."""

from datetime import UTC, datetime, timedelta

MOST_EVENTS = 500
"""In one sending; a device with more sends the rest after it."""
AHEAD = timedelta(days=1)
"""A clock may be a day wrong in either zone; one that is years ahead is set back to when the event arrived."""
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""Before there was anything to learn here: a phone whose clock was reset says 1970."""
EVENTS_PER_LEARNER = 50_000
EVENTS_PER_VISITOR = 2_000
"""Somebody without an account leaves less behind, so that nobody can fill the disk for nothing."""
VISITOR_KEPT = timedelta(days=400)
