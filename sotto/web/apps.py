from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sotto.web"
    label = "web"
