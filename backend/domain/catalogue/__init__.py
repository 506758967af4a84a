"""What the city offers: its services, offices and lessons, from its content folder, found by people's words."""
