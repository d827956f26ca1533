"""The project's database; apps and pages as the tutorial has them, middleware as `startproject`."""

from bench.tutorial import settings as started

globals().update({name: value for name, value in vars(started).items() if name.isupper()})

INSTALLED_APPS = [
    *(app for app in started.INSTALLED_APPS if app != "bench.tutorial"),
    "rest_framework",
    "django_filters",
    "bench.tutorial_api",
]
REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
}
ROOT_URLCONF = "bench.tutorial_api.urls"
