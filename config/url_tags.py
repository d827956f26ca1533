"""Django's `{% url %}`, of which an address that takes nothing is looked up once.

A page has some fifteen of those in its masthead and its foot, and to make each anew takes as long
as one of the page's queries.
"""

from __future__ import annotations

import functools

from django.template import Library
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as read_url
from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

register = Library()


class ConstantURLNode(URLNode):
    """`{% url "method" %}`: the same for every page that is served under one prefix."""

    def __init__(self, node: URLNode, name: str):
        super().__init__(node.view_name, node.args, node.kwargs, node.asvar)
        self.name = name

    def render(self, context) -> SafeString:
        return _address(get_resolver(get_urlconf()), get_script_prefix(), self.name)


@functools.lru_cache(maxsize=256)
def _address(resolver, prefix: str, name: str) -> SafeString:
    return escape(reverse(name))


@register.tag
def url(parser, token) -> URLNode:
    node = read_url(parser, token)
    name = node.view_name.var
    taken = node.args or node.kwargs or node.asvar or node.view_name.filters
    # Names in a namespace may depend on which of its instances the request came to.
    if taken or not isinstance(name, str) or ":" in name:
        return node
    return ConstantURLNode(node, str(name))
