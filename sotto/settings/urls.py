"""Every address of the web pages; each room names its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sotto.web.urls")),
    path("", include("sotto.trust.access.urls")),
    path("data-protection/document/", include("sotto.trust.document.urls")),
    path("", include("sotto.trust.dataprotection.urls")),
    path("audit/", include("sotto.trust.audit.urls")),
    path("my-data/consents/", include("sotto.trust.consents.urls")),
    path("", include("sotto.trust.requests.urls")),
    path("data-protection/retention/", include("sotto.trust.retention.urls")),
    path("data-protection/recipients/", include("sotto.trust.recipients.urls")),
    path("data-protection/canaries/", include("sotto.trust.canaries.urls")),
    path("data-protection/backups/", include("sotto.trust.backup.urls")),
    path("calls/", include("sotto.features.calls.urls")),
    path("messages/", include("sotto.features.voicemail.urls")),
    path("people/", include("sotto.features.directory.urls")),
]

handler400 = "sotto.web.error_pages.bad_request"
handler403 = "sotto.web.error_pages.permission_denied"
handler404 = "sotto.web.error_pages.not_found"
handler500 = "sotto.web.error_pages.server_error"
