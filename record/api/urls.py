from django.urls import include, path, re_path

from record.api import views

claim = [
    path("", views.ClaimView.as_view(), name="api_claim"),
    path("editions/", views.EditionListView.as_view(), name="api_editions"),
    path("editions/<int:number>/", views.EditionView.as_view(), name="api_edition"),
]
urlpatterns = [
    path("v1/", views.RootView.as_view(), name="api_root"),
    path("v1/claims/", views.ClaimListView.as_view(), name="api_claims"),
    path("v1/claims/<id:claim>/", include(claim)),
    path("v1/schema/", views.SchemaView.as_view(), name="api_schema"),
    re_path(r"^.*$", views.NothingHere.as_view()),
]
