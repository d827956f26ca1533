from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    """What we hold, on what evidence, who decided."""

    name = "claims"
    verbose_name = "What we hold"

    def ready(self):
        from claims import installation

        post_migrate.connect(installation.install, sender=self, dispatch_uid="claims.install")
