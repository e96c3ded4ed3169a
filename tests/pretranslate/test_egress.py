"""Locked text never leaves, and everything that does is recorded (acceptance D14)."""

from __future__ import annotations

import pytest

from pipeline.errors import RefusedError
from pipeline.model.lock import LockKind, LockScope
from pipeline.pretranslate.egress import EgressGuard, EgressRecord, GuardedEngine
from tests.pretranslate.make import ScriptedEngine, make_lock

ISI = make_lock(
    "Do not take if you are allergic.", id="isi.us@1", kind=LockKind.ISI, scope=LockScope.PASSAGE
)
RX = make_lock("Rx only", "Solamente Rx", kind=LockKind.LEGAL, scope=LockScope.PHRASE)
BRAND = make_lock("BETASERON", kind=LockKind.BRAND)
PHONE = make_lock(
    r"1-844-\d{3}-\d{4}", id="phone@1", kind=LockKind.CONTACT, scope=LockScope.PATTERN
)
GUARD = EgressGuard([ISI, RX, BRAND, PHONE])


@pytest.mark.parametrize(
    ("text", "lock_id"),
    [
        ("Rx only", "rx-only@1"),
        ("This is rx  ONLY today", "rx-only@1"),
        ("This is Rx [0]only[1]", "rx-only@1"),
        ("This is Rx <1>only</1>", "rx-only@1"),
        ('This is Rx <x id="0"/>only', "rx-only@1"),
        ("Before. Do not take if you are allergic. After", "isi.us@1"),
        ("Take BETASERON", "betaseron@1"),
        ("Call 1-844-788-1470", "phone@1"),
        ("Rx onlyness", None),
        ("BETASERONE", None),
        ("Take [0] at [1]", None),
        ("", None),
    ],
)
def test_the_guard_sees_locked_text(text, lock_id):
    assert GUARD.find(text) == lock_id


def test_an_engine_behind_the_guard_is_sent_nothing_when_one_text_is_locked():
    engine = ScriptedEngine()
    records: list[EgressRecord] = []
    guarded = GuardedEngine(engine, GUARD, locale="es-US", record=records.append)
    with pytest.raises(RefusedError, match=r"lock\.egress"):
        guarded.translate_batch(["Hello", "Take BETASERON"], shape="word")
    assert engine.sent == []
    assert records == []


def test_every_text_is_recorded_before_it_is_sent():
    def broken(texts):
        raise RuntimeError

    records: list[EgressRecord] = []
    guarded = GuardedEngine(
        ScriptedEngine(batch=broken), GUARD, locale="es-US", record=records.append
    )
    with pytest.raises(RuntimeError):
        guarded.translate_batch(["Hello"], shape="word")
    assert [(item.text, item.engine, item.version, item.locale) for item in records] == [
        ("Hello", "scripted", "1", "es-US")
    ]


def test_no_lock_lets_everything_pass():
    assert EgressGuard([]).find("anything") is None
