"""Canaries: synthetic people, made and erased by the clock, for whom everything is searched.

Owns them, the raw search over every place that may keep bytes, and what it found (UCC-72, PBX-72).
"""
