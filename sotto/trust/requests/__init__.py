"""Requests of data subjects: intake, identity, clock, decision, delivery, log (Art. 12 to 22 GDPR).

Owns each request and its history; what is shown, corrected or erased is done by the rooms below
(PBX-60, ENT-60, UCC-73).
"""
