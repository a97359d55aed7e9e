"""SIP user agents behind Kamailio, on the loopback only: they answer calls and notify subscribers.

sippy brings RFC 3261's transactions and dialogs. It is run on the asyncio loop of its process
instead of threads of its own (`sippy_loop`), and made silent: nothing of a message is written
anywhere.
"""
