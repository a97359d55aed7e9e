"""Pages of retention, for the data protection officer."""
