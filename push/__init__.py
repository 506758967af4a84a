"""The push engine: a message for a phone, when it may go, and the transports that carry it.

Nothing here knows of Flask or a database, and no text is written here: messages arrive ready, in the reader's language.
Read in this order: `message` (what is sent, and what became of it), `timing` (when it may go) and `transports` (how).
"""
