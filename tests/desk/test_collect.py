"""Collect: what the desk hands back is what an evidence file takes, and says the same."""

from __future__ import annotations

import datetime as dt

from pipeline.desk import verbs
from pipeline.desk.selectors.standing import standing_of
from pipeline.model.evidence import Evidence, Meaning
from pipeline.signing.demonstration import demonstration_keys
from pipeline.signing.demonstration_keyring import demonstration_keyring, demonstration_trust
from pipeline.signing.evidence import append_ceremonies, parse_evidence
from pipeline.signing.keyring import parse_keyring
from pipeline.signing.roles import Role
from tests.desk.support import PASSWORD, PLACE, at, content, send, sent, sign

TRUST = demonstration_trust("betaseron")
KEYRING = parse_keyring(demonstration_keyring("betaseron"), TRUST)


def _collect(existing: bytes | None = None) -> bytes:
    found = verbs.collect(**PLACE)
    return append_ceremonies(
        existing,
        found.records,
        **PLACE,
        ledger_head=found.ledger.hash,
        sealed_at="2026-11-22T18:30:00.000Z",
        keys=demonstration_keys()[Role.DESK],
    )


def _parse(data: bytes) -> Evidence:
    return parse_evidence(
        data, **PLACE, keyring=KEYRING, trust=TRUST, on=dt.date(2026, 11, 23), path="evidence"
    )


def test_before_anything_is_signed_there_is_nothing_to_seal(desk):
    send()
    found = verbs.collect(**PLACE)
    assert (found.records, found.targets) == ((), ())
    assert found.ledger == verbs.verify_ledger()


def test_the_evidence_file_says_what_the_desk_says(desk):
    send()
    sign()
    evidence = _collect()
    sign("regina", meaning="medical_legal_regulatory_approval", minute=6)
    shown = content()
    verbs.reject(
        username="regina",
        password=PASSWORD,
        content=shown,
        digests=[shown.rows[1].digest],
        reason="dose",
        at=at(7),
    )
    sign("hugo", numbers=[2], reason="dose is right", minute=8)
    evidence = _collect(evidence)
    assert _collect(evidence) == evidence
    parsed = _parse(evidence)
    assert [ceremony.meaning for ceremony in parsed.ceremonies] == [
        Meaning.LINGUISTIC_REVIEW,
        Meaning.REGULATORY_APPROVAL,
        Meaning.REJECTION,
        Meaning.LINGUISTIC_REVIEW,
    ]
    desk_says = standing_of(row.digest.hex for row in shown.rows)
    assert {digest.hex: offs for digest, offs in parsed.sign_offs.items()} == desk_says
    assert parsed.ledger_head == verbs.verify_ledger().hash


def test_other_domains_and_locales_stay_apart(desk):
    send()
    send([sent("Ask your doctor.", "Fragen Sie Ihren Arzt.")], minute=2, locale="de-DE")
    sign()
    assert len(verbs.collect(**PLACE).records) == 1
    assert verbs.collect(**{**PLACE, "locale": "de-DE"}).records == ()
    assert verbs.collect(**{**PLACE, "domain": "other"}).records == ()
