"""The house rules as tests: fast, and each says which mistake it stops."""
