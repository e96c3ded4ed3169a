from __future__ import annotations

import pytest

from pipeline.check.run import check_target
from tests.locks.build import BRAND, lock, registry, unit


def _codes(source: str, target: str, locale: str = "fr-CA") -> list[str]:
    found = check_target(
        unit(source), (target,), registry=registry(BRAND), locale=locale, source_locale="en-US"
    )
    return [item.code for item in found if item.code in {"text.no_break", "lock.sign"}]


@pytest.mark.parametrize(
    ("target", "locale", "count"),
    [
        ("Prenez 5 mg par jour.", "fr-CA", 1),
        ("Prenez 5\u00a0mg par jour.", "fr-CA", 0),
        ("Prenez 5\u202fmg par jour.", "fr-CA", 0),
        ("5 mgx 5 mères", "fr-CA", 0),
        ("5 mgを", "ja", 0),
        ("37 °C", "de-DE", 1),
        ("mot ® ici", "ja", 1),
    ],
)
def test_spaces_that_may_break(target, locale, count):
    assert _codes("x", target, locale).count("text.no_break") == count


@pytest.mark.parametrize(
    ("source", "target", "count"),
    [
        ("ZYLORA® works", "ZYLORA® va", 0),
        ("ZYLORA® works", "ZYLORA va", 1),
        ("ZYLORA works", "ZYLORA™ va", 1),
        ("ZYLORA® and ZYLORA", "ZYLORA et ZYLORA®", 0),
    ],
)
def test_signs_of_names_are_those_of_the_source(source, target, count):
    assert _codes(source, target).count("lock.sign") == count


TERM = lock(
    "term.injection",
    "injection",
    forms={"de-DE": ("Injektion",), "ru": ("инъекция",)},
    patterns={"ru": ("инъекци(?:я|и|ю|ей)",)},
)


@pytest.mark.parametrize(
    ("locale", "target", "holds"),
    [
        ("ru", "После инъекции отдохните.", True),
        ("ru", "Инъекцию делает врач.", True),
        ("ru", "Так. Инъекцию делает врач.", True),
        ("ru", "ИНЪЕКЦИЮ делает врач.", False),
        ("ru", "Суперинъекции нет.", False),
        ("ru", "Укола нет.", False),
        ("de-DE", "Nach der Injektion ruhen.", True),
        ("de-DE", "Nach der injektion ruhen.", False),
        ("es-US", "Nada", True),
    ],
)
def test_a_term_may_inflect_as_its_pattern_says(locale, target, holds):
    assert registry(TERM).holds(unit("after the injection").message, (target,), locale) is holds
