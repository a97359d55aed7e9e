"""Voice mail: a mailbox for each person, in which callers leave spoken messages (PBX-43).

Owns mailboxes, greetings and messages; what is said to callers and owners, and in which order
(`rules`); when the lamp is lit. Does not answer calls: `processes/media` does, and asks here what
to do. Does not decide who is sent to voice mail: the SIP edge does (`calls`).

Messages and greetings are sealed while they are being spoken, a message under the keys of both its
owner and its caller (PBX-30): erase either, and nobody hears it again (PBX-71). A PIN protects the
mailbox on the telephone; wrong ones lock it for a while (PBX-11).
"""
