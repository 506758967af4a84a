"""Times at an office: found, held, booked, changed, reminded of, and served."""
