"""The key service: subject keys, period keys, tenant keys, epochs and tombstones.

Its own process, system user and store; no Django. The application asks it for data keys over a
Unix socket and never sees the keys from which they are derived. What it destroys is gone: see
docs/decisions/0003-keyring.md. Requirements: PBX-30, UCC-30, UCC-72.
"""
