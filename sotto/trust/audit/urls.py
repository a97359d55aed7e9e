"""Addresses of the audit trail, and its entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer
from sotto.trust.audit.pages import entries, glance, tree
from sotto.web import navigation

app_name = "audit"
urlpatterns = [
    path("", entries.page, name="entries"),
    path("state/", tree.state_page, name="state"),
    path("verify/", tree.verify_page, name="verify"),
    path("<uuid:entry>/proof.json", tree.proof_page, name="proof"),
]

navigation.add(
    navigation.Entry(
        rank=90,
        text=_("Audit"),
        view="audit:entries",
        icon="audit",
        may_see=is_officer,
        tile=navigation.Alike(glance.tile),
        section=navigation.PROTECTION,
    )
)
