"""A real Chromium for the tests in this folder, driven by Playwright.

Playwright's own browser is not downloaded: the system's Chromium or Chrome is used.
"""

import os
import shutil
import threading
import time
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, modify_settings

import pytest
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.conftest import without_guards

HERE = Path(__file__).parent
# The one without a window of its own first: it takes half the time, and is the same engine.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# Nothing of the browser's own goes out to the network, and it runs as root and without a GPU.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOT_INSTALLED = (
    "No Chromium was found. Install it (Debian: apt-get install chromium-headless-shell;"
    " Ubuntu: snap install chromium; macOS: put a google-chrome on the PATH)."
)


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


REAL_DATABASE = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once in each test process."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        refuse = pytest.fail if os.environ.get("ON_RECORD_REQUIRE_ALL") else pytest.skip
        refuse(NOT_INSTALLED)
    # Playwright keeps an event loop running in this thread, where Django would refuse its queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """A real server for tests that only read; what they read is committed once for the module."""
    # pytest-django makes no test database where no chosen test is marked as needing one; the tables
    # emptied below would be those of whoever runs the tests.
    if connection.settings_dict["NAME"] == REAL_DATABASE:
        pytest.fail("No test database was made: choose a test that is marked django_db as well.")
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        with modify_settings(ALLOWED_HOSTS={"append": "localhost"}):
            yield server
            _let_requests_end()
        server.stop()
        without_guards(partial(call_command, "flush", interactive=False, verbosity=0))


@pytest.fixture
def live_site(request):
    """The server of this module: the one that its tests share, or else one of each test's own."""
    shared = "site" in request.fixturenames
    return request.getfixturevalue("site" if shared else "live_server")


@pytest.fixture
def new_page(chromium, live_site):
    """Open pages, each as a visitor of its own: new_page(width=320, colour_scheme="dark").

    Addresses are relative to the live server: page.goto("/"). Other keywords go to
    Playwright's new_context, such as java_script_enabled=False.
    """
    contexts = []

    def open_page(width=1280, height=800, colour_scheme="light", **options):
        context = chromium.new_context(
            base_url=live_site.url,
            viewport={"width": width, "height": height},
            color_scheme=colour_scheme,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    _let_requests_end()


def _let_requests_end():
    """Wait for what the browser still had asked for, such as a favicon, while the database is ours.

    A request that outlived its test would meet a database that is locked, flushed or gone.
    """
    deadline = time.monotonic() + 10
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
        running = any("process_request_thread" in thread.name for thread in threading.enumerate())
        quiet = 0 if running else quiet + 1


@pytest.fixture
def page(new_page):
    """One page at a desk's size, in light colours."""
    return new_page()


@pytest.fixture
def sign_in(new_page, transactional_db, live_site):
    """A page of somebody at the desk; anything the browser complains of fails the test.

    Options are those of `new_page`.
    """
    complaints = []

    def open_desk(user, **options):
        client = Client()
        client.force_login(user)
        page = new_page(**options)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": f"{live_site.url}/desk/",
                }
            ]
        )
        page.goto("/desk/")
        return page

    yield open_desk
    assert complaints == []
