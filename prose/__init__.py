"""Markdown with a head of facts, turned into blocks that a page, a phone, a voice or paper can lay out.

Knows nothing of the web or the database. What it does not know it refuses by line and reason, so nothing slips through.
"""
