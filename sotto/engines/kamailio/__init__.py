"""Kamailio: the SIP proxy and registrar. Its routing script comes from outside."""
