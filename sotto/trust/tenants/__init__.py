"""Tenants: whose rows are whose. One is made at start; a provider has a thousand.

Owns the tenant's name, SIP domain and security defaults, and the second wall: PostgreSQL's
row-level security, under which a query that forgets its tenant finds nothing (MSP-01, MSP-40).
"""
