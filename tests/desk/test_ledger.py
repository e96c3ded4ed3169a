"""The ledger: append-only by triggers, and every tampering is found."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import DatabaseError, connection

from pipeline.desk import verbs
from pipeline.errors import RefusedError
from tests.desk.support import send, sign

APPEND_ONLY = (
    "desk_ledgerevent",
    "desk_revision",
    "desk_signaturerecord",
    "desk_signatureunit",
    "desk_sheetrecord",
)


@pytest.fixture
def signed(desk):
    send()
    sign()
    return desk


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["update", "delete", "replace"])
def test_the_database_denies_changes_h01(signed, table, change):
    with connection.cursor() as cursor:
        columns = [row[1] for row in cursor.execute(f"PRAGMA table_info({table})").fetchall()]
        before = cursor.execute(f"SELECT * FROM {table}").fetchall()
        statement = {
            "update": f"UPDATE {table} SET {columns[-1]} = {columns[-1]}",
            "delete": f"DELETE FROM {table}",
            "replace": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        }[change]
        with pytest.raises(DatabaseError, match=r"append-only|next event"):
            cursor.execute(statement)
        assert cursor.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize("table", ["desk_person", "desk_rolegrant", "desk_unit"])
def test_people_and_units_are_never_deleted(signed, table):
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="keeps its rows"):
        cursor.execute(f"DELETE FROM {table}")


def test_an_id_is_never_given_to_somebody_else(signed):
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="keeps id"):
        cursor.execute("UPDATE desk_person SET username = 'other'")


def test_an_event_that_is_not_the_next_is_denied(signed):
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="next event"):
        cursor.execute(
            "INSERT INTO desk_ledgerevent (seq, prev_hash, hash, action, line) "
            "VALUES (9999, 'x', 'y', 'z', '{}')"
        )


def _tamper(path, script):
    """As somebody with database tools would: triggers dropped first."""
    verbs.close_desk()
    database = sqlite3.connect(path)
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        database.execute(f"DROP TRIGGER {name}")
    database.executescript(script)
    database.close()


TAMPERING = {
    "an event changed": (
        "UPDATE desk_ledgerevent SET line = replace(line, 'maria', 'mario') WHERE seq = 1",
        "sequence 1",
    ),
    "an event removed": ("DELETE FROM desk_ledgerevent WHERE seq = 3", "sequence 3"),
    "two events exchanged": (
        """
        UPDATE desk_ledgerevent SET seq = 1000 WHERE seq = 4;
        UPDATE desk_ledgerevent SET seq = 4 WHERE seq = 5;
        UPDATE desk_ledgerevent SET seq = 5 WHERE seq = 1000;
        """,
        "sequence 4",
    ),
    "a column beside an event changed": (
        "UPDATE desk_ledgerevent SET action = 'comment.added' WHERE seq = 2",
        "event 2",
    ),
    "a text changed": (
        """
        UPDATE desk_revision SET forms = '["x"]'
        WHERE unit_id = (SELECT uid FROM desk_unit WHERE position = 0)
        """,
        "event 7",
    ),
    "a text removed": (
        """
        UPDATE desk_unit SET current_id = NULL;
        DELETE FROM desk_signatureunit;
        DELETE FROM desk_revision WHERE event = 8;
        """,
        "event 8",
    ),
    "an older text put back": (
        """
        INSERT INTO desk_revision SELECT 999, 2, message, forms, digest, locks, plural_rule,
        origin_kind, origin_detail, based_on, 1, created_at, author_id, importer_id, unit_id
        FROM desk_revision WHERE event = 8
        """,
        "records none",
    ),
    "a unit without its text": ("UPDATE desk_unit SET current_id = NULL", "is not its last"),
    "a signature moved to another unit h08": (
        """
        UPDATE desk_signatureunit SET
        revision_id = (SELECT max(id) FROM desk_revision),
        digest = (SELECT digest FROM desk_revision ORDER BY id DESC LIMIT 1)
        WHERE id = (SELECT min(id) FROM desk_signatureunit)
        """,
        "covers other units",
    ),
    "a signature moved to another locale h08": (
        "UPDATE desk_signaturerecord SET locale = 'de-DE'",
        "not the one it records",
    ),
    "a signature's record changed": (
        "UPDATE desk_signaturerecord SET payload = replace(payload, 'Maria Muster', 'M. M.')",
        "not the one it records",
    ),
    "a signature copied": (
        """
        INSERT INTO desk_signaturerecord SELECT 'ffffffffffffffffffffffffffffffff', project,
        domain, locale, meaning, payload, 1, signer_id FROM desk_signaturerecord
        """,
        "records none",
    ),
    "a signature removed": (
        "DELETE FROM desk_signatureunit; DELETE FROM desk_signaturerecord",
        "is gone",
    ),
    "a sheet changed": ("UPDATE desk_sheetrecord SET data = x'00'", "sheet"),
    "a role given": (
        "UPDATE desk_rolegrant SET role = 'regulatory_reviewer' WHERE role = 'linguist'",
        "granted in the database are not those",
    ),
    "a person renamed": (
        "UPDATE desk_person SET printed_name = 'Somebody Else' WHERE username = 'hugo'",
        "hugo is not the person",
    ),
    "a person added": (
        """
        INSERT INTO desk_person SELECT password, 'ffffffffffffffffffffffffffffffff', 'eve', 'Eve',
        organization, is_active, failed_attempts, must_change_password, created_at
        FROM desk_person WHERE username = 'hugo'
        """,
        "eve is not the person",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found_h02(signed, what):
    script, where = TAMPERING[what]
    head = verbs.verify_ledger()
    assert head.seq > 10
    _tamper(signed, script)
    with pytest.raises(RefusedError, match=where) as caught:
        verbs.verify_ledger()
    assert caught.value.code in {"ledger.broken", "ledger.record"}


def test_a_cut_tail_is_found_against_an_anchor_h03(signed):
    head = verbs.verify_ledger()
    _tamper(signed, f"DELETE FROM desk_ledgerevent WHERE seq > {head.seq - 2}")
    with pytest.raises(RefusedError) as caught:
        verbs.verify_ledger([head])
    assert caught.value.code == "ledger.anchor"
    assert "at least 2 events are missing" in str(caught.value)


def test_the_connection_keeps_its_promises(signed):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "busy_timeout": 10_000,
    }
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted
