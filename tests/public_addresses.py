"""One table of all public addresses, and a claim that has something at every one of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, get_resolver

from claims import workflow
from claims.models import Claim, Topic
from record import sitemaps
from record.exporting import files
from record.models import Citation, Listing, Subject
from tests import factories as make
from tests.published import next_edition, supersede

# Each pattern of the public site, and what has to be filled in to visit it.
PAGES = [
    "",
    "claims/",
    "claims/<id:claim>/<str:slug>/",
    "claims/<id:claim>/editions/",
    "claims/<id:claim>/editions/<int:number>/",
    "claims/<id:claim>/editions/<int:before>-<int:after>/",
    "speakers/",
    "speakers/<id:public_id>/<str:slug>/",
    "sources/",
    "sources/<id:public_id>/<str:slug>/",
    "topics/",
    "topics/<id:public_id>/<str:slug>/",
    "publishers/",
    "publishers/<id:public_id>/<str:slug>/",
    "method/",
    "corrections/",
    "about/",
    "api/v1/docs/",
]
FOR_MACHINES = [
    "claims/<id:claim>.json",
    "claims/<id:claim>/editions/<int:number>.json",
    "claims/<id:claim>/editions/<int:number>/cite.<str:form>",
    "claims/<id:claim>.jsonld",
    "claims/<id:claim>/annotations.json",
    "sources/<id:public_id>/annotations.json",
    "claims/<id:claim>/embed/",
    "feeds/all.atom",
    "feeds/corrections.atom",
    "topics/<id:public_id>/feed.atom",
    "speakers/<id:public_id>/feed.atom",
    "sitemap.xml",
    "sitemap-pages.xml",
    "sitemap-claims-<int:file>.xml",
    "sitemap-subjects-<int:file>.xml",
    "robots.txt",
    "api/v1/",
    "api/v1/claims/",
    "api/v1/claims/<id:claim>/",
    "api/v1/claims/<id:claim>/editions/",
    "api/v1/claims/<id:claim>/editions/<int:number>/",
    "api/v1/editions/",
    "api/v1/corrections/",
    "api/v1/statements/",
    "api/v1/sources/",
    "api/v1/sources/<id:public_id>/",
    "api/v1/speakers/",
    "api/v1/speakers/<id:public_id>/",
    "api/v1/publishers/",
    "api/v1/publishers/<id:public_id>/",
    "api/v1/topics/",
    "api/v1/topics/<id:public_id>/",
    "api/v1/verdicts/",
    "api/v1/verdicts/<slug:public_id>/",
    "api/v1/statements/<id:public_id>/",
    "api/v1/statements/<id:public_id>/citations/",
    "api/v1/schema/",
    "api/v1/changes/",
    "api/v1/changes",
    "api/v1/export/",
    "api/v1/export/<slug:name>.<slug:form>",
]
# What scripts of any origin read; a card is framed.
FOR_PROGRAMS = ["api/v1/docs/", *FOR_MACHINES]
FOR_PROGRAMS.remove("claims/<id:claim>/embed/")
REDIRECTS = [
    "claims/<id:claim>/",
    "speakers/<id:public_id>/",
    "sources/<id:public_id>/",
    "topics/<id:public_id>/",
    "publishers/<id:public_id>/",
    "verdicts/<slug:public_id>/<str:slug>/",
    "favicon.ico",
]
NOTHING = ["api/^"]
# Answers only where it is asked something, or where the newsroom has set what it tells.
ON_REQUEST = [
    "oembed",
    "v1alpha1/claims:search",
    "v1alpha1/claims:imageSearch",
    ".well-known/security.txt",
    "api/v1/export/bundle.zip",
]


def patterns(resolver=None, before="") -> list[str]:
    """Every public pattern, as it is written; the desk has a table of its own."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            found.append(route)
        else:
            found += patterns(one, route)
    return [route for route in found if not route.startswith(("desk/", "admin/"))]


def concrete(pattern: str, claim: Claim) -> list[str]:
    """The addresses that a pattern stands for, of a claim and all that it mentions."""
    path = f"/{pattern}".replace("<id:claim>", claim.public_id).replace("<int:number>", "1")
    path = path.replace("<int:before>-<int:after>", "1-2").replace("<str:form>", "bib")
    path = path.replace("<str:slug>", claim.slug) if pattern.startswith("claims/") else path
    path = path.replace("<int:file>", str(file_of(pattern)))
    if "<slug:name>" in path:
        named = ((name, form) for name, forms in files.FORMS.items() for form in forms)
        return [path.replace("<slug:name>.<slug:form>", ".".join(each)) for each in named]
    if "public_id>" not in path:
        return [path]
    if pattern.startswith("api/"):
        begin, end = path.partition("<")[0], pattern.partition("public_id>")[2]
        return [f"{begin}{one}{end}" for one in ids_of(pattern.split("/")[2])]
    subjects = Subject.objects.filter(kind=pattern.partition("s/")[0])
    whole = "slug>" in pattern.replace("<slug:", "")
    addresses = [subject.get_absolute_url() for subject in subjects]
    ending = pattern.partition("<id:public_id>/")[2]
    return addresses if whole else [f"{a.rsplit('/', 2)[0]}/{ending}" for a in addresses]


def ids_of(plural: str) -> list[str]:
    """The ids of what a list of the API names."""
    if plural == "statements":
        return list(Citation.objects.values_list("statement", flat=True).distinct())
    subjects = Subject.objects.filter(kind=plural.removesuffix("s"))
    return list(subjects.values_list("public_id", flat=True))


def file_of(pattern: str) -> int:
    """The last file of the sitemap, of claims or of what they mention."""
    newest = (Listing if "claims" in pattern else Subject).objects.order_by("pk").last()
    return newest.pk // sitemaps.LENGTH


def visit(client, claim: Claim, patterns: list[str]):
    """The responses of every address of these patterns; each pattern has one at least."""
    for pattern in patterns:
        addresses = concrete(pattern, claim)
        assert addresses, pattern
        for address in addresses:
            yield address, whole(client.get(address))


def whole(response):
    """The response with all its bytes: what is written as it is read has none at first."""
    if not response.streaming:
        return response
    content = b"".join(response.streaming_content)
    return HttpResponse(content, status=response.status_code, headers=response.headers)


def make_everything() -> Claim:
    """A claim with two editions, a topic, an appearance and a neighbour: something everywhere."""
    claim = make.make_sourced_claim()
    make.add_appearance(claim, make.make_statement(speaker=make.make_speaker("Mara Lind")))
    with workflow.revising(claim, by=make.someone()):
        claim.topics.add(Topic.objects.create(name="The bridge", slug="the-bridge"))
    make.publish(claim)
    next_edition(claim, "correction", "We erred.")
    supersede(claim)
    return claim
