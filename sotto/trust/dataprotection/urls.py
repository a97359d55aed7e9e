"""Addresses of data protection, and its entries in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer, is_signed_in
from sotto.trust.dataprotection.pages import certificates, erasures, glance, holds, mine, sharing
from sotto.web import navigation

app_name = "dataprotection"
urlpatterns = [
    path("my-data/", mine.mine_page, name="mine"),
    path("my-data/archive.zip", mine.archive_page, name="my-archive"),
    path("data-protection/erasures/", erasures.list_page, name="erasures"),
    path("data-protection/shared/", sharing.page, name="sharing"),
    path("data-protection/shared/decision/", sharing.decide_page, name="decide-shared"),
    path("data-protection/erasures/new/", erasures.new_page, name="new-erasure"),
    path("data-protection/erasures/grace/", erasures.grace_page, name="grace"),
    path("data-protection/erasures/<uuid:erasure>/", erasures.one_page, name="erasure"),
    path(
        "data-protection/erasures/<uuid:erasure>/progress/",
        erasures.progress_page,
        name="erasure-progress",
    ),
    path(
        "data-protection/erasures/<uuid:erasure>/approval/",
        erasures.approve_page,
        name="approve-erasure",
    ),
    path(
        "data-protection/erasures/<uuid:erasure>/cancellation/",
        erasures.cancel_page,
        name="cancel-erasure",
    ),
    path(
        "data-protection/erasures/<uuid:erasure>/certificate/",
        certificates.page,
        name="certificate",
    ),
    path(
        "data-protection/erasures/<uuid:erasure>/certificate.json",
        certificates.file_page,
        name="certificate-file",
    ),
    path("data-protection/holds/", holds.list_page, name="holds"),
    path("data-protection/holds/new/", holds.new_page, name="new-hold"),
    path("data-protection/holds/<uuid:hold>/approval/", holds.approve_page, name="approve-hold"),
    path("data-protection/holds/<uuid:hold>/lifting/", holds.lift_page, name="lift-hold"),
]

navigation.add(
    navigation.Entry(
        rank=82,
        text=_("Erasures"),
        view="dataprotection:erasures",
        icon="trash",
        may_see=is_officer,
        tile=navigation.Alike(glance.of_erasures),
        section=navigation.PROTECTION,
    )
)
navigation.add(
    navigation.Entry(
        rank=83,
        text=_("Legal holds"),
        view="dataprotection:holds",
        icon="lock",
        may_see=is_officer,
        tile=navigation.Alike(glance.of_holds),
        section=navigation.PROTECTION,
    )
)

navigation.add(
    navigation.Entry(
        rank=71,
        text=_("What is held"),
        view="dataprotection:mine",
        icon="person",
        may_see=is_signed_in,
        tile=mine.tile,
        section=navigation.MINE,
    )
)
