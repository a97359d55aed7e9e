"""What access forgets by the clock: sessions and links whose time is over."""

from django.contrib.sessions.backends.db import SessionStore

from sotto.backbone.jobs import every
from sotto.personal_data.actor import acting
from sotto.trust.access.services import forget_spent_links


@every("17 3 * * *", "access.forget_expired")
def forget_expired() -> None:
    SessionStore.clear_expired()
    with acting():
        forget_spent_links()
