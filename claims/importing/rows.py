"""What one row means: its cells as values, every fault with its column and what to do about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from core.canonical import sha256
from core.dates import Basis
from core.models import User

LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
INTERVAL = ("earliest", "latest", "words", "basis", "source")


class Cells:
    """The cells of one row; what is wrong with them gathers in `problems`."""

    def __init__(self, cells: dict[str, str], by: User):
        self.cells, self.by = cells, by
        self.problems: list[tuple[str, str]] = []
        # The public id of what stands at the desk already, or of what the row will add beside.
        self.same = ""
        self.note = ""

    @property
    def fingerprint(self) -> str:
        """Equal for two rows that would make the same."""
        raise NotImplementedError

    def enter(self) -> str:
        """Make it, through the verbs of the desk; returns its public id."""
        raise NotImplementedError

    def wrong(self, column: str, told: str) -> None:
        self.problems.append((column, told))

    def is_wrong(self, column: str) -> bool:
        return any(wrong == column for wrong, _ in self.problems)

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def many(self, column: str) -> list[str]:
        return [each.strip() for each in re.split(r"[;\n]", self.text(column)) if each.strip()]

    def choice(self, column: str, choices: type[models.TextChoices], blank: str = "") -> str:
        """One of the choices, by its value or by its label."""
        said = self.text(column)
        for value, label in choices.choices:
            if said.lower().replace(" ", "_") == value or said.lower() == label.lower():
                return value
        if said:
            self.wrong(column, f"“{_short(said)}” is none of {', '.join(choices.values)}.")
        return blank

    def day(self, column: str) -> dt.date | None:
        said = self.text(column)
        try:
            day = dt.date.fromisoformat(said) if said else None
        except ValueError:
            day = None
        if said and (day is None or len(said) != 10):
            self.wrong(column, f"“{_short(said)}” is no day: write year-month-day, as 2021-05-25.")
            return None
        return day

    def language(self) -> str:
        said = self.text("language") or "en"
        if not LANGUAGE.fullmatch(said):
            self.wrong("language", f"“{_short(said)}” is no code of a language: write en, ar, fr.")
        return said

    def interval(self, name: str) -> dict:
        return {
            f"{name}_earliest": self.day(f"{name}_earliest"),
            f"{name}_latest": self.day(f"{name}_latest"),
            f"{name}_words": self.text(f"{name}_words"),
            f"{name}_basis": self.choice(f"{name}_basis", Basis),
            f"{name}_source": self.text(f"{name}_source"),
        }

    def clean(self, row: models.Model, columns: Iterable[str], **named: str) -> None:
        """Say what the fields of the row refuse; `named` gives a field that stands elsewhere."""
        columns, wrong = set(columns), {column for column, _ in self.problems}
        others = [f.name for f in row._meta.fields if f.name not in columns or f.name in wrong]
        for check in (lambda: row.clean_fields(exclude=others), row.clean):
            try:
                check()
            except ValidationError as error:
                for name, told in error.message_dict.items():
                    self._refused(named.get(name, name), " ".join(told))

    def _refused(self, column: str, told: str) -> None:
        if column not in {column for column, _ in self.problems}:
            self.wrong(column, told)


def folded(text: str) -> str:
    """A text as two rows are compared: without the white space and the case of its letters."""
    return " ".join(text.split()).casefold()


def fingerprint(*parts: str) -> str:
    return sha256("\0".join(parts).encode())


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{_short(name)}”" for name in names)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:120]}…"
