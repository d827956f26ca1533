"""What is told of a review that comes in, or does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SHOWN = 80
SEVERAL = "names several; the first is taken"


@dataclass(frozen=True)
class Remark:
    """One thing that could not be understood: in which field, what stood there, what came of it.

    Remarks of one field and reason are counted together; value and detail are those of one review.
    """

    field: str
    reason: str
    value: str = ""
    detail: str = ""

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        value = f"“{_shown(self.value)}” " if self.value else ""
        detail = f" ({_shown(self.detail)})" if self.detail else ""
        return f"{field}{value}{self.reason}{detail}"

    @property
    def kind(self) -> str:
        """What it is counted by."""
        return f"{self.field} {self.reason}".strip()


def first_of(field: str, texts: Iterable[str], remarks: list[Remark]) -> str:
    """The first of some texts, and a remark where there are others; empty where there is none."""
    first, *others = dict.fromkeys(filter(None, texts)) or [""]
    if others:
        remarks.append(Remark(field, SEVERAL, first))
    return first


class LeftOut(ValueError):
    """A review that cannot come in, with the remark that says why."""

    def __init__(self, field: str, reason: str, value: str = ""):
        self.remark = Remark(field, reason, value)
        super().__init__(str(self.remark))


def _shown(value: str) -> str:
    """A value on one line, without what could move a terminal's cursor."""
    plain = "".join(c if c.isprintable() else " " for c in value[: 2 * LONGEST_SHOWN])
    plain = " ".join(plain.split())
    return plain if len(plain) <= LONGEST_SHOWN else f"{plain[:LONGEST_SHOWN]}…"
