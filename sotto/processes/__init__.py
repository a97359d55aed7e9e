"""What runs: one file for each process, and nothing else. Each wires rooms and engines together."""
