from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class PersonalDataConfig(AppConfig):
    name = "sotto.personal_data"
    label = "personal_data"

    @override
    def ready(self) -> None:
        import_module("sotto.personal_data.erasure")  # It denies purposes: see restrictions.
