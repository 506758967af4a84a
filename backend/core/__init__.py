"""What every capability stands on: the database, the outbox, the vault, the clock, errors."""
