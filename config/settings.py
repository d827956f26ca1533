"""All settings, in one file. Everything a newsroom changes comes from the environment.

An *unconfigured* machine is one where none of SECRET_KEY, DATABASE_URL and ALLOWED_HOSTS is set:
a fresh clone on somebody's desk. It runs on SQLite, answers on loopback only, and is the only
kind of machine on which `make run` gives the demo accounts their passwords.
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("ON_RECORD_VAR", BASE_DIR / "var"))

# A newsroom's own templates, static files and translations, each tried before ours.
FOLDER = os.environ.get("NEWSROOM_FOLDER", "")

UNCONFIGURED = not any(
    os.environ.get(name) for name in ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS")
)
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(VAR / "secret-key", required=bool(os.environ.get("ALLOWED_HOSTS")))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "config.apps.DeskConfig",
    "config.apps.PartsConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "core",
    "sources",
    "record",
    "claims",
]
MIDDLEWARE = [
    "config.heads.NoBodyMiddleware",
    "record.programs.ProgramsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.csp.ContentSecurityPolicyMiddleware",
    "config.desk_only.DeskSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.desk_only.DeskAuthenticationMiddleware",
    "config.desk_only.DeskMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*env.folders(FOLDER, "templates"), BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"i18n": "config.i18n_tags"},
            "builtins": ["config.url_tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "config.context.newsroom",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Two libraries of tags are called i18n: ours is Django's own, with one tag set before it.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

# SQLite: with Django's defaults most concurrent writes fail with "database is locked". WAL lets
# readers go on, IMMEDIATE takes the write lock at the start of a transaction, and with
# recursive_triggers a REPLACE meets the guards like any other DELETE. A connection is kept for a
# while: to make one takes longer than to answer a conditional request.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "on-record.sqlite3",
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA recursive_triggers=ON;",
    },
    "TEST": {"NAME": VAR / "test.sqlite3"},
}
match env.engine("DATABASE_URL"):
    case "postgresql":
        DATABASES = {"default": dj_database_url.config(conn_max_age=60, conn_health_checks=True)}
    case "sqlite":
        DATABASES = {"default": {**SQLITE, "NAME": dj_database_url.config()["NAME"]}}
    case _:
        DATABASES = {"default": SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
(VAR / "static").mkdir(parents=True, exist_ok=True)

# What pages answered last, so that they are not made again to be compared: 300 bytes each.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # What all workers of a machine count together: how often an address asked.
    "shared": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "counted",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

AUTH_USER_MODEL = "core.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = os.environ.get("NEWSROOM_LANGUAGE", "en-gb")
LOCALE_PATHS = [*env.folders(FOLDER, "locale"), BASE_DIR / "locale"]
TIME_ZONE = "UTC"
# In English nothing is looked up: the source texts are English, and a page has a hundred of them.
USE_I18N = not LANGUAGE_CODE.startswith("en")
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [*env.folders(FOLDER, "static"), BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = UNCONFIGURED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if UNCONFIGURED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What the public site calls itself; a newsroom sets its own.
NEWSROOM_NAME = os.environ.get("NEWSROOM_NAME", "On Record")
# On a fresh clone that is where `make run` serves, on another port too.
LOOPBACK = f"http://127.0.0.1:{os.environ.get('PORT', '') or 8000}"
NEWSROOM_URL = os.environ.get("NEWSROOM_URL", LOOPBACK).rstrip("/")
NEWSROOM_CONTACT = os.environ.get("NEWSROOM_CONTACT", "")
DEMO_NOTE = "Demonstration: verdicts rest only on two captured articles." if UNCONFIGURED else ""
NEWSROOM_NOTE = os.environ.get("NEWSROOM_NOTE", DEMO_NOTE)
# The masthead, the foot of each page, /about/ and /method/.
NEWSROOM_LOGO = os.environ.get("NEWSROOM_LOGO", "")
# What others show beside a link to us: ours bears our name, so a newsroom of another has its own.
NEWSROOM_PICTURE = os.environ.get(
    "NEWSROOM_PICTURE", "card.png" if NEWSROOM_NAME == "On Record" else ""
)
NEWSROOM_REPORT = os.environ.get("NEWSROOM_REPORT", NEWSROOM_CONTACT)
NEWSROOM_ABOUT = os.environ.get("NEWSROOM_ABOUT", "")
NEWSROOM_CORRECTIONS = os.environ.get("NEWSROOM_CORRECTIONS", "")
NEWSROOM_LICENCE = os.environ.get("NEWSROOM_LICENCE", "")
NEWSROOM_LICENCE_URL = os.environ.get("NEWSROOM_LICENCE_URL", "")
# How many characters of one source its page shows in all; 0 shows none.
NEWSROOM_LONGEST_QUOTE = env.number("NEWSROOM_LONGEST_QUOTE", 3000)

# What the desk tells by mail. Without a server it is written to the console.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=EMAIL_PORT == 587)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=EMAIL_PORT == 465)
# Somebody waits at the desk while a mail is handed over.
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "desk@localhost")

# security.txt (RFC 9116): addresses to write to, as mailto: or https:, and the policy's address.
SECURITY_CONTACT = env.words("SECURITY_CONTACT", [])
SECURITY_POLICY = os.environ.get("SECURITY_POLICY", "")

# Captured files: content-addressed, never served. Larger files are refused before they are read.
CAPTURES = VAR / "captures"
# Bundles of the whole record, made by `manage.py export --bundle`; the newest can be downloaded.
BUNDLES = VAR / "bundles"
CAPTURE_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=not UNCONFIGURED)
SECURE_HSTS_SECONDS = 0 if UNCONFIGURED else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Only behind a proxy that sets the header itself: anybody can send it.
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("SECURE_COOKIES", default=not UNCONFIGURED)
SESSION_COOKIE_AGE = 12 * 60 * 60
# The desk alone has a session: its cookies never travel with a request for a public page.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"

# How often one address may ask the API: 600/min, or nothing for as often as it likes. Of proxies in
# front so many are believed about who asks.
API_RATE = os.environ.get("API_RATE", "" if UNCONFIGURED else "600/min")
REST_FRAMEWORK = {
    "DEFAULT_THROTTLE_CLASSES": ["record.api.throttling.ByAddress"],
    "NUM_PROXIES": int(os.environ.get("PROXIES", "0")),
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "On Record",
    "DESCRIPTION": "What was published: claims, their editions and the words they rest on.\n\n"
    "Beside it `/v1alpha1/claims:search` answers as Google's Fact Check Tools API does.",
    "EXTERNAL_DOCS": {
        "description": "What /v1alpha1/claims:search takes and gives, as Google tells it.",
        "url": "https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search",
    },
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.0",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
