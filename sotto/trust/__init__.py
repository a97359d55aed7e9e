"""What every room stands on: tenants, access, audit, data protection, operations, backup."""
