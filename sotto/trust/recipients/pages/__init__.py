"""The register and its notices, for officers; and the page on which a recipient answers."""
