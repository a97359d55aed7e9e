from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "sotto.features.calls"
    label = "calls"
