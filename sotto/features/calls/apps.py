from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class CallsConfig(AppConfig):
    name = "sotto.features.calls"
    label = "calls"

    @override
    def ready(self) -> None:
        import_module("sotto.features.calls.reactions")
