from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "sotto.features.directory"
    label = "directory"
