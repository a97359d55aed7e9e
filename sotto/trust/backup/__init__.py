"""Backup and restore: all but what is in the clear, and what opens it (PBX-04, UCC-33, UCC-72).

Owns the encrypted archive, its restore with the replay of the erasure ledger, and the drill that
proves both.
"""
