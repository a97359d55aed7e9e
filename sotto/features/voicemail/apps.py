from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class VoicemailConfig(AppConfig):
    name = "sotto.features.voicemail"
    label = "voicemail"

    @override
    def ready(self) -> None:
        import_module("sotto.features.voicemail.reactions")
        from sotto.features.voicemail.services.keeping import MESSAGES
        from sotto.trust.retention.services import register

        register("voicemail.Message", MESSAGES)
