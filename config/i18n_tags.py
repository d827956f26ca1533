"""Django's tags for translation, of which a constant text costs nothing where nothing is looked up.

A claim's page has some ninety texts. Where the site is in English, which the texts are written in,
each is known when the template is read; the tag of Django's would still resolve it every time.
"""

from __future__ import annotations

from django.conf import settings
from django.template import Library
from django.templatetags import i18n

register = Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class TranslateNode(i18n.TranslateNode):
    """`{% translate "a text" %}`, with the text as it stands in English."""

    def __init__(self, node: i18n.TranslateNode, text: str):
        super().__init__(node.filter_expression, node.noop)
        self.text = text

    def render(self, context) -> str:
        return super().render(context) if settings.USE_I18N else self.text


@register.tag("translate")
@register.tag("trans")
def translate(parser, token):
    node = i18n.do_translate(parser, token)
    told = node.filter_expression
    constant = getattr(told.var, "literal", None)
    plain = not (told.filters or node.asvar or node.message_context)
    if plain and isinstance(constant, str):
        return TranslateNode(node, str(constant).replace("%%", "%"))
    return node
