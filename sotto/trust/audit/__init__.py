"""The audit trail: who did what to which pseudonym, appended through one function, never changed.

Owns the entries; the database gives the application no right to alter or delete them. No name,
number or address stands in it (PBX-80, UCC-80).
"""
