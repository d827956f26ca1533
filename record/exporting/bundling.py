"""The bundle: the whole log and the tables with what describes and checks them, in one ZIP file.

Its bytes follow from the log alone: two bundles of one head are the same file.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from record.exporting import files
from record.exporting.scope import Scope, head
from record.exporting.tables import ALL, Column, Table
from record.models import Entry

Moment = tuple[int, int, int, int, int, int]
HERE = Path(__file__).parent / "bundle"
SUFFIX = ".zip"
README = """\
# {newsroom}: everything that we published, as of entry {size}

| file | what it is |
|---|---|
| `log.ndjson` | every entry of the log, one a line: all editions, and the rating scales |
| `tables/*.csv` | what stands now, as tables; `datapackage.json` describes each column |
| `head.json` | how many entries the log has, and the root of the tree over them |
| `SHA256SUMS` | the hash of each file, for `sha256sum --check` |
| `verify.py` | checks all of it with nothing but Python: `python3 verify.py` |
| `rows.py` | what `verify.py` compares the tables with: the rows that follow from the log |

`python3 verify.py --text FILE` looks up every quoted range in your own copy of a source. Without
one nobody can tell from this bundle alone that the words stand there, nor that the head is the one
that everybody else was shown: compare `head.json` with bundles that others keep, and with what we
say of that head, whatever was published since. It is the only line of
{url}/api/v1/export/log.ndjson?as_of={size}&after={last}

Retracted claims are in the log and in `tables/corrections.csv`, and have no rows in other tables;
`other` in `tables/relations.csv` may name one, or a claim that is not published.
"""


@dataclass(frozen=True)
class Written:
    """One file of the bundle, as it was written."""

    name: str
    sha256: str
    size: int


def newest() -> Path | None:
    """The bundle of the longest log that was made here."""
    found = Path(settings.BUNDLES).glob(f"on-record-*{SUFFIX}")
    return max(found, key=size_of, default=None)


def size_of(path: Path) -> int:
    """How many entries the log had, as the name of a bundle tells."""
    told = path.stem.rpartition("-")[2]
    return int(told) if told.isdecimal() else -1


def default_place() -> Path:
    """Where the bundle of the log as it is now is kept, to be downloaded."""
    return Path(settings.BUNDLES) / f"on-record-{head()[0]}{SUFFIX}"


def build(place: Path, *, tell: Callable[[str, int], None] = lambda name, done: None) -> Scope:
    """Write the bundle; it is there whole, or not at all. `tell` hears which file, how far."""
    size, root = head()
    # What stood then is read from the log alone: nothing that is published meanwhile is in it.
    scope = Scope(size=size, root=root, past=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                _fill(archive, scope, tell)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            os.unlink(file.name)
            raise
    os.chmod(file.name, 0o644)
    os.replace(file.name, place)
    return scope


def _fill(archive: zipfile.ZipFile, scope: Scope, tell: Callable[[str, int], None]) -> None:
    written, at = [], _moment(scope)
    for name, content in _contents(scope, tell):
        written.append(_write(archive, name, content, at))
    told = _json(_package(scope, [one for one in written if one.name.startswith("tables/")]))
    written.append(_write(archive, "datapackage.json", [told], at))
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in written)
    _write(archive, "SHA256SUMS", [sums.encode()], at)


def _contents(
    scope: Scope, tell: Callable[[str, int], None]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    readme = README.format(
        newsroom=settings.NEWSROOM_NAME,
        size=scope.size,
        last=scope.size - 1,
        url=settings.NEWSROOM_URL,
    )
    yield "README.md", [readme.encode()]
    for name in ("verify.py", "rows.py"):
        yield name, [(HERE / name).read_bytes()]
    yield "head.json", [_json({"size": scope.size, "root": scope.root, "newsroom": _newsroom()})]
    yield "log.ndjson", files.content(files.LOG, files.LINES, _heard(scope, "log.ndjson", tell))
    for table in ALL:
        name = f"tables/{table.name}.csv"
        yield name, files.content(table.name, files.CSV, _heard(scope, name, tell))


def _heard(scope: Scope, name: str, tell: Callable[[str, int], None]) -> Scope:
    return replace(scope, tell=lambda done: tell(name, done))


def _write(archive: zipfile.ZipFile, name: str, content: Iterable[bytes], at: Moment) -> Written:
    digest, size = hashlib.sha256(), 0
    told = zipfile.ZipInfo(name, date_time=at)
    told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    with archive.open(told, "w", force_zip64=True) as file:
        for some in content:
            digest.update(some)
            size += len(some)
            file.write(some)
    return Written(name, digest.hexdigest(), size)


def _moment(scope: Scope) -> Moment:
    """The minute of the newest entry: the same for whoever makes the bundle."""
    last = Entry.objects.filter(index=scope.size - 1).values_list("published_at", flat=True)
    at = last.first()
    return (at.year, at.month, at.day, at.hour, at.minute, 0) if at else (1980, 1, 1, 0, 0, 0)


def _newsroom() -> dict[str, str]:
    return {"name": settings.NEWSROOM_NAME, "url": settings.NEWSROOM_URL}


def _package(scope: Scope, written: list[Written]) -> dict:
    """What Frictionless calls a tabular data package."""
    by_name = {one.name: one for one in written}
    return {
        "profile": "tabular-data-package",
        "name": "on-record",
        "title": f"{settings.NEWSROOM_NAME}: claims and verdicts",
        "homepage": settings.NEWSROOM_URL,
        "version": str(scope.size),
        "resources": [_resource(table, by_name[f"tables/{table.name}.csv"]) for table in ALL],
    }


def _resource(table: Table, written: Written) -> dict:
    return {
        "name": table.name,
        "title": table.about,
        "path": written.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [name], "reference": {"resource": other, "fields": ["id"]}}
                for name, other in table.foreign.items()
            ],
        },
    }


def _field(column: Column) -> dict:
    told = {"name": column.name, "type": column.type, "description": column.about}
    return told | ({"format": "any"} if column.type == "datetime" else {})


def _json(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
