from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "sotto.trust.consents"
    label = "consents"
