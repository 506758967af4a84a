"""Letting somebody help: a person allows a relative or a trainer to act for them, for some things and until a day."""
