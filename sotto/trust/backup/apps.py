from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "sotto.trust.backup"
    label = "backup"
