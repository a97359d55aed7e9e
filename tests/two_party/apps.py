from django.apps import AppConfig


class TwoPartyConfig(AppConfig):
    """Tables of rooms to come, for tests only: never installed by the settings."""

    name = "tests.two_party"
    label = "two_party"
