"""The list of claims in Django's admin as its tutorial builds it, for comparison."""

from django.contrib import admin
from django.urls import include, path

from claims.models import Claim


class StockSite(admin.AdminSite):
    """The stock site; our frame around each page links to an address that it has to know."""

    def get_urls(self):
        return [path("told/", self.index, name="told"), *super().get_urls()]


stock = StockSite("stock")


@admin.register(Claim, site=stock)
class ClaimAdmin(admin.ModelAdmin):
    list_display = ["short", "status", "kind", "verdict", "changed_at"]
    list_filter = ["status", "kind", "verdict", "language", "topics"]
    search_fields = ["short", "text", "finding", "public_id"]
    date_hierarchy = "changed_at"
    change_list_template = "admin/change_list.html"


urlpatterns = [path("desk/stock/", stock.urls), path("", include("config.urls"))]
