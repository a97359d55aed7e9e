from django.apps import AppConfig


class DocumentConfig(AppConfig):
    name = "sotto.trust.document"
    label = "document"
