"""Fold text for search: readers type straight marks and no accents and mean the curly ones."""

import re
import unicodedata

MARKS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\u00a0": " ",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\ufeff": None,
    }
)
# Of the scripts below it; from the Indic ones on such marks are vowels.
LAST_ACCENT = 0x900
ACCENT = re.compile(
    f"[{''.join(c for c in map(chr, range(LAST_ACCENT + 1)) if unicodedata.category(c) == 'Mn')}]+"
)


def folded(text: str) -> str:
    """Lower case, plain marks, no accents, single spaces. For finding only, never for showing."""
    if text.isascii():
        return " ".join(text.replace("`", "'").casefold().split())
    plain = unicodedata.normalize("NFD", text.translate(MARKS).casefold())
    return " ".join(unicodedata.normalize("NFC", ACCENT.sub("", plain)).split())
