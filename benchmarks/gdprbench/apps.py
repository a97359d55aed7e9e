from django.apps import AppConfig


class GdprbenchConfig(AppConfig):
    """Two tables for the benchmark alone: never installed by the settings."""

    name = "benchmarks.gdprbench"
    label = "gdprbench"
