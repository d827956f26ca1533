from django.urls import include, path, register_converter

from core.ids import ALPHABET, LENGTH
from record.views import claims, finding, history, site, subjects


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
    all_of_them = subjects.SubjectList.as_view(kind=kind)
    return [
        path(f"{plural}/", all_of_them, name=plural),
        path(f"{plural}/<id:public_id>/", view.as_view(), name=f"{kind}_permalink"),
        path(f"{plural}/<id:public_id>/<str:slug>/", view.as_view(), name=kind),
    ]


claim = [
    path("", claims.ClaimDetail.as_view(), name="claim_permalink"),
    path("editions/", history.EditionList.as_view(), name="editions"),
    path("editions/<int:number>/", history.EditionDetail.as_view(), name="edition"),
    path(
        "editions/<int:before>-<int:after>/",
        history.EditionDifference.as_view(),
        name="edition_difference",
    ),
    path(
        "editions/<int:number>/cite.<str:form>",
        history.EditionCitation.as_view(),
        name="edition_citation",
    ),
    path("editions/<int:number>.json", claims.EditionJson.as_view(), name="edition_json"),
    path("<str:slug>/", claims.ClaimDetail.as_view(), name="claim"),
]
urlpatterns = [
    path("", finding.ClaimList.as_view(is_front=True), name="front"),
    path("claims/", finding.ClaimList.as_view(), name="claims"),
    path("claims/<id:claim>.json", claims.ClaimJson.as_view(), name="claim_json"),
    path("claims/<id:claim>/", include(claim)),
    *subject("speaker", "speakers", subjects.SpeakerDetail),
    *subject("source", "sources", subjects.SourceDetail),
    *subject("topic", "topics", subjects.TopicDetail),
    *subject("publisher", "publishers", subjects.PublisherDetail),
    path(
        "verdicts/<slug:public_id>/<str:slug>/", subjects.VerdictRedirect.as_view(), name="verdict"
    ),
    path("method/", site.Method.as_view(), name="method"),
    path("robots.txt", site.Robots.as_view(), name="robots"),
    path("api/", include("record.api.urls")),
]
