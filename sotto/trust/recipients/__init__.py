"""Recipients: who else gets personal data, what went to them, what they were told (Art. 19 GDPR).

Owns the register, each transfer, and the notices that follow a rectification or an erasure
(PBX-73, PBX-81, UCC-73, ENT-81).
"""
