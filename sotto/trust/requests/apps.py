from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class RequestsConfig(AppConfig):
    name = "sotto.trust.requests"
    label = "requests"

    @override
    def ready(self) -> None:
        import_module("sotto.trust.requests.reactions")
