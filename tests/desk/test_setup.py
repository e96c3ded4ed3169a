"""Opening the desk: what the file and the settings promise."""

from __future__ import annotations

import inspect
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks
from django.core.management import call_command

import pipeline.desk
from pipeline.desk import verbs
from pipeline.desk.settings import STANDARD_COST, configure
from pipeline.errors import EnvironmentFailedError, RejectedError
from tests.desk.support import CHEAP, PASSWORD, add_people, at


def test_the_file_is_its_owners_only(tmp_path):
    path = tmp_path / "var" / "desk.sqlite3"
    verbs.open_desk(path, cost=CHEAP)
    verbs.close_desk()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_desks_in_one_process_do_not_mix(database, tmp_path):
    add_people()
    verbs.open_desk(tmp_path / "other.sqlite3", cost=CHEAP)
    assert verbs.list_people() == ()
    verbs.open_desk(database, cost=CHEAP)
    assert [person.username for person in verbs.list_people()] == ["hugo", "maria", "regina"]


def test_a_file_that_is_no_database_is_left_as_it_is_g11(tmp_path):
    path = tmp_path / "desk.sqlite3"
    path.write_bytes(b"not a database at all, but somebody's notes\n" * 40)
    before = path.read_bytes()
    with pytest.raises(EnvironmentFailedError) as caught:
        verbs.open_desk(path, cost=CHEAP)
    assert caught.value.code == "desk.database"
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFailedError):
        verbs.open_desk(tmp_path / "file" / "desk.sqlite3", cost=CHEAP)


def test_the_migrations_are_those_of_the_models(database):
    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)
    assert checks.run_checks() == []


def test_there_is_no_switch_that_turns_the_trail_off_h14():
    assert list(inspect.signature(configure).parameters) == ["database_path", "cost"]
    assert settings.DEBUG is False
    for file in Path(pipeline.desk.__file__).parent.rglob("*.py"):
        text = file.read_text()
        assert "os.environ" not in text, file
        assert "getenv" not in text, file


def test_passwords_are_argon2id_at_the_standard_cost_unless_said_otherwise():
    assert (STANDARD_COST.memory_cost, STANDARD_COST.time_cost) == (102_400, 2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"username": "Maria Muster"}, "review.person"),
        ({"username": "märia"}, "review.person"),
        ({"username": ""}, "review.person"),
        ({"printed_name": "  "}, "review.person"),
        ({"printed_name": "Maria\u202e"}, "review.person"),
        ({"password": "short"}, "review.weak_password"),
        ({"grants": [("linguist", "es_US")]}, "locale.unknown"),
        ({"grants": [("admin", "es-US")]}, "review.role"),
        ({"username": "maria"}, "review.person"),
    ],
)
def test_a_person_who_cannot_be_enrolled_changes_nothing(desk, change, code):
    head = verbs.verify_ledger()
    values = {
        "username": "otto",
        "printed_name": "Otto Ott",
        "password": PASSWORD,
        "operator": "tester",
        "at": at(1),
        **change,
    }
    with pytest.raises(RejectedError) as caught:
        verbs.add_person(**values)
    assert caught.value.code == code
    assert verbs.verify_ledger() == head


def test_a_role_is_granted_once_and_revoked_with_a_reason(desk):
    who = {"username": "hugo", "role": "linguist", "locale": "de-DE", "operator": "boss"}
    assert verbs.grant(**who, at=at(1))
    assert not verbs.grant(**who, at=at(2))
    with pytest.raises(RejectedError):
        verbs.revoke(**who, reason=" ", at=at(3))
    assert verbs.revoke(**who, reason="moved", at=at(3))
    assert not verbs.revoke(**who, reason="moved", at=at(4))
    assert verbs.grant(**who, at=at(5))
    verbs.verify_ledger()
