from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    """The desk."""

    site_header = "On Record"
    site_title = "On Record"
    index_title = "The queue"
    site_url = "/"
    enable_nav_sidebar = False
