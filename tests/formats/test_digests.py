"""Golden vectors of law 1. They never change for version 1: signatures depend on them.

Every digest is computed twice without the code under test: as the literal number, and by hashing
the canonical JSON string that stands here.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.digests import lock_digest, unit_digest
from pipeline.model.digest import Digest
from pipeline.model.lock import ApprovedTarget, Lock, LockKind, LockPolicy, LockRef, LockScope
from pipeline.model.message import Message, MessageKey

DAY = dt.date(2026, 1, 1)
PLURAL = "nplurals=2; plural=(n != 1);"
A, B = Digest("a" * 64), Digest("b" * 64)


def message(source="Rx only", context="", plural=None, **more):
    return Message(key=MessageKey(context, source), plural=plural, **more)


def digest_of(item, *forms, locale="es-US", plural_rule=PLURAL, locks=(), **more):
    place = {"project": "betaseron", "domain": "site", **more}
    return unit_digest(item, forms, locale=locale, plural_rule=plural_rule, locks=locks, **place)


def lock(**changes):
    fields = {
        "id": "isi.us@4",
        "kind": LockKind.ISI,
        "scope": LockScope.PASSAGE,
        "policy": LockPolicy.APPROVED,
        "source": ("One.", "Two."),
        "reference": "REF-1",
        "effective_on": DAY,
        "expires_on": dt.date(2027, 1, 1),
        "forms": {},
        "approved": {"es-US": (approved("Uno."), None)},
    }
    return Lock(**{**fields, **changes})


def approved(text):
    return ApprovedTarget(
        text=text, reference="R", approved_by="A", effective_on=DAY, expires_on=DAY
    )


UNITS = [
    (
        digest_of(message(), "Solamente Rx"),
        (
            '{"context":"","domain":"site","locale":"es-US","locks":[],"plural_rule":"",'
            '"project":"betaseron","source":["Rx only"],"target":["Solamente Rx"],"v":1}'
        ),
        "3edf7e77b0799b4d7ad68b8204653396f09581ec9ad7d8acc3f626f533fc2a97",
    ),
    (
        digest_of(
            message("{count} dose", "button", "{count} doses"),
            "{count} dosis",
            "{count} dosis",
            locks=[LockRef("z@1", A), LockRef("b@2", B), LockRef("z@1", A)],
        ),
        '{"context":"button","domain":"site","locale":"es-US","locks":[{"digest":"'
        + "b" * 64
        + '","id":"b@2"},{"digest":"'
        + "a" * 64
        + '","id":"z@1"}],"plural_rule":"nplurals=2; plural=(n != 1);","project":"betaseron",'
        '"source":["{count} dose","{count} doses"],'
        '"target":["{count} dosis","{count} dosis"],"v":1}',
        "3d83ae2a3917ead03b3d31451c4d1d418743693ee5c88cc7ca8b096d2d085ed4",
    ),
    (
        digest_of(message('A "quoted"\\ tab\t', "alt"), "«é»\u2066x\u2069 😀", locale="ar"),
        (
            '{"context":"alt","domain":"site","locale":"ar","locks":[],"plural_rule":"",'
            '"project":"betaseron","source":["A \\"quoted\\"\\\\ tab\\t"],'
            '"target":["«é»\u2066x\u2069 😀"],"v":1}'
        ),
        "77772b1e14f89780443bedd11fec67133e36f75a5ac92c0eba546bc82a2da882",
    ),
    (
        digest_of(message()),
        (
            '{"context":"","domain":"site","locale":"es-US","locks":[],"plural_rule":"",'
            '"project":"betaseron","source":["Rx only"],"target":[],"v":1}'
        ),
        "03f1a9699f71cf8bfc305565faaae27b65594ed99d7a73a8312251f3656c133a",
    ),
]
LOCKS = [
    (
        lock_digest(lock(), "es-US"),
        (
            '{"kind":"isi","policy":"approved","scope":"passage","source":["One.","Two."],'
            '"target":["Uno.",""],"v":1}'
        ),
        "87eea2d80ddd31252aef356110ebb12374c47587c7f8629ae75ed66d05a0d229",
    ),
    (
        lock_digest(lock(), "ja"),
        (
            '{"kind":"isi","policy":"approved","scope":"passage","source":["One.","Two."],'
            '"target":["",""],"v":1}'
        ),
        "a4b9c097b4271a5ebf46d25a6181b2b5c11c8873e1aabece5952765fecfe1f0b",
    ),
    (
        lock_digest(
            lock(kind=LockKind.CONTACT, scope=LockScope.PHRASE, policy=LockPolicy.VERBATIM), "ja"
        ),
        (
            '{"kind":"contact","policy":"verbatim","scope":"phrase","source":["One.","Two."],'
            '"target":["One.","Two."],"v":1}'
        ),
        "9015116fe2c9762fca121f7be8fd4908f876525ef8bc0a655b57f19a529138ed",
    ),
    (
        lock_digest(
            lock(
                kind=LockKind.CODE,
                scope=LockScope.PATTERN,
                policy=LockPolicy.VERBATIM,
                source=("[0-9]+",),
            ),
            "ja",
        ),
        (
            '{"kind":"code","policy":"verbatim","scope":"pattern","source":["[0-9]+"],'
            '"target":[],"v":1}'
        ),
        "b3fafd4e8b8463ab12192a922b6fb609e1abdc5399c7ed5e2ae72a22e11cf9e0",
    ),
    (
        lock_digest(
            lock(
                kind=LockKind.TERM,
                scope=LockScope.TERM,
                source=("multiple sclerosis",),
                forms={"es-US": ("esclerosis múltiple", "EM")},
            ),
            "es-US",
        ),
        (
            '{"kind":"term","policy":"approved","scope":"term","source":["multiple sclerosis"],'
            '"target":["esclerosis múltiple","EM"],"v":1}'
        ),
        "852ee92414b1642f84bebcd2938e4af326c1ac429faf38c6881d2af4f9d714c5",
    ),
    (
        lock_digest(lock(kind=LockKind.TERM, scope=LockScope.TERM, source=("MS",)), "ja"),
        '{"kind":"term","policy":"approved","scope":"term","source":["MS"],"target":[],"v":1}',
        "f6364977f1d847b7cc5f4981b1ae9c33c3c768d5e30995d11cac8f70e630f3db",
    ),
]


@pytest.mark.parametrize(("found", "canonical", "literal"), UNITS + LOCKS)
def test_golden_vectors(found, canonical, literal):
    assert found.hex == hashlib.sha256(canonical.encode()).hexdigest() == literal


def test_the_plural_rule_counts_for_plural_messages_only():
    single, plural = message(), message(plural="Rx onlies")
    assert digest_of(single, "x", plural_rule="a") == digest_of(single, "x", plural_rule="b")
    assert digest_of(plural, "x", plural_rule="a") != digest_of(plural, "x", plural_rule="b")


def test_places_notes_and_references_are_outside():
    other = message(documents=("a.md",), paths=("a.md/x",), notes=("n",), tags=("<b>",), role="r")
    assert digest_of(message(), "x") == digest_of(other, "x")
    assert lock_digest(lock(), "es-US") == lock_digest(
        lock(id="isi.us@5", reference="R2", expires_on=DAY, context="alt"), "es-US"
    )


words = st.text(st.characters(codec="utf-8"), max_size=5)
arguments = st.tuples(
    words, words, words, words, words | st.none(), words, words, st.lists(words, max_size=3)
)


def _digest(item):
    project, domain, context, source, plural, locale, rule, forms = item
    return unit_digest(
        message(source, context, plural),
        tuple(forms),
        project=project,
        domain=domain,
        locale=locale,
        plural_rule=rule,
        locks=(),
    )


@given(arguments, arguments)
def test_different_units_have_different_digests(one, two):
    def what_counts(item):
        return (*item[:6], item[6] if item[4] is not None else "", item[7])

    assert (_digest(one) == _digest(two)) == (what_counts(one) == what_counts(two))
