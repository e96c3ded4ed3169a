"""Triggers: what was written stays, and the ledger grows by exactly the next event.

Second line of defence behind the services, third being the hash chain. `INSERT OR REPLACE` would
delete without a DELETE trigger, so an existing key is refused before the insert, too.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

_KEYS = {
    "desk_ledgerevent": "seq",
    "desk_revision": "id",
    "desk_signaturerecord": "id",
    "desk_signatureunit": "id",
    "desk_sheetrecord": "digest",
}
_KEPT = ("desk_person", "desk_rolegrant", "desk_unit")


def _refuse(name: str, when: str, table: str, text: str, condition: str = "") -> str:
    guard = f"WHEN {condition} " if condition else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {guard}"
        f"BEGIN SELECT RAISE(ABORT, '{text}'); END;"
    )


def _statements() -> list[tuple[str, str]]:
    made = {}
    for table, key in _KEYS.items():
        text = f"{table} is append-only"
        made[f"{table}_no_update"] = _refuse(f"{table}_no_update", "UPDATE", table, text)
        made[f"{table}_no_delete"] = _refuse(f"{table}_no_delete", "DELETE", table, text)
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608 - constants
        name = f"{table}_no_replace"
        made[name] = _refuse(name, "INSERT", table, text, exists)
    for table in _KEPT:
        name = f"{table}_no_delete"
        made[name] = _refuse(name, "DELETE", table, f"{table} keeps its rows")
    made["desk_person_same_id"] = _refuse(
        "desk_person_same_id",
        "UPDATE OF id, username",
        "desk_person",
        "a person keeps id and username",
        "NEW.id <> OLD.id OR NEW.username <> OLD.username",
    )
    made["desk_ledgerevent_next"] = _refuse(
        "desk_ledgerevent_next",
        "INSERT",
        "desk_ledgerevent",
        "not the next event",
        "NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM desk_ledgerevent) OR NEW.prev_hash <> "
        "COALESCE((SELECT hash FROM desk_ledgerevent WHERE seq = NEW.seq - 1), "
        "'0000000000000000000000000000000000000000000000000000000000000000')",
    )
    return [(sql, f"DROP TRIGGER {name};") for name, sql in made.items()]


class Migration(migrations.Migration):
    """Creates the triggers."""

    dependencies: ClassVar = [("desk", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(sql, reverse_sql=reverse) for sql, reverse in _statements()
    ]
