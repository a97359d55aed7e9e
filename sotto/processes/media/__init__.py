"""The media process: answers the calls that the SIP edge sends to voice mail, and lights lamps.

One thread turns SIP, RTP and timers on one loop; a small pool of threads works with the database
and seals audio. `answering` takes calls, `conversation` leads one, `lamps` tells subscribers,
`office` is the pool.
"""
