"""What runs later, and what must come back by itself: jobs and projections.

Beside procrastinate's worker, threads look after the rest (`watches`): what PostgreSQL keeps out
of its log is rebuilt when a crash has emptied it, and the SIP edge is told when routes changed.
Each waits for a neighbour that is away and tries again.
"""
