"""Requests: the officer's list and desk, and one's own."""
