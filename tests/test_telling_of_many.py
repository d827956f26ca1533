"""What is told of an act on many claims, each of them committed by itself."""

import pytest

from claims import many
from claims.models import Claim, Memo
from tests import factories as make
from tests.cast import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_claims_are_one_mail_to_each_person(mailoutbox):
    ada, ben = person("ada", "Editor"), person("ben", "Editor", email="ben@example.org")
    claims = [make.make_claim(ada) for _ in range(3)]

    result = many.do(many.ACTS["hand-on"], claims, by=ada, to=ben)

    (mail,) = mailoutbox
    assert mail.subject == "[On Record] 3 claims for you"
    assert mail.body.count("ada handed you") == 3
    assert not Memo.objects.unsent().exists()
    assert str(result) == "3 done"


def test_a_failing_server_breaks_none_of_them(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    ada, ben = person("ada", "Editor"), person("ben", "Editor", email="ben@example.org")
    claims = [make.make_claim(ada) for _ in range(2)]

    result = many.do(many.ACTS["hand-on"], claims, by=ada, to=ben)

    assert str(result) == "2 done"
    assert {claim.assignee for claim in Claim.objects.all()} == {ben}
    assert Memo.objects.not_delivered().count() == 2
