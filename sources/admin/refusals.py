"""What an editor is told where saving is refused from below the form."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError

from sources.forms.relays import CIRCLE


def why_refused(error: Exception) -> str:
    """A refusal as a sentence; what is not one comes as it is."""
    if isinstance(error, ProtectedError | RestrictedError):
        held = next(iter(getattr(error, "protected_objects", None) or error.restricted_objects))
        return f"Nothing was saved: something rests on what you removed ({held})."
    if isinstance(error, IntegrityError):
        return CIRCLE if "circle" in str(error) else f"Nothing was saved. {_first_line(error)}"
    if isinstance(error, ValidationError):
        return f"Nothing was saved. {' '.join(error.messages)}"
    return str(error)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
