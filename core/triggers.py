"""Guards: the database triggers that hold what constraints cannot, on both engines.

Each app declares its guards in one list, `GUARDS` in its module `guards`. They are installed after
every migration and dropped before it, because SQLite rebuilds a table to alter it and a trigger
that reads another table breaks that rebuild. A system check and `manage.py verify` look for them.

A guard's condition is SQL that is true where the change must be *refused*. It is written once for
both engines; `{differs}` stands for the comparison that treats NULL as a value (`IS NOT` on
SQLite, `IS DISTINCT FROM` on PostgreSQL).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db import connections, router
from django.utils.module_loading import module_has_submodule

INSERT, UPDATE, DELETE, TRUNCATE = "INSERT", "UPDATE", "DELETE", "TRUNCATE"
# How PostgreSQL's catalogue writes what a trigger answers to.
ROW, BEFORE = 1, 2
KIND_OF = {INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def _settled(schema: str) -> str:
    """A temporary table of the same name would else be read in place of ours; and a condition that
    is planned anew for each row costs ten times what it costs to ask.
    """
    return f'SET search_path = "{schema}", pg_temp SET plan_cache_mode = force_generic_plan'


@dataclass(frozen=True)
class Guard:
    """One rule that the database itself refuses to break.

    name: unique, reads as a sentence; also the name of the trigger.
    table: where it stands. reads: further tables that its condition looks at.
    events: the kinds of change it looks at.
    condition: SQL that is true where the change must be refused; empty refuses every change.
    message: what the refused writer is told (no quotes in it).
    lock: a statement that PostgreSQL runs first, so that two writers cannot pass side by side.
    only: the one engine that needs it; empty for both.
    """

    name: str
    table: str
    events: tuple[str, ...]
    message: str
    condition: str = ""
    reads: tuple[str, ...] = ()
    lock: str = ""
    only: str = ""

    def statements(self, vendor: str, schema: str = "") -> list[str]:
        """The SQL that installs this guard on that engine; PostgreSQL's names the schema."""
        if self.only not in ("", vendor):
            return []
        return list(self._sqlite().values()) if vendor == "sqlite" else self._postgresql(schema)

    def triggers(self, vendor: str) -> dict[str, object]:
        """The triggers that stand in the database where this guard is installed: by its name the
        definition of each, comparable with what `_standing` reads.
        """
        if self.only not in ("", vendor):
            return {}
        if vendor == "sqlite":
            return self._sqlite()
        found: dict[str, object] = {}
        if self.row_events:
            kind = ROW + BEFORE + sum(KIND_OF[event] for event in self.row_events)
            found[self.name] = (self.table, kind, self._body(), True)
        if TRUNCATE in self.events:
            kind = BEFORE + KIND_OF[TRUNCATE]
            found[f"{self.name}__truncate"] = (self.table, kind, self._truncate_body(), True)
        return found

    @property
    def row_events(self) -> list[str]:
        return [event for event in self.events if event != TRUNCATE]

    def _condition(self, vendor: str) -> str:
        return (self.condition or "1 = 1").replace("{differs}", DIFFERS[vendor])

    def _sqlite(self) -> dict[str, str]:
        names = {event: f"{self.name}__{event.lower()}" for event in self.row_events}
        return {
            name: f'CREATE TRIGGER "{name}" BEFORE {event} ON "{self.table}" '
            f"WHEN {self._condition('sqlite')} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            for event, name in names.items()
        }

    def _postgresql(self, schema: str) -> list[str]:
        settled = _settled(schema)
        function = "CREATE OR REPLACE FUNCTION"
        sql = [
            f'{function} "{self.name}"() RETURNS trigger LANGUAGE plpgsql {settled} '
            f"AS $${self._body()}$$"
        ]
        if self.row_events:
            sql.append(
                f'CREATE TRIGGER "{self.name}" BEFORE {" OR ".join(self.row_events)} '
                f'ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION "{self.name}"()'
            )
        if TRUNCATE in self.events:
            sql.append(
                f'CREATE TRIGGER "{self.name}__truncate" BEFORE TRUNCATE ON "{self.table}" '
                f'FOR EACH STATEMENT EXECUTE FUNCTION "{self.name}_truncate"()'
            )
            sql.insert(
                0,
                f'{function} "{self.name}_truncate"() RETURNS trigger LANGUAGE plpgsql {settled} '
                f"AS $${self._truncate_body()}$$",
            )
        return sql

    def _body(self) -> str:
        return (
            f" BEGIN {self.lock} IF TG_OP = 'TRUNCATE' OR ({self._condition('postgresql')}) "
            "THEN RAISE EXCEPTION USING "
            f"ERRCODE = 'integrity_constraint_violation', MESSAGE = '{self.message}'; "
            "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END "
        )

    def _truncate_body(self) -> str:
        return (
            " BEGIN RAISE EXCEPTION USING "
            f"ERRCODE = 'integrity_constraint_violation', MESSAGE = '{self.message}'; END "
        )


