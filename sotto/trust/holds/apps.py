from django.apps import AppConfig


class HoldsConfig(AppConfig):
    name = "sotto.trust.holds"
    label = "holds"
