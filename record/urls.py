from django.urls import include, path, register_converter

from core.ids import ALPHABET, LENGTH
from record import views


class PublicId:
    """Ten characters of our alphabet: anything else is no id and reaches no view."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(PublicId, "id")


def subject(kind, plural, view):
    """The addresses of one kind of subject: all of them, one by its id, one by id and slug."""
    all_of_them = views.SubjectList.as_view(kind=kind)
    return [
        path(f"{plural}/", all_of_them, name=plural),
        path(f"{plural}/<id:public_id>/", view.as_view(), name=f"{kind}_permalink"),
        path(f"{plural}/<id:public_id>/<str:slug>/", view.as_view(), name=kind),
    ]


claim = [
    path("", views.ClaimDetail.as_view(), name="claim_permalink"),
    path("editions/", views.EditionList.as_view(), name="editions"),
    path("editions/<int:number>/", views.EditionDetail.as_view(), name="edition"),
    path("editions/<int:number>.json", views.EditionJson.as_view(), name="edition_json"),
    path("<str:slug>/", views.ClaimDetail.as_view(), name="claim"),
]
urlpatterns = [
    path("", views.ClaimList.as_view(is_front=True), name="front"),
    path("claims/", views.ClaimList.as_view(), name="claims"),
    path("claims/<id:claim>.json", views.ClaimJson.as_view(), name="claim_json"),
    path("claims/<id:claim>/", include(claim)),
    *subject("speaker", "speakers", views.SpeakerDetail),
    *subject("source", "sources", views.SourceDetail),
    *subject("topic", "topics", views.TopicDetail),
    *subject("publisher", "publishers", views.PublisherDetail),
    path("verdicts/<slug:public_id>/<str:slug>/", views.VerdictRedirect.as_view(), name="verdict"),
    path("method/", views.Method.as_view(), name="method"),
    path("robots.txt", views.Robots.as_view(), name="robots"),
    path("api/", include("record.api.urls")),
]
