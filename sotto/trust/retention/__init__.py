"""Retention: how long each class of data is kept, and its end (PBX-71, APP-70, UCC-70).

Owns the periods of a tenant between statutory minimum and maximum, their preview, and their
execution by deleting rows and destroying period keys; and what of calls is stored at all (ENT-30,
PBX-46). A new class needs nothing here: its tables are found by their declarations.
"""
