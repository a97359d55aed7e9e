"""The directory: people, their numbers and devices, and the other parties of their calls.

Owns who can be reached and how; the projections from which the SIP edge routes. Does not place
calls (`calls`) and does not sign anybody in (`trust.access`). PBX-02, PBX-03, ENT-60, PBX-70.
"""
