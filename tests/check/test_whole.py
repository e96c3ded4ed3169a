"""Findings among all units of a catalog."""

from __future__ import annotations

from pipeline.check.run import check_whole
from pipeline.model.finding import Severity
from tests.locks.build import catalog, registry, unit

NOUNS = "doctor nurse patient injection hospital clinic medication symptom treatment allergy"
WORDS = {"doctor": "médico", "nurse": "enfermera", "patient": "paciente", "injection": "inyección",
         "hospital": "hospital", "clinic": "clínica", "medication": "medicamento",
         "symptom": "síntoma", "treatment": "tratamiento", "allergy": "alergia"}  # fmt: skip
VERBS = {"Ask": "Pregunte por", "Watch": "Observe", "Remember": "Recuerde", "Describe": "Describa"}


def units():
    return [
        unit(f"{verb} the {one} and the {two}", f"{VERBS[verb]} {WORDS[one]} y {WORDS[two]}")
        for verb in VERBS
        for one in NOUNS.split()
        for two in NOUNS.split()
        if one != two
    ] + [unit(f"Only {noun} number", f"Solo {WORDS[noun]} número") for noun in NOUNS.split()] * 6


def test_swapped_targets_are_found():
    good = {item.key: item for item in units()}
    rows = [*good.values()]
    assert not [f for f in check_whole(catalog(*rows), registry=registry())
                if f.code == "target.swapped"]  # fmt: skip
    rows[3], rows[-1] = (
        unit(rows[3].message.source, rows[-1].forms[0]),
        unit(rows[-1].message.source, rows[3].forms[0]),
    )
    # a small catalog is a small dictionary: nothing is said without strong grounds
    for finding in check_whole(catalog(*rows), registry=registry()):
        assert finding.code in {"target.swapped", "target.ambiguous", "target.inconsistent"}


def test_swapped_names_that_are_alike_in_both_languages_are_found():
    names = [
        "Marathi",
        "Bengali",
        "Nepali",
        "Swahili",
        "Georgian",
        "Kannada",
        "Armenian",
        "Sorbian",
    ]
    rows = [unit(f"{name} {noun}", f"{WORDS[noun]} {name}") for name in names for noun in WORDS]
    rows += [unit("Marmara", "Marmara marino"), unit("Persepolis", "Persepolis antigua")]
    assert len(rows) >= 50
    swapped = [
        *rows[:-2],
        unit("Marmara", rows[-1].forms[0]),
        unit("Persepolis", rows[-2].forms[0]),
    ]
    found = {
        item.key.source
        for item in check_whole(catalog(*swapped), registry=registry())
        if item.code == "target.swapped" and item.key is not None
    }
    assert found == {"Marmara", "Persepolis"}


def test_one_source_with_two_targets_is_a_note():
    found = check_whole(
        catalog(unit("Open", "Abrir", context="button"), unit("Open", "Abierto", context="state")),
        registry=registry(),
    )
    assert [(item.code, item.severity) for item in found] == [
        ("target.inconsistent", Severity.NOTE)
    ]


def test_one_target_for_two_sources_is_a_note():
    same = "Hable con su médico hoy mismo"
    found = check_whole(
        catalog(unit("Talk to your doctor today", same), unit("Call the nurse now", same)),
        registry=registry(),
    )
    assert [item.code for item in found] == ["target.ambiguous"]
