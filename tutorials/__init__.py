"""The tutorial engine: a lesson points at the questions of a live service, so it is checked against it and stays true.

Nothing here knows of Flask or a database, and nothing here can send. Read in this order: `lesson` (what a lesson is),
`load` (from YAML), `check` (what must hold against the live services), `typed` and `patterns` (what a person typed),
`practice` (was it right?), `offline` (the same with no network) and `progress` (where a learner is); then `walk` and
`from_service`, which make a lesson for a service for which nobody wrote one. Lessons about the phone itself need no
service: `screen` is what they show, `simulated` judges what is done on it, and `curriculum` puts all in modules.
"""
