from django.apps import AppConfig


class DataProtectionConfig(AppConfig):
    name = "sotto.trust.dataprotection"
    label = "dataprotection"
