"""The trail, for administrators."""
