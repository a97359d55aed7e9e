"""The live document, for officers."""
