"""The flow engine: a service's questions become a journey, and a journey becomes checked answers.

Nothing here knows of Flask or a database. Read in this order: `service` (what a service is), `load` (from YAML),
`conditions` (when a question is asked), `types` (what an answer may be), `journey` (what is asked next), `check`
(what must hold before a service is published) and `show` (an answer in words).
"""
