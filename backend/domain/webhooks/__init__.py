"""Telling the city's own systems what happens to applications: who is told of what, and what became of it."""
