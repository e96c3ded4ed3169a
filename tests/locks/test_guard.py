"""The firewall: each origin on each kind of lock."""

from __future__ import annotations

import pytest

from pipeline.errors import RefusedError
from pipeline.locks.guard import guard_write
from tests.locks.build import ALL, ISI, unit

ORIGINS = ("memory", "engine", "fuzzy", "vendor", "desk", "edited", "anything")
RIGHT = "Información de seguridad importante"


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("text", [RIGHT, "Otro texto"])
def test_nobody_else_writes_a_locked_unit(origin, text):
    with pytest.raises(RefusedError) as caught:
        guard_write(ALL, unit(ISI.source[0]), (text,), "es-US", origin)
    assert caught.value.code == "lock.write"
    assert "isi.us@1" in str(caught.value)


def test_the_lock_writes_its_own_text_only():
    guard_write(ALL, unit(ISI.source[0]), (RIGHT,), "es-US", "lock")
    for locale, text in (("es-US", "Otro"), ("ja", RIGHT)):
        with pytest.raises(RefusedError):
            guard_write(ALL, unit(ISI.source[0]), (text,), locale, "lock")


def test_leaving_and_emptying_are_no_writing():
    guard_write(ALL, unit(ISI.source[0], RIGHT), (RIGHT,), "es-US", "desk")
    guard_write(ALL, unit(ISI.source[0], RIGHT), (), "es-US", "update")


@pytest.mark.parametrize("origin", ORIGINS)
def test_other_units_are_open_to_all(origin):
    guard_write(ALL, unit("ZYLORA is here"), ("ZYLORA está aquí",), "es-US", origin)
