"""Pages of voice mail: messages of mine. Nobody sees anybody else's (PBX-30)."""
