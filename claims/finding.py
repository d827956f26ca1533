"""Find claims at the desk by their words: those worked on, and those published."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import and_

from django.db.models import Q

from claims.models import Claim
from core.among import one_of
from core.words import Found, WordIndex, words_in
from record import search
from record.models import Listing
from record.search.language import stem

# Of the claims that are worked on so many of the newest are found; of the published the best.
WORKED_ON = 200
PUBLISHED = 300
# What may say the same: so many are shown, of so many that are worked on, with so much in common.
ALIKE, COMPARED, LEAST_SHARED = 6, 2_000, 0.5
# So much of a claim is compared; few are as long.
LONGEST = 600
# Of the published so many of the best are compared.
RANKED = 30
# Words of scripts without spaces stand amid others: the newest claims are looked through for them.
LOOKED_THROUGH = 5_000
LOOKED_IN = ("short", "text", "finding")
IN_WORK = WordIndex(Claim, LOOKED_IN, "in_work")


def matching(text: str, most: int = PUBLISHED) -> Found:
    """The claims that answer, however many there are: the one of this public id, then
    those worked on that hold every word, the newest first, then published ones, the best first.
    Of either kind there are so many at most; of drafts only half, where the published fill theirs.
    """
    named = Claim.objects.filter(public_id=text.strip().lower()).values_list("pk", flat=True)
    published = _published(text, most, quickly=most < PUBLISHED)
    worked_on = _worked_on(text, most)
    room = max(most // 2, most - len(published))
    keys = list(dict.fromkeys([*named, *worked_on[:room], *published]))
    return Found(keys, more=len(worked_on) >= WORKED_ON or len(published) >= PUBLISHED)


def _worked_on(text: str, most: int = WORKED_ON) -> list[int]:
    most = min(most, WORKED_ON)
    words = words_in(text)
    if not words:
        return []
    in_work = Claim.objects.filter(in_work=1).order_by("-changed_at", "-pk")
    if any(search.stands_amid_others(word) for word in words):
        newest = in_work.values("pk")[:LOOKED_THROUGH]
        found = in_work.filter(reduce(and_, map(_anywhere, words)), pk__in=newest)
    else:
        found = in_work.filter(pk__in=IN_WORK.keys(words, every=True, most=most))
    return list(found.values_list("pk", flat=True)[:most])


def _anywhere(word: str) -> Q:
    return reduce(lambda one, name: one | Q(**{f"{name}__icontains": word}), LOOKED_IN, Q())


def _published(text: str, most: int = PUBLISHED, *, quickly: bool = False) -> list[int]:
    most = min(most, PUBLISHED)
    asked = search.Asked.of(text, most=most, quickly=quickly)
    found = asked.among(Listing.objects.order_by(), most)
    rows = found.values_list("pk", "claim")[:PUBLISHED]
    rows = sorted(rows, key=lambda row: -asked.score(row[0]))[:most]
    ids = one_of("public_id", [claim for _, claim in rows], kind="text")
    claims = Claim.objects.filter(ids).order_by()
    keys = dict(claims.values_list("public_id", "pk"))
    return [keys[claim] for _, claim in rows if claim in keys]


def similar(text: str, *, but: int | None = None) -> list[Claim]:
    """Claims that may say the same as a text, published or worked on, the likeliest first."""
    keys = [*_alike_in_work(text), *_alike_published(text)] if text.strip() else []
    wanted = [key for key in dict.fromkeys(keys) if key != but][:ALIKE]
    found = Claim.objects.in_bulk(wanted)
    return [found[key] for key in wanted if key in found]


def _alike_in_work(text: str) -> list[int]:
    """Of the newest claims that are worked on, those that share most of their words with a text."""
    newest = Claim.objects.filter(in_work=1).order_by("-changed_at", "-pk")
    return _alike(text, newest.values_list("pk", "text")[:COMPARED])


def _alike_published(text: str) -> list[int]:
    """The same of the published claims that a search finds first."""
    best = Claim.objects.filter(pk__in=_published(text, RANKED))
    return _alike(text, best.values_list("pk", "text"))


def _alike(text: str, rows: Iterable[tuple[int, str]]) -> list[int]:
    """Keys of the rows that share most of their words with a text, the likeliest first."""
    asked, shares = _stems(text), {}
    for key, theirs in rows:
        words = _remembered(theirs[:LONGEST])
        share = len(asked & words) / max(min(len(asked), len(words)), 3)
        if share >= LEAST_SHARED:
            shares[key] = share
    return sorted(shares, key=lambda key: -shares[key])[:ALIKE]


def _stems(text: str) -> frozenset[str]:
    """The words of a text but the shortest, by their stems."""
    return frozenset(stem(word) for word in search.words_of(text).split() if len(word) > 2)


# The same claims are compared again and again: a worker remembers twice as many.
_remembered = lru_cache(maxsize=2 * COMPARED)(_stems)
