"""Data protection: a person's data shown in one archive, and erased everywhere, on request.

Owns the order of the steps and what is told to whom; what there is to show and to erase comes from
`personal_data`, which every room declares. ENT-60, PBX-70, PBX-72, UCC-72; Art. 15, 17, 20 GDPR.
"""
