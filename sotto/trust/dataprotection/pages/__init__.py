"""Pages of data protection: what is held about me."""
