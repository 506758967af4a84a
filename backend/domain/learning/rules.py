"""Limits of what a device may send of its learning."""

from datetime import timedelta

MOST_EVENTS = 500
"""In one sending; a device with more sends the rest after it."""
AHEAD = timedelta(days=1)
"""A clock may be a day wrong in either zone; one that is years ahead is set back to when the event arrived."""
BEHIND = timedelta(days=366)
"""Nobody is longer without a line; a phone whose clock was reset says that it is 1970, or the year it was made in."""
EVENTS_PER_LEARNER = 50_000
EVENTS_PER_VISITOR = 5_000
"""The whole curriculum some six times over. It is bounded, so that nobody can fill the disk for nothing."""
VISITOR_KEPT = timedelta(days=400)
