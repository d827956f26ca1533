from django.urls import include, path, register_converter

from core.ids import ALPHABET, LENGTH
from record.views import (
    claims,
    claims_search,
    feeds,
    finding,
    history,
    machines,
    site,
    sitemaps,
    subjects,
)


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


claim_page = machines.negotiated(claims.ClaimDetail.as_view())
claim = [
    path("", claim_page, name="claim_permalink"),
    path("annotations.json", machines.Annotations.as_view(), name="annotations"),
    path("embed/", machines.Embed.as_view(), name="embed"),
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
    path("<str:slug>/", claim_page, name="claim"),
]
# What programs ask for: feeds, the sitemap, oEmbed and the files that are looked for by name.
topic_feed = feeds.SubjectFeed.as_view(kind="topic", roles=("topic",))
speaker_feed = feeds.SubjectFeed.as_view(kind="speaker", roles=("claimant", "speaker"))
for_machines = [
    path("claims/<id:claim>.jsonld", machines.ClaimReviewJson.as_view(), name="claim_review"),
    path(
        "sources/<id:public_id>/annotations.json",
        machines.SourceAnnotations.as_view(),
        name="source_annotations",
    ),
    path("v1alpha1/claims:search", claims_search.ClaimsSearch.as_view(), name="claims_search"),
    path("v1alpha1/claims:imageSearch", claims_search.ImageSearch.as_view()),
    path("oembed", machines.OEmbed.as_view(), name="oembed"),
    path("feeds/all.atom", feeds.SiteFeed.as_view(), name="feed"),
    path("feeds/corrections.atom", feeds.Corrections.as_view(), name="corrections_feed"),
    path("topics/<id:public_id>/feed.atom", topic_feed, name="topic_feed"),
    path("speakers/<id:public_id>/feed.atom", speaker_feed, name="speaker_feed"),
    path("sitemap.xml", sitemaps.Index.as_view(), name="sitemap"),
    path("sitemap-pages.xml", sitemaps.Pages.as_view(), name="sitemap_pages"),
    path("sitemap-claims-<int:file>.xml", sitemaps.Claims.as_view(), name="sitemap_claims"),
    path("sitemap-subjects-<int:file>.xml", sitemaps.Subjects.as_view(), name="sitemap_subjects"),
    path("robots.txt", site.Robots.as_view(), name="robots"),
    path("favicon.ico", site.Favicon.as_view(), name="favicon"),
    path(".well-known/security.txt", site.SecurityTxt.as_view(), name="security"),
]
urlpatterns = [
    path("", site.Front.as_view(), name="front"),
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
    path("corrections/", site.Corrections.as_view(), name="corrections"),
    path("about/", site.About.as_view(), name="about"),
    path("method/", site.Method.as_view(), name="method"),
    path("", include(for_machines)),
    path("api/", include("record.api.urls")),
]
