from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "sotto.trust.requests"
    label = "requests"
