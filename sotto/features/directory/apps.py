from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class DirectoryConfig(AppConfig):
    name = "sotto.features.directory"
    label = "directory"

    @override
    def ready(self) -> None:
        import_module("sotto.features.directory.reactions")
