"""Help for tests of imports: files as bytes, and an import that has been checked."""

import csv
import io

from claims.importing import jobs
from claims.models import ImportRow


def sheet(*rows, **options) -> bytes:
    """A CSV file of these rows, each a dict; the names of the first are the columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), **options)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def checked(data, by, kind="claims", name="claims.csv"):
    work = jobs.begin(data, name, kind, by=by)
    return to_the_end(work, by)


def to_the_end(work, by):
    while work.is_under_way:
        work = jobs.carry_on(work.pk, by=by)
    return work


def brought_in(data, by, kind="claims", name="claims.csv"):
    """Checked, and all that is right entered."""
    work = checked(data, by, kind, name)
    return to_the_end(jobs.enter_those_that_are_right(work.pk, by=by), by)


def outcomes(work):
    return list(ImportRow.objects.filter(work=work).values_list("outcome", flat=True))


def problems(work):
    rows = ImportRow.objects.filter(work=work)
    return [(row.line, column, told) for row in rows for column, told in row.problems]
