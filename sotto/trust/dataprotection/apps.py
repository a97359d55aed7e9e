from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override

from sotto.personal_data.sharing import chosen_by


class DataProtectionConfig(AppConfig):
    name = "sotto.trust.dataprotection"
    label = "dataprotection"

    @override
    def ready(self) -> None:
        import_module("sotto.trust.dataprotection.reactions")
        queries = import_module("sotto.trust.dataprotection.queries")
        chosen_by(queries.sharing_chosen)
