"""Legal holds: what outlives its retention or an erasure because it may be needed as evidence.

Owns holds, each placed and lifted by two people, and the keys under which held data stays
readable (Art. 17(3)(e) GDPR; PBX-70).
"""
