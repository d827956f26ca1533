"""Fold text for search: readers type straight marks and no accents and mean the curly ones."""

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


def folded(text: str) -> str:
    """Lower case, plain marks, no accents, single spaces. For finding only, never for showing."""
    if text.isascii():
        return " ".join(text.replace("`", "'").casefold().split())
    plain = unicodedata.normalize("NFD", text.translate(MARKS).casefold())
    kept = "".join(mark for mark in plain if unicodedata.category(mark) != "Mn" or mark > "\u0900")
    return " ".join(unicodedata.normalize("NFC", kept).split())
