from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class DataProtectionConfig(AppConfig):
    name = "sotto.trust.dataprotection"
    label = "dataprotection"

    @override
    def ready(self) -> None:
        import_module("sotto.trust.dataprotection.reactions")
