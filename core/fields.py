from django import forms
from django.db import models

HOW_DAYS_ARE_WRITTEN = "Write the day as 2021-05-25 or 25 May 2021."


class WebAddressField(models.URLField):
    """An URLField whose forms read an address without scheme as https, as Django 6 will."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def with_plain_line_ends(text: str) -> str:
    """A text as it is kept: browsers send a line's end as two characters, we keep one."""
    return text.replace("\r\n", "\n")


class ProseFormField(forms.CharField):
    """Text of several lines. Whichever line ends it came with, it is the same text."""

    def to_python(self, value):
        return with_plain_line_ends(super().to_python(value))

    def has_changed(self, initial, data):
        return super().has_changed(with_plain_line_ends(initial or ""), data)


class ProseField(models.TextField):
    """A TextField whose forms keep each line's end as one character."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": ProseFormField, **kwargs})


def tell_how_days_are_written(form: forms.Form) -> None:
    """Let each field for a day say, where it is not understood, how one is typed."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = HOW_DAYS_ARE_WRITTEN
