"""Photos and files that people send: arriving in parts, looked at as by a stranger, kept sealed."""
