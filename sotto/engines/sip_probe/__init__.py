"""A small phone of our own: it proves that a call through the running system is encrypted.

SIP over TLS (RFC 3261, 5626 in spirit: everything goes over the one connection that the phone
opened), digest (RFC 8760), SDES keys (RFC 4568), SRTP (RFC 3711), G.711 and RFC 4733 digits. It
sends a tone and says which tones it heard, so that "they heard each other" is measured.
"""
