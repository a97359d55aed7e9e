"""Root providers: who keeps what the epoch keys are wrapped under, and can destroy it."""
