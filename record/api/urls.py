from django.urls import include, path, re_path

from record.api import changes, exports, views

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
    path("v1/changes/", changes.ChangesView.as_view(), name="api_changes"),
    path("v1/changes", changes.ChangesWithoutSlash.as_view()),
    path("v1/export/", exports.ExportListView.as_view(), name="api_exports"),
    path("v1/export/bundle.zip", exports.BundleView.as_view(), name="api_bundle"),
    path("v1/export/<slug:name>.<slug:form>", exports.ExportView.as_view(), name="api_export"),
    re_path(r"^.*$", views.NothingHere.as_view()),
]
