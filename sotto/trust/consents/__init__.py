"""Consents, objections and restrictions: what a person allows to be done with its data (UCC-05).

Owns what was given and withdrawn, by purpose; the keyring is told, and refuses what is not allowed
(Art. 6(1)(a), 7, 18 and 21 GDPR).
"""
