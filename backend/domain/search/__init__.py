"""Search: everything that the city says, found by the citizen's own words."""
