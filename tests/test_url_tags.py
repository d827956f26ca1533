"""Addresses in templates: what takes nothing is remembered, and never beyond where it holds."""

from __future__ import annotations

from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.test import override_settings
from django.urls import NoReverseMatch, path, set_script_prefix

import pytest

urlpatterns = [path("elsewhere/", lambda request: None, name="method")]


def filled(text: str, **context) -> str:
    return Template(text).render(Context(context))


def test_constant_address_is_the_same_each_time():
    assert [filled('{% url "method" %}') for _ in range(2)] == ["/method/"] * 2


def test_constant_address_follows_the_prefix():
    before = filled('{% url "method" %}')
    set_script_prefix("/checks/")
    try:
        assert filled('{% url "method" %}') == "/checks/method/"
    finally:
        set_script_prefix("/")
    assert filled('{% url "method" %}') == before


def test_constant_address_follows_the_urls():
    assert filled('{% url "method" %}') == "/method/"
    with override_settings(ROOT_URLCONF=__name__):
        assert filled('{% url "method" %}') == "/elsewhere/"
    assert filled('{% url "method" %}') == "/method/"


def test_address_with_arguments_is_made_from_them():
    template = Template('{% url "claim_json" claim %}')
    assert template.render(Context({"claim": "bcdfghjk23"})) == filled(
        '{% url "claim_json" claim="bcdfghjk23" %}'
    )
    assert "bcdfghjk24" in template.render(Context({"claim": "bcdfghjk24"}))


def test_address_may_be_kept_under_a_name_or_named_by_a_variable():
    assert filled('{% url "method" as there %}[{{ there }}]') == "[/method/]"
    assert filled('{% url "nowhere" as there %}[{{ there }}]') == "[]"
    assert filled("{% url name %}", name="method") == "/method/"
    assert filled('{% url "admin:index" %}') == "/desk/"


def test_unknown_address_is_an_error_as_ever():
    with pytest.raises(NoReverseMatch, match="nowhere"):
        filled('{% url "nowhere" %}')
    with pytest.raises(TemplateSyntaxError):
        filled("{% url %}")
