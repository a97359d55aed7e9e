"""Plain RTP on the loopback: speaks prompts, receives voice and digits, for many calls at once.

One process, one clock, one UDP socket a call. rtpengine stands in front and does what a network
needs (SRTP, ICE, transcoding); what arrives here is G.711 and telephone events.
"""
