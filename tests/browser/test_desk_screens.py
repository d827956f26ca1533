"""Every screen of the two journeys: nothing out of reach, and readable at four times its size."""

import pytest

from claims import workflow
from claims.models import Claim
from core.models import Revision
from core.revisions import revising
from tests import factories as make
from tests.browser.axe import faults
from tests.cast import person

# At 400 % a window of 1280 pixels shows what one of 320 does (WCAG 2.2, 1.4.10).
SIZES = {"light": 1280, "dark": 320}


@pytest.fixture
def rows(transactional_db):
    """A source that is held and marked, a claim in review, one returned, one that is live."""
    ada, rana = person("ada", "Editor"), person("rana", "Reviewer", "Publisher")
    claim = make.make_sourced_claim(ada, short="Bridge safe")
    statement = claim.evidence.get().statement
    with revising(statement.source, by=ada):
        statement.source.title = "Order on the bridge"
        statement.source.save()
    workflow.assign(claim, by=ada, to=rana)
    workflow.submit(claim, by=ada)
    returned = make.make_sourced_claim(ada, short="Dam safe")
    workflow.submit(returned, by=ada)
    workflow.request_changes(returned, by=rana, reason="Who says so?")
    live = Claim.objects.get(pk=make.make_published_claim(ada, rana, short="Tunnel safe").pk)
    return {
        "claim": claim.pk,
        "returned": returned.pk,
        "live": live.pk,
        "source": statement.source_id,
        "statement": statement.pk,
        "snapshot": statement.passages.first().snapshot_id,
        "revision": Revision.objects.of(statement.source).first().pk,
        "claim_revision": Revision.objects.of(returned).first().pk,
    }


OF_THE_EDITOR = (
    "",
    "?handed=me",
    "told/",
    "sources/source/",
    "sources/source/add/",
    "sources/publisher/add/",
    "sources/source/{source}/change/",
    "sources/source/{source}/capture/",
    "sources/source/{source}/history/",
    "sources/source/{source}/history/{revision}/",
    "sources/snapshot/{snapshot}/change/",
    "sources/snapshot/{snapshot}/regions/",
    "sources/statement/",
    "sources/statement/add/?source={source}",
    "sources/statement/{statement}/change/",
    "claims/claim/",
    "claims/claim/?wanted=dated",
    "claims/claim/add/",
    "claims/claim/{returned}/change/",
    "claims/claim/{returned}/history/",
    "claims/claim/{returned}/history/{claim_revision}/",
    "claims/claim/{returned}/assign/",
    "claims/claim/{returned}/discard/",
    "claims/claim/{live}/reopen/",
    "claims/import/add/",
)
OF_THE_REVIEWER = (
    "",
    "claims/claim/{claim}/review/",
    "claims/claim/{claim}/request-changes/",
    "claims/claim/{claim}/change/",
    "claims/claim/{live}/change/",
)


@pytest.mark.parametrize("scheme", SIZES)
@pytest.mark.parametrize(("who", "pages"), [("ada", OF_THE_EDITOR), ("rana", OF_THE_REVIEWER)])
def test_every_screen_is_in_reach_and_fits(rows, sign_in, new_page, who, pages, scheme):
    signed_in = sign_in(make.someone(who))
    # The tool sets styles of its own, of which the browser complains.
    page = new_page(colour_scheme=scheme, storage_state=signed_in.context.storage_state())
    page.set_viewport_size({"width": SIZES[scheme], "height": 800})
    found = {}
    for each in pages:
        page.goto(f"/desk/{each.format(**rows)}")
        if fault := faults(page):
            found[each] = fault
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > SIZES[scheme]:
            found[f"{each} is too wide"] = f"{width} pixels"
    assert found == {}, "\n".join(f"{where}: {what}" for where, what in found.items())
