"""What the city tells a person: messages they read, and the devices that ring."""
