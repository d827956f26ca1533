"""Pages of lists that may have a million rows: none costs more than the first."""

from __future__ import annotations

from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, StrIndex
from django.urls import reverse
from django.utils.functional import cached_property

from core.among import among
from core.words import Found

# So many rows are counted, and can be paged through; of more there are the first and the last.
MOST = 10_000
# So many keys are asked for by words: for a list, and for a field in which one searches.
FOUND, PICKED = 500, 100
# So many rows a page of what was found has: the best come first.
FOUND_ON_A_PAGE = 25
# Stands for the key of a row in an address.
ANY = "any-row"


class BoundedPaginator(Paginator):
    """Counts so many rows and no further, and reads the rows of a page by their keys.

    Of a longer list the pages up to MOST rows can be asked for, and as page `last` the end of it.
    `known` are the keys of all rows in their order, where these were looked up before. From `rows`,
    which are not narrowed, those of a page are read by their keys: whether they fit need not be
    asked again. Where more may answer a search than were looked at, `looked_at` is how many were.
    """

    known: list[int] | None = None
    looked_at = 0
    rows: QuerySet | None = None

    @cached_property
    def _counted(self) -> int:
        """One more than MOST says that there are more."""
        if self.known is not None:
            return len(self.known)
        return self.object_list.order_by().values("pk")[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def is_more(self) -> bool:
        return self.known is None and self._counted > MOST

    @property
    def last(self) -> int:
        """The number of the last page; where some cannot be reached, one that no other has."""
        return self.num_pages + 1 if self.is_more else self.num_pages

    def validate_number(self, number):
        if self.is_more and number == self.last:
            return number
        return super().validate_number(number)

    def page(self, number) -> Page:
        """One page. Raises EmptyPage, or PageNotAnInteger, for a number that none has."""
        number = self.validate_number(number)
        if self.is_more and number == self.last:
            keys = self._keys(self.object_list.reverse(), 0, self.per_page)[::-1]
        else:
            start = (number - 1) * self.per_page
            keys = self._keys(self.object_list, start, start + self.per_page)
        return self._get_page(self._rows(keys), number, self)

    def _keys(self, rows: QuerySet, start: int, end: int) -> list:
        if self.known is not None:
            return self.known[start:end]
        return list(rows.values_list("pk", flat=True)[start:end])

    def _rows(self, keys: list) -> list:
        """What the list shows is read for these rows only, not for those before them."""
        rows = self.object_list if self.rows is None else self.rows
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]


class LinkedList(ChangeList):
    """A list whose links lead back to it as it was filtered: that is worked out once, where Django
    resolves the address of each row. What was found by words comes on shorter pages.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.preserved_filters = self.preserved_filters, ""

    def get_results(self, request):
        if self.query.strip():
            self.list_per_page = min(self.list_per_page, FOUND_ON_A_PAGE)
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list

    def get_ordering_field_columns(self):
        """By which columns it is sorted: by none, where the best comes first."""
        by_best = self.query.strip() and ORDER_VAR not in self.params
        return {} if by_best else super().get_ordering_field_columns()

    @cached_property
    def _address(self) -> str:
        """Where a row leads, with ANY in the place of its key."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[ANY])
        return f"{url}?{self.kept}" if self.kept else url

    def url_for_result(self, result):
        return self._address.replace(ANY, str(quote(result.pk)), 1)


def in_order(rows: QuerySet, keys: list[int]) -> QuerySet:
    """The rows of these keys, a thousand at most, in the order of the keys."""
    if not keys:
        return rows.none()
    keys = keys[:FOUND]
    comma = Value(",", TextField())
    listed = Value(f",{','.join(map(str, keys))},", TextField())
    place = StrIndex(listed, Concat(comma, Cast("pk", TextField()), comma))
    return rows.filter(pk__in=among(keys, rows.db)).order_by(place)


class FoundByWords:
    """An admin whose search asks an index for keys: the best first, unless the list was sorted."""

    def found(self, text: str, most: int) -> Found:
        """The rows that answer, so many at least if there are."""
        raise NotImplementedError

    def get_changelist(self, request, **kwargs):
        return LinkedList

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        picking = request.resolver_match.url_name == "autocomplete"
        most = PICKED if picking else FOUND
        found = self.found(search_term, most)
        keys = found.keys[:most]
        request.looked_at = len(keys) if found.more else 0
        fitting = queryset.filter(pk__in=among(keys, queryset.db))
        if ORDER_VAR in request.GET:
            return fitting, False
        fits = set(fitting.order_by().values_list("pk", flat=True))
        request.found_keys = [key for key in keys if key in fits]
        return in_order(queryset, request.found_keys), False

    def get_paginator(self, request, *args, **kwargs):
        paginator = super().get_paginator(request, *args, **kwargs)
        paginator.known = getattr(request, "found_keys", None)
        paginator.looked_at = getattr(request, "looked_at", 0)
        return paginator
