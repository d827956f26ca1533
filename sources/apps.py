from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """What was said, where, and the proof of it."""

    name = "sources"
    verbose_name = "What was said"
