from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class ConsentsConfig(AppConfig):
    name = "sotto.trust.consents"
    label = "consents"

    @override
    def ready(self) -> None:
        import_module("sotto.trust.consents.services")  # Its word counts before it is asked.
