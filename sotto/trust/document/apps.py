from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class DocumentConfig(AppConfig):
    name = "sotto.trust.document"
    label = "document"

    @override
    def ready(self) -> None:
        import_module("sotto.trust.document.services.probes")
        import_module("sotto.trust.document.services.inventory").register_probes()
