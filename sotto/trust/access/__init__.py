"""Access: accounts, sign-in by one-time link or password, lockout, roles.

Deny by default. There is no default password anywhere: a one-time link opens an account, whose
owner then chooses a password (PBX-10, PBX-11, PBX-12, MSP-11).
"""
