"""Retention: how long each class of data is kept, and its end (PBX-71, APP-70, UCC-70).

Owns the periods of a tenant between statutory minimum and maximum, their preview, and their
execution by destroying period keys and deleting rows.
"""
