"""Print how long it takes to find a quote: python -m bench.anchoring

Median of several runs in milliseconds of CPU time, folding the text included, nothing kept between
the runs.
"""

import unicodedata
from collections.abc import Callable, Iterator
from itertools import product
from statistics import median
from time import process_time

from sources.anchoring import match, nearest, segments

RUNS = 7
SIZES = (10_000, 100_000, 1_000_000)
QUOTE = 300
SENTENCES = {
    "ASCII": "The court lifted restriction {} on the company's securities - at last...\r\n",
    "curly": "The court lifted “restriction {}” on the company’s\u00a0securities — at last…\n\n",
    "Cyrillic": "Суд отменил ограничение {} — компания «рада» решению. 😀\n",
    "NFD": unicodedata.normalize("NFD", "Tòa án đã dỡ bỏ lệnh cấm số {}, công ty được biết.\n"),
}


def text_of(alphabet: str, size: int) -> str:
    sentence, count = SENTENCES[alphabet], size // 50
    return "".join(sentence.format(number) for number in range(count))[:size]


def quotes_in(text: str) -> Iterator[tuple[str, str]]:
    """Offer a quote that stands late in the text, one with a word changed, one from elsewhere, and
    one word with two letters exchanged.
    """
    start = text.index(" ", len(text) * 9 // 10) + 1
    quote = text[start : start + QUOTE]
    words = quote.split(" ")
    yield "present", quote
    yield "near", " ".join([*words[:8], "otherwise", *words[9:]])
    word = max((word.strip(".,…") for word in quote.split()[1:-1]), key=len)
    middle = len(word) // 2
    yield "misspelt", word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    yield "absent", ("Nobody expects a sentence such as this one to occur anywhere. " * 5)[:QUOTE]


def milliseconds(find: Callable, text: str, quote: str) -> float:
    started = process_time()
    find(text, quote)
    return (process_time() - started) * 1000


def main() -> None:
    print(f"{'text':10}{'characters':>11}  {'quote':9}{'match':>8}{'segments':>10}{'nearest':>9}")
    for alphabet, size in product(SENTENCES, SIZES):
        text = text_of(alphabet, size)
        for name, quote in quotes_in(text):
            row = [
                median(milliseconds(find, text, quote) for _ in range(RUNS))
                for find in (match, segments, nearest)
            ]
            print(f"{alphabet:10}{size:>11,}  {name:9}{row[0]:8.1f}{row[1]:10.1f}{row[2]:9.1f}")


if __name__ == "__main__":
    main()
