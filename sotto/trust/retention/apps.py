from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "sotto.trust.retention"
    label = "retention"
