"""Who saw my data: every reading of somebody's data by staff, a helper or the program, in a chain nobody can mend."""
