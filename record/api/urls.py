from django.urls import include, path, re_path

from record.api import changes, exports, resources, views
from record.views.api import ApiPage

claim = [
    path("", views.ClaimView.as_view(), name="api_claim"),
    path("editions/", views.EditionListView.as_view(), name="api_editions"),
    path("editions/<int:number>/", views.EditionView.as_view(), name="api_edition"),
]

statement = [
    path("", resources.StatementView.as_view(), name="api_statement"),
    path("citations/", resources.CitationsView.as_view(), name="api_citations"),
]


def subject(kind):
    """The list of one kind of what editions mention, and one of them by its id."""
    listed, one = resources.SUBJECTS[kind]
    known_by = "<slug:public_id>" if kind == "verdict" else "<id:public_id>"
    return [
        path(f"v1/{kind}s/", listed.as_view(), name=f"api_{kind}s"),
        path(f"v1/{kind}s/{known_by}/", one.as_view(), name=f"api_{kind}"),
    ]


urlpatterns = [
    path("v1/", views.RootView.as_view(), name="api_root"),
    path("v1/claims/", views.ClaimListView.as_view(), name="api_claims"),
    path("v1/claims/<id:claim>/", include(claim)),
    path("v1/editions/", resources.EditionsView.as_view(), name="api_all_editions"),
    path("v1/corrections/", resources.CorrectionsView.as_view(), name="api_corrections"),
    path("v1/statements/", resources.StatementsView.as_view(), name="api_statements"),
    path("v1/statements/<id:public_id>/", include(statement)),
    *(one for kind in resources.SUBJECTS for one in subject(kind)),
    path("v1/docs/", ApiPage.as_view(), name="api_docs"),
    path("v1/schema/", views.SchemaView.as_view(), name="api_schema"),
    path("v1/changes/", changes.ChangesView.as_view(), name="api_changes"),
    path("v1/changes", changes.ChangesWithoutSlash.as_view()),
    path("v1/export/", exports.ExportListView.as_view(), name="api_exports"),
    path("v1/export/bundle.zip", exports.BundleView.as_view(), name="api_bundle"),
    path("v1/export/<slug:name>.<slug:form>", exports.ExportView.as_view(), name="api_export"),
    # Whatever it is, line breaks too.
    re_path(r"^", views.NothingHere.as_view()),
]
