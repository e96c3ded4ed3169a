"""Each requirement alone: what closes it, with which code, and where."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import Fault
from pipeline.gate.candidate import Piece
from pipeline.gate.gate import evaluate
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.lock import LockKind, LockPolicy, LockScope
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Held, Unit
from tests.signing.samples import DAY, keyring_of

from .samples import (
    APPROVAL,
    CATALOG,
    DOCUMENT,
    ISI,
    MESSAGES,
    POLICY,
    REGISTRY,
    TARGETS,
    TEMPLATE,
    PlainRegistry,
    approved,
    candidate_of,
    domain_of,
    evidence_of,
    lock_of,
    segment,
    spoilt,
    with_unit,
)

FRESH = Digest("c" * 64)
FAULT = Fault(code="seal.changed", message="m")


def unmet(candidate):
    """Requirement code to the codes of its faults."""
    return {
        result.requirement: [fault.code for fault in result.missing]
        for result in evaluate(candidate).unmet
    }


def faults(candidate, code):
    return [fault for fault in evaluate(candidate).faults if fault.code == code]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("trust", "gate.no_trust"),
        ("keyring", "gate.keyring"),
        ("policy", "gate.policy"),
        ("approvals", "gate.approvals"),
        ("registry", "gate.registry"),
    ],
)
def test_pieces_that_are_missing_or_do_not_verify(name, code):
    assert unmet(candidate_of(**{name: Piece()}))[code] == [code]
    value = getattr(candidate_of(), name).value
    assert unmet(candidate_of(**{name: Piece(value, (FAULT,))}))[code] == ["seal.changed"]


def test_code_is_not_content():
    assert unmet(candidate_of(code_inside_project=True)) == {}
    real = Piece(keyring_of())
    assert unmet(candidate_of(keyring=real)) == {}
    assert unmet(candidate_of(keyring=real, code_inside_project=True)) == {
        "code.inside_project": ["code.inside_project"]
    }


def test_a_ledger_that_does_not_verify():
    broken = Fault(code="ledger.broken", message="at 3")
    assert unmet(candidate_of(ledger_faults=(broken,))) == {"gate.ledger": ["ledger.broken"]}


def test_a_locale_without_a_market():
    policy = replace(POLICY, markets={"us": ("en-US",)})
    assert unmet(candidate_of(policy=Piece(policy))) == {"market.refused": ["market.refused"]}
    assert "not verified" in str(faults(candidate_of(policy=Piece()), "market.refused")[0])


@pytest.mark.parametrize(
    ("approvals", "code"),
    [
        ({}, "approval.missing"),
        ({"index.md": replace(APPROVAL, sha256=Digest("0" * 64))}, "approval.changed"),
        ({"index.md": replace(APPROVAL, expires_on=DAY)}, "approval.expired"),
    ],
)
def test_documents(approvals, code):
    candidate = candidate_of(approvals=Piece(approvals))
    assert unmet(candidate) == {"gate.documents": [code]}
    assert faults(candidate, code)[0].path == "source_content/index.md"


def test_the_day_before_expiry_counts():
    day = replace(APPROVAL, expires_on=DAY + dt.timedelta(days=1))
    assert unmet(candidate_of(approvals=Piece({"index.md": day}))) == {}


def test_nothing_to_release():
    assert unmet(candidate_of(documents=())) == {
        "gate.documents": ["gate.empty"],
        "gate.empty": ["gate.empty"],
    }
    empty = replace(CATALOG, units=())
    found = unmet(spoilt(catalog=Piece(empty), template=Piece(replace(TEMPLATE, messages=()))))
    assert found == {"gate.empty": ["gate.empty"], "gate.unsigned": ["gate.unsigned"]}
    none = candidate_of()
    assert set(unmet(replace_domains(none))) == {"gate.empty", "gate.pages", "gate.unsigned"}


def replace_domains(candidate):
    return type(candidate)(
        **{
            name: getattr(candidate, name)
            for name in candidate.__slots__
            if name not in {"states", "domains"}
        },
        domains=(),
    )


@pytest.mark.parametrize(
    ("stored", "fresh"),
    [
        (None, Digest("c" * 64)),
        (Digest("c" * 64), None),
        (None, None),
        (Digest("d" * 64), Digest("c" * 64)),
    ],
)
def test_a_stale_template(stored, fresh):
    candidate = spoilt(template_digest=stored, extracted_digest=fresh)
    assert unmet(candidate) == {"template.stale": ["template.stale"]}
    assert faults(candidate, "template.stale")[0].path == "locales/site.pot"


def test_a_template_that_cannot_be_read():
    bad = Piece(TEMPLATE, (Fault(code="catalog.truncated", message="m"),))
    assert unmet(spoilt(template=bad)) == {
        "template.stale": ["catalog.truncated"],
        "gate.catalog": ["gate.catalog"],
    }


NEW = Message(key=MessageKey("", "New"))


@pytest.mark.parametrize(
    ("catalog", "template", "count"),
    [
        (CATALOG, replace(TEMPLATE, messages=(*MESSAGES, NEW)), 1),
        (CATALOG, replace(TEMPLATE, messages=MESSAGES[:1]), 1),
        (CATALOG, replace(TEMPLATE, messages=(MESSAGES[0], replace(MESSAGES[1], plural="x"))), 2),
        (replace(CATALOG, locale="es-ES"), TEMPLATE, 1),
        (replace(CATALOG, domain="ads"), TEMPLATE, 1),
        (replace(CATALOG, project="other"), TEMPLATE, 1),
        (CATALOG, replace(TEMPLATE, project="other"), 1),
        (replace(CATALOG, units=(*CATALOG.units, CATALOG.units[0])), TEMPLATE, 1),
    ],
)
def test_a_catalog_that_does_not_fit(catalog, template, count):
    found = unmet(spoilt(catalog=Piece(catalog), template=Piece(template)))
    assert found["gate.catalog"] == ["gate.catalog"] * count


def test_a_catalog_that_cannot_be_read():
    cut: Piece[Any] = Piece(None, (Fault(code="catalog.truncated", message="m"),))
    found = unmet(spoilt(catalog=cut))
    assert found["gate.catalog"] == ["catalog.truncated"]
    assert found["gate.empty"] == ["gate.empty"]
    assert found["gate.unsigned"] == ["gate.unsigned"]
    assert unmet(spoilt(catalog=Piece()))["gate.catalog"] == ["gate.catalog"]


def test_conflicts():
    candidate = spoilt(conflicts=("locales/es_US/conflicts/site.po",))
    assert unmet(candidate) == {"conflict.open": ["conflict.open"]}
    assert faults(candidate, "conflict.open")[0].path == "locales/es_US/conflicts/site.po"


def test_held_units():
    held = with_unit(held=Held("placeholder.mismatch", "engine x", "0" * 12))
    candidate = spoilt(catalog=Piece(held))
    assert unmet(candidate) == {"unit.held": ["unit.held"]}
    (fault,) = faults(candidate, "unit.held")
    assert (fault.path, fault.line) == ("locales/es_US/LC_MESSAGES/site.po", 12)
    assert "placeholder.mismatch" in fault.message


@pytest.mark.parametrize(
    ("expected", "code"), [(None, "lock.missing"), ("Sólo con receta", "lock.mismatch")]
)
def test_a_lock_that_does_not_hold(expected, code):
    """D12, K01: signed or not, the target must be what the sealed registry says."""
    registry = PlainRegistry(expected={"Rx only": expected})
    found = unmet(candidate_of(registry=Piece(registry)))
    assert found["gate.locks"] == [code]
    assert found["gate.unsigned"] == ["gate.unsigned"]
    assert "does not hold its locks" in str(
        faults(candidate_of(registry=Piece(registry)), "gate.unsigned")[0]
    )


def test_without_a_registry_no_lock_can_be_compared():
    assert unmet(candidate_of(registry=Piece()))["gate.locks"] == ["gate.locks"]


def finding(severity, **changes):
    fields = {"code": "number.changed", "type": IssueType.NUMBERS, "message": "10 became 100"}
    return Finding(severity=severity, **{**fields, **changes})


def test_blockers():
    blocker = finding(Severity.BLOCKER, key=MESSAGES[1].key)
    placed = finding(Severity.BLOCKER, path="x.po", line=3)
    bare = finding(Severity.BLOCKER)
    harmless = [finding(Severity.WARNING), finding(Severity.NOTE)]
    assert unmet(spoilt(findings=tuple(harmless))) == {}
    candidate = spoilt(findings=(blocker, placed, bare, *harmless))
    assert unmet(candidate) == {"gate.findings": ["number.changed"] * 3}
    path = "locales/es_US/LC_MESSAGES/site.po"
    places = [(fault.path, fault.line) for fault in faults(candidate, "number.changed")]
    assert places == [(path, 12), ("x.po", 3), (path, 0)]


def test_pages_that_break_a_rule_or_were_not_read():
    finding = Finding(
        code="page.generic",
        type=IssueType.OMISSION,
        severity=Severity.BLOCKER,
        message="no generic name",
        path="source_content/index.md",
        line=3,
    )
    hint = replace(finding, severity=Severity.WARNING)
    assert unmet(spoilt(page_findings=(finding, hint))) == {"gate.pages": ["page.generic"]}
    assert unmet(spoilt(page_findings=None)) == {"gate.pages": ["gate.pages"]}
    unread = Fault(code="page.incomplete", message="1 of 2 segments", path="index.md")
    assert unmet(spoilt(unread_pages=(unread,))) == {"gate.pages": ["page.incomplete"]}


def test_checks_that_did_not_run():
    assert unmet(spoilt(findings=None)) == {"gate.findings": ["gate.findings"]}


def test_evidence():
    cut: Piece[Any] = Piece(None, (Fault(code="evidence.cut", message="m"),))
    assert unmet(spoilt(evidence=cut))["gate.evidence"] == ["evidence.cut"]
    assert unmet(spoilt(evidence=Piece()))["gate.evidence"] == ["gate.evidence"]
    places: list[dict[str, Any]] = [{"domain": "ads"}, {"locale": "es-ES"}]
    for place in places:
        elsewhere = Piece(evidence_of(**place))
        assert unmet(spoilt(evidence=elsewhere)) == {"gate.evidence": ["gate.evidence"]}


def unsigned(candidate):
    return [str(fault) for fault in faults(candidate, "gate.unsigned")]


def test_an_edited_signed_target():
    """H07: any edit makes a new digest, which nothing signed covers."""
    candidate = spoilt(catalog=Piece(with_unit(forms=("Hable con él.",), fuzzy=True)))
    assert unmet(candidate) == {"gate.unsigned": ["gate.unsigned"]}
    (text,) = unsigned(candidate)
    assert text.startswith("locales/es_US/LC_MESSAGES/site.po:12: “Talk to your doctor.”")
    assert "lacks linguistic_review, medical_legal_regulatory_approval" in text


def test_one_person_cannot_sign_everything():
    candidate = spoilt(evidence=Piece(evidence_of(people=("p-1", "p-1"))))
    assert len(unsigned(candidate)) == 2
    assert "is reviewed: lacks medical_legal_regulatory_approval" in unsigned(candidate)[0]


def test_no_evidence_no_target_no_policy():
    assert len(unsigned(spoilt(evidence=Piece(evidence_of(people=()))))) == 2
    empty = spoilt(catalog=Piece(with_unit(forms=())))
    assert unmet(empty) == {"gate.unsigned": ["gate.unsigned"]}
    assert "is initial: has no target" in unsigned(empty)[0]
    policy = Piece(replace(POLICY, sign_offs=()))
    assert "never final" in unsigned(candidate_of(policy=policy))[0]


def test_signatures_for_another_place_do_not_count():
    places: list[dict[str, Any]] = [{"locale": "es-ES"}, {"domain": "ads"}, {"project": "other"}]
    for changes in places:
        foreign = evidence_of(replace(CATALOG, **changes))
        assert len(unsigned(spoilt(evidence=Piece(foreign)))) == 2


def test_a_new_lock_voids_the_signature():
    registry = PlainRegistry(
        expected={"Rx only": "Solamente Rx", "Talk to your doctor.": "Hable con su médico."}
    )
    assert len(unsigned(candidate_of(registry=Piece(registry)))) == 1


def test_unfinished_targets_are_marked():
    bare = spoilt(catalog=Piece(with_unit(forms=("Otra.",))))
    assert unmet(bare) == {
        "gate.unsigned": ["gate.unsigned"],
        "fuzzy.missing": ["fuzzy.missing"],
    }
    assert faults(bare, "fuzzy.missing")[0].line == 12
    half = with_unit(message=replace(MESSAGES[1], plural="x"), forms=("a", ""))
    assert "fuzzy.missing" in unmet(spoilt(catalog=Piece(half)))


def passages(*documents, lock=None, **changes):
    registry = Piece(PlainRegistry(locks=(lock or lock_of(),), expected=REGISTRY.expected))
    segments = {
        f"d{number}.md": tuple(
            text if not isinstance(text, str) else segment(text) for text in document
        )
        for number, document in enumerate(documents)
    }
    domain = domain_of(segments=segments)
    return unmet(candidate_of(domain, registry=registry, **changes)).get("isi.incomplete", [])


def test_a_whole_passage():
    assert passages(ISI) == []
    assert passages(["Hello", ISI[0], "x", ISI[1], ISI[2], "Bye"]) == []
    assert passages([*ISI, "x", ISI[0]]) == []
    assert passages([segment(ISI[0], role="link")], ISI) == []
    assert passages(["x"], []) == []
    assert passages([f"<1>{ISI[0]}</1>", *ISI[1:]]) == []


def test_a_passage_that_is_cut_or_in_another_order():
    """D13."""
    assert len(passages(ISI[:2])) == 1
    assert len(passages([ISI[0], ISI[2], ISI[1]])) == 1
    assert len(passages(ISI, ISI[1:])) == 1
    assert len(passages([ISI[0]])) == 1
    assert len(passages([ISI[0]], [ISI[1]])) == 2
    assert len(passages([ISI[0]], ISI)) == 1


def test_segments_that_are_not_the_locks():
    plural = segment(ISI[0], plural="x")
    assert passages([plural]) == []
    button = lock_of(context="button")
    assert passages(ISI[:2], lock=button) == []
    assert len(passages([segment(ISI[0], context="button")], lock=button)) == 1


@pytest.mark.parametrize(
    "targets",
    [
        (None, approved(TARGETS[1]), approved(TARGETS[2])),
        (approved("a"), approved("b", expires_on=DAY), approved("c")),
        (approved("a"), approved("b"), approved("c", effective_on=dt.date(2026, 3, 2))),
    ],
)
def test_a_passage_that_lacks_an_approved_text(targets):
    lock = lock_of(approved={"es-US": targets})
    assert passages(ISI, lock=lock) == ["isi.incomplete"]
    assert passages(["x"], lock=lock) == []


def test_a_passage_without_any_text_in_the_locale():
    assert passages(ISI, lock=lock_of(approved={})) == ["isi.incomplete"] * 3
    assert passages(ISI, lock=lock_of(approved={}, policy=LockPolicy.VERBATIM)) == []


def test_other_locks_are_not_passages():
    assert passages(ISI[:2], lock=lock_of(kind=LockKind.STATEMENT)) == ["isi.incomplete"]
    assert passages(ISI, lock=lock_of(kind=LockKind.STATEMENT, approved={})) == []
    assert passages(ISI[:2], lock=lock_of(scope=LockScope.PHRASE)) == []


def test_two_domains_are_both_judged():
    other = domain_of(
        name="ads",
        template=Piece(replace(TEMPLATE, domain="ads")),
        catalog=Piece(replace(CATALOG, domain="ads")),
        evidence=Piece(evidence_of(replace(CATALOG, domain="ads"), domain="ads")),
    )
    assert unmet(candidate_of(domain_of(), other)) == {}
    bare = replace(other, evidence=Piece(evidence_of(people=(), domain="ads")))
    assert len(unsigned(candidate_of(domain_of(), bare))) == 2


def test_plural_rules_count_for_plural_units():
    plural = Message(key=MessageKey("", "{count} dose"), plural="{count} doses")
    catalog = replace(CATALOG, units=(Unit(message=plural, forms=("a", "b")),))
    template = Piece(replace(TEMPLATE, messages=(plural,)))
    signed = Piece(evidence_of(catalog))
    good = spoilt(catalog=Piece(catalog), template=template, evidence=signed)
    assert unmet(good) == {}
    other = spoilt(
        catalog=Piece(catalog), template=template, evidence=signed, plural_rule="nplurals=2;"
    )
    assert "gate.unsigned" in unmet(other)


def test_documents_are_looked_up_by_path():
    other = replace(DOCUMENT, path="other.md")
    assert unmet(candidate_of(documents=(DOCUMENT, other))) == {
        "gate.documents": ["approval.missing"]
    }
