"""Using a service: answering one question at a time, sending once, and being decided."""
