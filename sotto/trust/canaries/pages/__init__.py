"""The officer's page of canaries, and how they stand at a glance."""
