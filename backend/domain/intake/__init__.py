"""Taking in what a service asks for, when some of it is a time: answers and appointments in one transaction."""
