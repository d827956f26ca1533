"""The list of claims at the desk."""

import html
import re
from urllib.parse import parse_qsl, urlencode

from django.contrib.admin.templatetags.admin_list import items_for_result, result_list
from django.urls import reverse

import pytest

from claims import workflow
from claims.admin.filters import TopicFilter
from claims.models import Claim, Topic
from claims.templatetags.desk import claim_rows
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_list_costs_the_same_for_one_row_and_for_eleven(
    client, cast, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(cast.editor)
    address = reverse("admin:claims_claim_changelist")
    statement = make.make_statement(snapshot=make.primary_snapshot())
    make.make_published_claim(cast.editor, statement=statement)
    with django_assert_max_num_queries(30) as one:
        client.get(address)

    for _ in range(10):
        make.make_published_claim(cast.editor, statement=statement)

    with django_assert_num_queries(len(one)):
        response = client.get(address)
    assert response.content.decode().count("Published · edition 1") == 11


@pytest.mark.parametrize("value, shown", [("live", 2), ("differs", 1), ("never", 1)])
def test_the_list_can_be_narrowed_by_what_is_public(client, cast, value, shown):
    make.make_published_claim(cast.editor)
    reopened = make.make_published_claim(cast.editor)
    workflow.reopen(reopened, by=cast.editor, kind="update", reason="It changed.")
    make.make_claim(cast.editor)
    client.force_login(cast.editor)

    response = client.get(reverse("admin:claims_claim_changelist"), {"public": value})

    assert response.context["cl"].result_count == shown


def test_nobody_can_delete_a_claim(client, cast):
    claim = make.make_claim(cast.editor)
    client.force_login(cast.superuser)

    response = client.get(reverse("admin:claims_claim_delete", args=[claim.pk]))

    assert response.status_code == 403
    listed = client.get(reverse("admin:claims_claim_changelist")).content.decode()
    assert "delete_selected" not in listed


def test_a_claim_that_was_opened_from_a_search_leads_back_to_it(client, cast):
    claim = make.make_claim(cast.editor, short="A dam was built")
    client.force_login(cast.editor)
    searched = {"q": "dam & built", "kind__exact": "fact"}

    listed = client.get(reverse("admin:claims_claim_changelist"), searched).content.decode()

    (link,) = re.findall(r'<th class="field-short"><a href="([^"]+)">A dam was built</a>', listed)
    place, _, kept = html.unescape(link).partition("?")
    assert place == reverse("admin:claims_claim_change", args=[claim.pk])
    assert dict(parse_qsl(kept)) == {"_changelist_filters": urlencode(searched)}
    saved = client.get(html.unescape(link))
    assert saved.context["preserved_filters"] == kept


@pytest.mark.parametrize("asked", [{}, {"_popup": 1}, {"q": "dam"}, {"o": "1.6"}])
def test_a_row_is_what_the_framework_would_make_of_its_cells(client, cast, asked):
    make.make_claim(cast.editor, short='A "dam" <b>& more</b>', kind="promise", verdict=None)
    make.make_published_claim(cast.editor, short="The dam is safe")
    Claim.objects.create(text="A dam that nobody entered.", short=" ")
    client.force_login(cast.editor)

    response = client.get(reverse("admin:claims_claim_changelist"), asked)

    changelist, page = response.context["cl"], response.content.decode()
    assert len(changelist.result_list) == 3
    assert (
        claim_rows(changelist)["num_sorted_fields"] == result_list(changelist)["num_sorted_fields"]
    )
    for claim in changelist.result_list:
        cells = "".join(items_for_result(changelist, claim, None))
        assert f"<tr>{cells}</tr>" in page


def test_the_list_can_be_narrowed_to_ones_own(client, cast):
    make.make_claim(cast.editor)
    make.make_claim(cast.contributor)
    client.force_login(cast.editor)

    response = client.get(reverse("admin:claims_claim_changelist"), {"whose": "mine"})

    assert [claim.newest_event.actor_name for claim in response.context["cl"].result_list] == [
        "ada"
    ]


@pytest.mark.parametrize(
    "who, status",
    [("editor", 200), ("reviewer", 200), ("publisher", 200), ("superuser", 200), ("stranger", 302)],
)
def test_who_may_see_the_list(client, cast, who, status):
    client.force_login(getattr(cast, who))

    assert client.get(reverse("admin:claims_claim_changelist")).status_code == status


@pytest.mark.parametrize("few", [1, 5_000])
def test_it_is_narrowed_to_a_topic_and_to_claims_without_one(client, cast, monkeypatch, few):
    monkeypatch.setattr(TopicFilter, "FEW", few)
    bridges, roads = (Topic.objects.create(name=name, slug=name) for name in ("Bridges", "Roads"))
    both, one, none = make.make_claim(), make.make_claim(), make.make_claim()
    both.topics.set([bridges, roads])
    one.topics.set([roads])
    client.force_login(cast.editor)

    def listed(value):
        told = {"topics__id__exact": value}
        response = client.get(reverse("admin:claims_claim_changelist"), told)
        return set(response.context["cl"].result_list), response

    assert listed(bridges.pk)[0] == {both}
    assert listed(roads.pk)[0] == {both, one}
    found, response = listed("none")
    assert found == {none} and "None yet" in response.content.decode()


def test_a_long_filter_is_folded_until_something_is_chosen_in_it(client, cast):
    topics = [Topic.objects.create(name=f"Bridge {n}", slug=f"bridge-{n}") for n in range(20)]
    client.force_login(cast.editor)

    def is_open(title, **asked):
        page = client.get(reverse("admin:claims_claim_changelist"), asked).content.decode()
        return f'<details data-filter-title="{title}" open>' in page

    assert is_open("kind") and not is_open("topic")
    assert is_open("topic", topics__id__exact=topics[7].pk)


def test_a_topic_that_is_none_is_refused_and_not_read_as_any(client, cast):
    Topic.objects.create(name="Bridges", slug="bridges")
    client.force_login(cast.editor)
    address = reverse("admin:claims_claim_changelist")

    assert client.get(address, {"topics__id__exact": "nonsense"}).url == f"{address}?e=1"
