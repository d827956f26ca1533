from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig


class DeskConfig(AdminConfig):
    """Django's admin, as the desk: its first page is the queue."""

    default_site = "claims.desk.DeskSite"


class PartsConfig(AuthConfig):
    """Django's groups, under the name that they have at the desk."""

    verbose_name = "Parts"
