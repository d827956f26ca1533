"""What tests of the desk's pages on sources share."""

from pathlib import Path

from django.urls import reverse

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
RELAYS = {"relays-TOTAL_FORMS": "0", "relays-INITIAL_FORMS": "0"}


def seed(name: str) -> str:
    """A text of the running example; skips the test where the seeds are not at hand."""
    path = SEEDS / name
    if not path.exists():
        pytest.skip("The texts of the running example are not at hand.")
    return path.read_bytes().decode()


def page(name: str, *keys) -> str:
    return reverse(f"admin:sources_{name}", args=keys)


def shown(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def fields(**given) -> dict:
    """A statement form as a browser sends it."""
    blank = dict.fromkeys(("role", "translation", "note", "words", "report", "cue"), "")
    return {**blank, "setting": "unknown", "language": "en", **RELAYS, **given}


def relays(*rows: dict) -> dict:
    """Rows of the relay table as a browser sends them."""
    sent = {"relays-TOTAL_FORMS": str(len(rows)), "relays-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        for name in ("source", "through", "shown_by"):
            sent[f"relays-{number}-{name}"] = row.get(name, "")
    return sent