@dataclass(frozen=True)
class Keeper:
    """Triggers that keep a table of what follows from the rows of another, put in place and taken
    away with the guards.

    table: whose rows are followed. reads: the table that is kept. definitions: SQLite's triggers
    by their names. refill: what fills the table anew, because rows may have changed while the
    triggers were away. body: what PostgreSQL does after a new row, in its language; empty where
    it needs no such table.
    """

    name: str
    table: str
    reads: tuple[str, ...]
    definitions: dict[str, str]
    refill: tuple[str, ...]
    body: str = ""

    def statements(self, vendor: str, schema: str = "") -> list[str]:
        if vendor == "sqlite":
            return [*self.definitions.values(), *self.refill]
        return [*self._postgresql(schema), *self.refill] if self.body else []

    def triggers(self, vendor: str) -> dict[str, object]:
        if vendor == "sqlite":
            return dict(self.definitions)
        kind = ROW + KIND_OF[INSERT]
        return {self.name: (self.table, kind, self.body, True)} if self.body else {}

    def _postgresql(self, schema: str) -> list[str]:
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql '
            f"{_settled(schema)} AS $${self.body}$$",
            f'CREATE TRIGGER "{self.name}" AFTER INSERT ON "{self.table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}"()',
        ]


def append_only(model) -> list[Guard]:
    """Guards under which rows of this model can only be added: never changed, removed, replaced.

    The last one keeps SQLite's REPLACE out even on a connection without `recursive_triggers`,
    where it would delete the standing row without asking any trigger.
    """
    table = model._meta.db_table
    told = f"{model._meta.verbose_name_plural} are append-only: add a new row instead."
    told = told[0].upper() + told[1:]
    return [
        Guard(f"{table}_is_append_only", table, (UPDATE, DELETE, TRUNCATE), told),
        never_replaced(model, told),
    ]


def never_replaced(model, message: str) -> Guard:
    """Keeps SQLite's REPLACE away from the standing rows of a model."""
    table = model._meta.db_table
    name, condition = f"{table}_is_never_replaced", _standing_row(model)
    return Guard(name, table, (INSERT,), message, condition, only="sqlite")


def _standing_row(model) -> str:
    """SQL that finds a standing row with the new row's key, by any of its unique columns."""
    fields = [field for field in model._meta.local_fields if field.unique]
    keys = [[field.column] for field in fields]
    for constraint in model._meta.total_unique_constraints:
        keys.append([model._meta.get_field(name).column for name in constraint.fields])
    same = " OR ".join(
        "(" + " AND ".join(f'held."{column}" = NEW."{column}"' for column in key) + ")"
        for key in keys
    )
    return f'EXISTS (SELECT 1 FROM "{model._meta.db_table}" AS held WHERE {same})'


def declared(app_config) -> list[Guard | Keeper]:
    """The guards of one app."""
    if not module_has_submodule(app_config.module, "guards"):
        return []
    return getattr(import_module(f"{app_config.name}.guards"), "GUARDS", [])


def every_guard() -> list[Guard | Keeper]:
    """The guards of all apps, in the order of INSTALLED_APPS."""
    return [guard for app_config in apps.get_app_configs() for guard in declared(app_config)]


def install(connection, guards=None) -> None:
    """Put the guards in place, anew where they stand already; tables still to come are left."""
    guards = every_guard() if guards is None else guards
    drop(connection, guards)
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        schema = _schema(connection, cursor)
        for guard in guards:
            if tables.issuperset({guard.table, *guard.reads}):
                for statement in guard.statements(connection.vendor, schema):
                    cursor.execute(statement)


def _schema(connection, cursor) -> str:
    """Where PostgreSQL keeps our tables."""
    if connection.vendor != "postgresql":
        return ""
    cursor.execute("SELECT current_schema()")
    return cursor.fetchone()[0]


def drop(connection, guards=None) -> None:
    """Take the guards away; only a migration and the tests' flush have a reason to."""
    guards = every_guard() if guards is None else guards
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in _drop_statements(guard, connection.vendor):
                cursor.execute(statement)


def _drop_statements(guard: Guard | Keeper, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"' for name in guard.triggers(vendor)]
    return [
        f'DROP FUNCTION IF EXISTS "{name}"() CASCADE'
        for name in (guard.name, f"{guard.name}_truncate")
    ]


def missing(connection) -> list[str]:
    """Names of declared triggers that do not stand, enabled and as declared, in this database."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(_STANDING[connection.vendor])
        rows = cursor.fetchall()
    standing = {name: told[0] if len(told) == 1 else tuple(told) for name, *told in rows}
    return [
        name
        for guard in every_guard()
        if guard.table in tables
        for name, told in guard.triggers(connection.vendor).items()
        if standing.get(name) != told
    ]


# Of PostgreSQL: the table, what the trigger answers to, what its function does, and whether that
# settles where it looks for tables. One with a condition of its own, or that fires for replicas
# alone, stands for nothing.
_STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT trigger.tgname, held.relname, trigger.tgtype, function.prosrc,
            'search_path="' || current_schema() || '", pg_temp' = ANY (function.proconfig)
            OR 'search_path=' || current_schema() || ', pg_temp' = ANY (function.proconfig)
        FROM pg_trigger AS trigger
        JOIN pg_class AS held ON held.oid = trigger.tgrelid
        JOIN pg_proc AS function ON function.oid = trigger.tgfoid
        WHERE NOT trigger.tgisinternal AND trigger.tgenabled IN ('O', 'A')
            AND trigger.tgqual IS NULL AND pg_table_is_visible(held.oid)
    """,
}


def drop_for_app(app_config, using, **kwargs) -> None:
    """pre_migrate: every app's guards go before the first migration runs."""
    if router.allow_migrate(using, app_config.label):
        drop(connections[using], declared(app_config))


def install_for_app(app_config, using, **kwargs) -> None:
    """post_migrate: every app's guards come back."""
    if router.allow_migrate(using, app_config.label):
        install(connections[using], declared(app_config))
