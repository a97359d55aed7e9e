from django.apps import AppConfig


class CanariesConfig(AppConfig):
    name = "sotto.trust.canaries"
    label = "canaries"
