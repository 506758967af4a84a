"""What `handrail` can do, a module for each kind of work; `backend.cli` loads the one that is asked for."""
