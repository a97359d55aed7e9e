from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "sotto.trust.access"
    label = "access"
