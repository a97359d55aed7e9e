"""The officer's page of backups and drills."""
