"""Spaces before punctuation, quotation marks and full-width forms, per locale."""

from __future__ import annotations

import pytest

from pipeline.check.run import check_target
from pipeline.model.finding import Severity
from tests.locks.build import registry, unit


def found(source: str, target: str, locale: str) -> list[str]:
    findings = check_target(
        unit(source, target), (target,), registry=registry(), locale=locale, source_locale="en-US"
    )
    kept = [item for item in findings if item.code == "text.typography"]
    assert all(item.severity is Severity.WARNING for item in kept)
    return [
        target[item.span.start : item.span.end] if item.span is not None else "" for item in kept
    ]


@pytest.mark.parametrize(
    ("target", "locale", "marks"),
    [
        ("À noter: rien", "fr-CA", [":"]),
        ("À noter : rien", "fr-CA", []),
        ("À noter\u00a0: rien", "fr-FR", []),
        ("À noter\u202f: rien", "fr", []),
        ("Attention! Lisez", "fr-FR", ["!"]),
        ("Attention! Lisez", "fr-CA", []),
        ("Attention! Lisez", "fr-CH", []),
        ("Attention\u202f! Lisez", "fr-FR", []),
        ("Vrai? ou faux; qui sait", "fr-BE", ["?"]),
        ("À 8:30 ou sur https://example.com/a:", "fr-CA", []),
        ("Il a dit “oui”", "fr-CA", ["“"]),
        ("Il a dit « le “oui” du chef »", "fr-CA", []),
        ("Er sagte “ja”", "de-DE", ["“"]),
        ("Er sagte „ja“ und ging", "de-DE", []),
        ("彼は“はい”と言った", "ja", ["“"]),
        ("彼は「はい」と言った", "ja", []),
        ("\uff83\uff7d\uff84です", "ja", ["\uff83\uff7d\uff84"]),
        ("テストです", "ja", []),
        ("Dijo “sí”", "es-US", []),
        ("Nota: nada", "es-US", []),
    ],
)
def test_what_a_locale_does_not_write(target: str, locale: str, marks: list[str]):
    assert found("It said so", target, locale) == marks


def test_what_the_source_says_itself_is_left_alone():
    assert found("Set Type: to x", "Mettre Type: à x", "fr-CA") == []
    assert found("Set it to x", "Mettre Type: à x", "fr-CA") == [":"]
