from django.apps import AppConfig


class RecordConfig(AppConfig):
    """What was published, for ever, for anyone."""

    name = "record"
