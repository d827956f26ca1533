"""What every test stands on, on both engines."""

from __future__ import annotations

import gc
from functools import partial

from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import TransactionTestCase

import hypothesis
import pytest

from core import triggers
from tests.cast import Cast
from tests.factories import a_copy_of

# Machines are busy: how long one example takes says nothing about the code.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")


def pytest_configure(config):
    """The same settings whether or not the machine is configured by environment."""
    gc.set_threshold(100_000, 50, 100)  # a tenth of the time went into looking for garbage
    django_settings.NEWSROOM_URL = "http://127.0.0.1:8000"
    django_settings.SECURE_SSL_REDIRECT = False
    django_settings.SESSION_COOKIE_SECURE = django_settings.CSRF_COOKIE_SECURE = False
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if not hasattr(config, "workerinput"):
        # What a run that was broken off left behind: a new database would read its old journal.
        for file in django_settings.VAR.glob("test.sqlite3*"):
            file.unlink()
    if "sqlite" in django_settings.DATABASES["default"]["ENGINE"]:
        # A test need not survive a power cut.
        options = django_settings.DATABASES["default"]["OPTIONS"]
        options["init_command"] += "PRAGMA synchronous=OFF;"
    # Each test client would list all static files anew.
    django_settings.WHITENOISE_USE_FINDERS = False
    django_settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }


def pytest_collection_modifyitems(config, items):
    """Leave out what concerns the other engine alone."""
    here = django_settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].rstrip("3")
    other = [item for item in items if _engine(item) not in (None, here)]
    config.hook.pytest_deselected(items=other)
    items[:] = [item for item in items if item not in other]


def _engine(item):
    marker = item.get_closest_marker("engine")
    return marker.args[0] if marker else None


# Django empties tables between tests of this kind, which the guards refuse, as they should. They
# are taken away around that flush, and nowhere else.
_flush = TransactionTestCase._fixture_teardown


def without_guards(act):
    """Do what the guards refuse."""
    triggers.drop(connection)
    try:
        act()
    finally:
        triggers.install(connection)


TransactionTestCase._fixture_teardown = lambda self: without_guards(partial(_flush, self))


@pytest.fixture(autouse=True, scope="session")
def as_often_as_tests_ask():
    """Who asks is not counted, but where a test is about that."""
    django_settings.API_RATE = ""


@pytest.fixture(autouse=True, scope="session")
def captures_in_a_temporary_folder(tmp_path_factory):
    """Bytes are kept under their hash, so all tests may share the folder."""
    django_settings.CAPTURES = tmp_path_factory.mktemp("captures")


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Each test has a log of its own, and its pages no past."""
    cache.clear()


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    """Make what all tests of a module share: `once(make, ...)` in a fixture of the module's scope.

    What a test then does to the rows is undone when it ends; it takes `a_copy_of` the objects. Not
    for tests that need transactions of their own.
    """
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()

    def made(make, *args, **kwargs):
        with django_db_blocker.unblock(), transaction.atomic():
            return make(*args, **kwargs)

    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def people(once) -> Cast:
    """The cast, made once for a module."""
    return once(Cast)


@pytest.fixture
def cast(people, db) -> Cast:
    """The people of the tests: editor, another editor, reviewer, publisher, chief, stranger."""
    return a_copy_of(people)


@pytest.fixture
def connection_kept():
    """For what asks the application itself: no request closes the connection the test is on."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)
