from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("desk/", admin.site.urls),
    path("admin/", RedirectView.as_view(pattern_name="admin:index")),
    path("", include("record.urls")),
]
