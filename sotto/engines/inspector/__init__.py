"""The inspector: a process of root's that reads every byte this system keeps, and tells one thing.

It answers one question without parameters: where do markers of canaries lie, and whose? So it
shows nobody anything, however it is asked.
"""
