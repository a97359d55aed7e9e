"""One's own consents."""
