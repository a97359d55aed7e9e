"""What the rooms below report, which may not call up."""
