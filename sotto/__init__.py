"""Sotto: self-hosted unified communications that keeps its promises about personal data."""

VERSION = "0.1.0"
