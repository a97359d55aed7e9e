"""Outgoing mail: one submission server, always in TLS, certificate verified (PBX-22, UCC-21)."""
