"""Learning: what somebody did in lessons, as a log that only grows, with or without an account."""
