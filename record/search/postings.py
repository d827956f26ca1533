"""Which word stands in which claim, and how much it weighs there: the same on both engines.

A stretch is 4,096 listings by key. A posting packs for one word the claims of one stretch, each as
its place there and a weight from 1 to 255, so that common words are read quickly.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from core.among import among, one_of
from record.folding import folded
from record.models import Listing, Posting, Word
from record.search.language import stem, words_in

BITS = 12
PLACES = (1 << BITS) - 1
# Where a word stands: how much it weighs there, and how many words usually stand there.
HEAD, FINDING, REST = (1.0, 25), (0.5, 40), (0.3, 300)
SATURATION, LENGTH = 1.2, 0.5
BATCH = 2_000


def weights(listing: Listing) -> dict[str, int]:
    """How much each word of a listing weighs: short texts and the claim itself weigh more."""
    head = Counter(words_in(folded(f"{listing.text} \n{listing.short}")))
    finding = Counter(words_in(folded(listing.finding)))
    rest = Counter(listing.words.split())
    rest = rest - head - finding
    found: dict[str, float] = defaultdict(float)
    for counts, (weight, usual) in ((head, HEAD), (finding, FINDING), (rest, REST)):
        length = 1 - LENGTH + LENGTH * counts.total() / usual
        for word, times in counts.items():
            found[word] += weight * times / length
    return {word: max(1, round(255 * x / (x + SATURATION))) for word, x in found.items()}


def pack(weighed: dict[int, int]) -> bytes:
    """Places and weights, in the order of the places."""
    values = [place << 8 | weight for place, weight in sorted(weighed.items())]
    return struct.pack(f"<{len(values)}I", *values)


def unpack(data: bytes) -> array[int]:
    values = array("I")
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def put(listings: Iterable[Listing], gone: dict[int, set[str]], engine, using: str) -> None:
    """Bring the postings up to date; `gone` are the words by which each was found before."""
    changes: dict[str, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for listing in listings:
        chunk, place = listing.pk >> BITS, listing.pk & PLACES
        for word in gone.get(listing.pk, ()):
            changes[word][chunk][place] = 0
        for word, weight in weights(listing).items():
            changes[word][chunk][place] = weight
    _store(changes, engine, using)


def _store(changes: dict[str, dict[int, dict[int, int]]], engine, using: str) -> None:
    keys = _words(sorted(changes), using)
    wanted = defaultdict(list)
    for text, stretches in changes.items():
        for chunk in stretches:
            wanted[chunk].append(keys[text])
    held = _held(wanted, using)
    kept, emptied = [], []
    for text, stretches in changes.items():
        for chunk, changed in stretches.items():
            before = unpack(held.get((keys[text], chunk), b""))
            weighed = {value >> 8: value & 255 for value in before} | changed
            weighed = {place: weight for place, weight in weighed.items() if weight}
            row = (keys[text], chunk, len(weighed), pack(weighed))
            (kept if weighed else emptied).append(row)
    engine.put_postings(kept, using)
    _forget([row[:2] for row in emptied], using)


def _words(texts: list[str], using: str) -> dict[str, int]:
    """The keys of words, which are made where they are new."""
    words = Word.objects.using(using)
    held = words.filter(text__in=among(texts, using, "text")).order_by()
    found = dict(held.values_list("text", "pk"))
    new = words.bulk_create(word_row(text) for text in texts if text not in found)
    return found | {word.text: word.pk for word in new}


def word_row(text: str) -> Word:
    return Word(text=text, stem=stem(text), head=text[:3], tail=text[-3:])


def _held(wanted: dict[int, list[int]], using: str) -> dict[tuple[int, int], bytes]:
    """The postings of the words that are wanted of each stretch, by word and stretch."""
    held: dict[tuple[int, int], bytes] = {}
    for chunk, words in wanted.items():
        rows = Posting.objects.using(using).filter(one_of("word_id", words, using), chunk=chunk)
        for word, data in rows.order_by().values_list("word_id", "data"):
            held[word, chunk] = data
    return held


def _forget(emptied: list[tuple[int, int]], using: str) -> None:
    """Take away postings without a claim, and words without a posting."""
    words = {word for word, _ in emptied}
    for chunk in {chunk for _, chunk in emptied}:
        gone = [word for word, of in emptied if of == chunk]
        Posting.objects.using(using).filter(word_id__in=gone, chunk=chunk).delete()
    if words:
        Word.objects.using(using).filter(pk__in=words, postings=None).delete()


def clear(using: str) -> None:
    Posting.objects.using(using).all().delete()
    Word.objects.using(using).all().delete()


def misplaced(using: str) -> Iterator[str]:
    """Words that lead elsewhere than to the claims in which they stand."""
    stretches = {key >> BITS for key in Listing.objects.using(using).values_list("pk", flat=True)}
    held = Posting.objects.using(using).order_by().values_list("chunk", flat=True).distinct()
    for chunk in sorted(stretches | set(held)):
        # What differs is read again: it may have been published just now.
        if wrong := _misplaced_in(chunk, using):
            yield from sorted(wrong & _misplaced_in(chunk, using))
    for word in Word.objects.using(using).order_by("pk").iterator(BATCH):
        told = word_row(word.text)
        if (word.stem, word.head, word.tail) != (told.stem, told.head, told.tail):
            yield word.text
    yield from Word.objects.using(using).filter(postings=None).values_list("text", flat=True)


def _misplaced_in(chunk: int, using: str) -> set[str]:
    wanted: dict[str, dict[int, int]] = defaultdict(dict)
    listings = Listing.objects.using(using).filter(pk__gte=chunk << BITS)
    for listing in listings.filter(pk__lt=(chunk + 1) << BITS).iterator(BATCH):
        for word, weight in weights(listing).items():
            wanted[word][listing.pk & PLACES] = weight
    held = Posting.objects.using(using).filter(chunk=chunk)
    rows = held.values_list("word__text", "size", "data").iterator(BATCH)
    found = {word: (size, bytes(data)) for word, size, data in rows}
    told = {word: (len(weighed), pack(weighed)) for word, weighed in wanted.items()}
    return {word for word in told.keys() | found.keys() if told.get(word) != found.get(word)}
