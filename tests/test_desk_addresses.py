"""Every address of the desk from each chair."""

from django.urls import reverse

import pytest

from tests import factories as make
from tests.desk import words_of
from tests.desk_addresses import OPEN, ROLES, address, make_rows, names, table

pytestmark = pytest.mark.django_db
LOGIN = reverse("admin:login")
# Closed by not being there: what an account may not see of it, and pages that no row has.
NOT_THERE = {"app_list", "view_on_site"}


@pytest.fixture(scope="module")
def made(once, people):
    return once(make_rows, people)


@pytest.fixture
def rows(made, cast):
    return make.a_copy_of(made)


def test_the_table_names_every_address_of_the_desk():
    assert set(table()) == set(names()) - OPEN
    assert {"claims_claim_review", "told", "app_list"} <= set(names())


@pytest.mark.parametrize("role", ROLES.values())
def test_each_is_let_in_where_their_part_leads_and_nowhere_else(client, cast, rows, role):
    client.force_login(getattr(cast, role))

    for name, (let_in, answer) in table().items():
        status = client.get(address(name, rows)).status_code
        refused = 404 if name in NOT_THERE else 403
        assert status == (answer if role in let_in else refused), name


@pytest.mark.parametrize("role", ROLES.values())
def test_nobody_acts_by_an_address_that_is_closed_to_them(client, cast, rows, role):
    client.force_login(getattr(cast, role))

    for name, (let_in, _) in table().items():
        if role not in let_in and name not in NOT_THERE:
            assert client.post(address(name, rows)).status_code in (403, 405), name


@pytest.mark.parametrize("role", ["stranger", None])
def test_whoever_has_no_part_at_the_desk_is_sent_to_sign_in(client, cast, rows, role):
    if role:
        client.force_login(getattr(cast, role))

    for name in table():
        for method in (client.get, client.post):
            response = method(address(name, rows))
            assert response.status_code == 302, name
            assert response["Location"].startswith(LOGIN), name


@pytest.mark.parametrize("who, status", [("editor", 404), ("stranger", 302), (None, 302)])
def test_an_address_that_is_none_tells_nobody_outside(client, cast, who, status):
    if who:
        client.force_login(getattr(cast, who))

    assert client.get("/desk/nothing/").status_code == status


@pytest.mark.parametrize("role", ROLES.values())
def test_the_first_page_leads_nowhere_that_is_closed(client, cast, rows, role):
    client.force_login(getattr(cast, role))
    page = client.get(reverse("admin:index")).content.decode()

    leads = {part.partition('"')[0] for part in page.split('href="')[1:]}

    assert len(leads) > 5
    for lead in leads:
        if lead.startswith("/desk/"):
            assert client.get(lead).status_code == 200, lead


@pytest.mark.parametrize(
    "role, told",
    [
        ("editor", "Editor You capture sources"),
        ("reviewer", "Reviewer You read what others wrote"),
        ("publisher", "Publisher You publish what was approved."),
        ("administrator", "Administrator You look after accounts"),
    ],
)
def test_the_first_page_says_what_each_part_is(client, cast, role, told):
    client.force_login(getattr(cast, role))

    assert told in words_of(client.get(reverse("admin:index")))


def test_an_administrator_sees_nothing_of_a_claim(client, cast, rows):
    client.force_login(cast.administrator)
    claim = rows["claims_claim"]

    for name, (let_in, _) in table().items():
        if "administrator" in let_in:
            page = client.get(address(name, rows), follow=True).content.decode()
            assert claim.short not in page, name


@pytest.mark.parametrize("role", ["editor", "reviewer", "publisher", "superuser"])
def test_every_page_of_a_claim_leads_to_its_public_page(client, cast, rows, role):
    client.force_login(getattr(cast, role))
    claim = rows["claims_claim"]
    seen = []

    for name, wants in names().items():
        of_a_claim = name.startswith("claims_claim_") and {"pk", "object_id"} & set(wants)
        let_in, answer = table().get(name, (set(), 200))
        # The preview is that page, as it will look.
        if of_a_claim and role in let_in and answer == 200 and name != "claims_claim_preview":
            page = client.get(address(name, rows)).content.decode()
            assert f'href="/claims/{claim.public_id}/{claim.slug}/"' in page, name
            seen.append(name)
    assert {"claims_claim_change", "claims_claim_review", "claims_claim_history"} <= set(seen)


@pytest.mark.parametrize(
    "role, status", [("editor", 200), ("reviewer", 200), ("administrator", 403)]
)
def test_who_may_search_while_typing(client, cast, role, status):
    client.force_login(getattr(cast, role))
    asked = {"app_label": "claims", "model_name": "evidence", "field_name": "statement"}

    response = client.get(reverse("admin:autocomplete"), asked)

    assert response.status_code == status
