"""rtpengine: the media relay. Decrypts, re-encrypts and forwards RTP; driven by Kamailio."""
