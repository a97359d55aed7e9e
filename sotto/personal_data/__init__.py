"""The centre: personal data is declared once, sealed, shown and erased from that declaration.

Every model says beside its columns whom they are about (`declaration`), keeps what it knows about a
person in one envelope (`fields.Sealed`, `envelope`) or one sealed file (`fields.SealedFile`,
`sealed_file`), and is thereby found by `registry`, `export` and `erase`. Knows no room and no page.
Requirements: PBX-01, PBX-30, ENT-60, PBX-70, PBX-72, UCC-72; ../docs/decisions/0002 and 0003.
"""
