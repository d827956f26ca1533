from django.db import models


class WebAddressField(models.URLField):
    """An URLField whose forms read an address without scheme as https, as Django 6 will."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})
