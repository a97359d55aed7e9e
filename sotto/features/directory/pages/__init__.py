"""Pages of the directory: people, and one person with devices."""
