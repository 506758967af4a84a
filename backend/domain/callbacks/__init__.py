"""Being called: a person asks for a call, the city's helpers call, and whoever was not reached is called again."""
