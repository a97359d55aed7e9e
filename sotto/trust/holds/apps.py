from django.apps import AppConfig
from typing_extensions import override


class HoldsConfig(AppConfig):
    name = "sotto.trust.holds"
    label = "holds"

    @override
    def ready(self) -> None:
        from sotto.trust.audit.services import keep_for
        from sotto.trust.holds.queries import first_leaf_held

        keep_for(first_leaf_held)
