from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CoreConfig(AppConfig):
    """Guards, canonical bytes, dates, revisions: what every room stands on."""

    name = "core"
    verbose_name = "People and history"

    def ready(self):
        from core import checks, triggers  # noqa: F401 (the checks register themselves)

        pre_migrate.connect(triggers.drop_for_app, dispatch_uid="core.guards.drop")
        post_migrate.connect(triggers.install_for_app, dispatch_uid="core.guards.install")
