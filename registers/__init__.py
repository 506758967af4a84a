"""Registers of other departments: asked for single facts about one person, over a line that may be slow, down or lie.

No Flask, no database. Whatever a register does, an answer comes within a bounded time, and never an exception.
"""
