from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, as the desk: its first page is the queue."""

    default_site = "claims.desk.DeskSite"
