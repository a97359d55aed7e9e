"""Sotto: self-hosted unified communications that keeps its promises about personal data."""
