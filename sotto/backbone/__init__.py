"""What joins rooms: events (tell other rooms), push (tell other processes), jobs (later)."""
