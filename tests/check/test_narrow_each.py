"""For every rule that narrows: a unit in which it finds something stays, a good one need not."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from benchmarks.mutations import SHIPPED, sentences_of
from benchmarks.mutators import mutators_of
from benchmarks.published import LOCALES, units_of
from pipeline.check.batch import Batch
from pipeline.check.context import Context
from pipeline.check.rules import TARGET_RULES, UNIT_RULES, Entry
from pipeline.check.run import check_units
from pipeline.model.lock import FormStatus, UnwantedForm
from pipeline.model.message import MessageKey
from pipeline.model.unit import Held, Unit
from tests.check.test_narrow import asked_of_all, seen
from tests.locks.build import ALL, ISI, catalog, lock, registry, unit

UNWANTED = lock(
    "term.injection",
    "injection",
    forms={"es-US": ("inyección",)},
    unwanted=(
        UnwantedForm(text="jeringazo", locale="es-US", status=FormStatus.FORBIDDEN, anywhere=True),
    ),
)
FOUND = {
    "limits": ("es-US", unit("word", "x" * 501)),
    "locks": ("es-US", unit("Take ZYLORA now", "Tome esto ya")),
    "terms": ("es-US", unit("A shot", "Un jeringazo")),
    "placeholders": ("es-US", unit("%s new", "nuevos", flags=("python-format",))),
    "icu": (
        "es-US",
        unit("{n, plural, other {x}}", "{n, plural, other {x}", flags=("icu-format",)),
    ),
    "tags": ("es-US", unit("<1>now</1>", "<1>ya")),
    "numbers": ("es-US", unit("Take 2", "Tome 3")),
    "measures": ("es-US", unit("Take 2 mg", "Tome 2 g")),
    "ranges": ("es-US", unit("Take 2-8", "Tome 8-2")),
    "phones": ("es-US", unit("Call 1-844-788-1470", "Llame al 1-844-788-1407")),
    "times": ("es-US", unit("Come at 8 p.m.", "Venga a las 8 a. m.")),
    "dates": ("es-US", unit("On March 3", "El 3 de mayo")),
    "comparison": ("es-US", unit("Use < 5", "Use > 5")),
    "spelled": ("es-US", unit("Take two tablets", "Tome tres tabletas")),
    "negation": ("es-US", unit("Do not take it", "Tome esto")),
    "modality": ("es-US", unit("You must take it", "Puede tomarlo")),
    "markup": ("es-US", unit("Hello", "Hola <b>tú</b>")),
    "links": ("es-US", unit("See https://a.example", "Vea https://b.example")),
    "template": ("es-US", unit("Hello", "Hola {{a}}")),
    "markdown": ("es-US", unit("Take **now**", "Tome ya")),
    "bidi": ("es-US", unit("Hello", "Hola \u202etú")),
    "characters": ("es-US", unit("Hello", "Ho\u200bla")),
    "look_alike": ("es-US", unit("Hello", "Hоla")),
    "normal_form": ("es-US", unit("Hello", "Cafe\u0301 ahora")),
    "script": ("ar", unit("Take this medicine with water", "Take water")),
    "display": ("ar", unit("Between 10-20 of it", "بين 10-20 منها")),
    "length": ("es-US", unit("Hello", "x" * 400)),
    "repetition": ("es-US", unit("Take it", "Tome el el agua")),
    "unchanged": ("es-US", unit("Take this water", "Take this water")),
    "whitespace": ("es-US", unit("Take it", "Tome  esto")),
    "capitals": ("es-US", unit("Take this with some water.", "tome esto con un poco de agua.")),
    "ending": ("es-US", unit("Is it?", "Es")),
    "brackets": ("es-US", unit("Take (now)", "Tome (ya")),
    "typography": ("es-US", unit("Is it?", "Es así?")),
    "no_break": ("fr-CA", unit("Take 2 mg", "Prenez 2 mg")),
    "punctuation": ("de-DE", unit("Say no", "Sag “nein”")),
    "missing": ("fr-CA", unit("Take zylorafen beta-1b", "Prenez-en")),
    "drift": ("es-US", unit(ISI.source[1][:-4], "Texto")),
    "held": ("es-US", replace(unit("Hello"), held=Held("number.changed", "engine x", "0" * 12))),
    "fuzzy": ("es-US", unit("Hello", "Hola")),
    "empty": ("es-US", unit("Hello")),
}
"""By the rule's name. Units without a target, and plurals, are never narrowed away."""
PLURAL_ONLY = {"plurals"}


def name_of(entry: Entry) -> str:
    return str(getattr(entry.rule, "__name__", "")).removeprefix("check_")


ENTRIES = {name_of(entry): entry for entry in (*TARGET_RULES, *UNIT_RULES)}


def context_for(locale: str) -> Context:
    locks = registry(*ALL.revisions, UNWANTED)
    return Context(registry=locks, source_locale="en-US", locale=locale, is_final=lambda _: False)


def numbers(entry: Entry, row: Unit, context: Context) -> list[int]:
    return entry.numbers(Batch([row], [row.forms], context), [0])


def test_every_rule_narrows_and_has_its_example():
    narrowing = {name for name, entry in ENTRIES.items() if entry.narrow is not None}
    assert narrowing == set(ENTRIES)
    assert narrowing == set(FOUND) | PLURAL_ONLY


@pytest.mark.parametrize("name", sorted(FOUND))
def test_what_a_rule_finds_is_not_narrowed_away(name):
    entry, (locale, row) = ENTRIES[name], FOUND[name]
    context = context_for(locale)
    assert list(entry.rule(row, row.forms, context)), "the example is none"
    assert numbers(entry, row, context) == [0]
    # the example is one that the rule's `narrow` decides, where it decides any
    if row.has_target:
        gone = replace(entry, narrow=lambda _batch, _numbers: [])
        assert numbers(gone, row, context) == []


@pytest.mark.parametrize("name", sorted({*FOUND, *PLURAL_ONLY} - {"empty", "held", "fuzzy"}))
def test_a_plain_unit_is_asked_of_hardly_any_rule(name):
    row = unit("Take this medicine with some water now.", "Tome este medicamento con agua ahora.")
    assert numbers(ENTRIES[name], row, context_for("es-US")) == []


def test_negation_is_compared_sentence_by_sentence():
    context, entry = context_for("es-US"), ENTRIES["negation"]
    source, target = "Do not take it. Eat now.", "Tome esto. No coma ahora."
    row = unit(source, target)
    assert list(entry.rule(row, row.forms, context))
    assert numbers(entry, row, context) == [0]
    joined = unit(source.replace(".", ","), target.replace(".", ","))
    assert not list(entry.rule(joined, joined.forms, context))
    assert numbers(entry, joined, context) == []


def compare(rows: list[Unit], locale: str) -> None:
    """What a batch finds is what every rule finds, asked of one unit after the other."""
    rows = [
        replace(row, message=replace(row.message, key=MessageKey(str(at), row.message.source)))
        for at, row in enumerate(rows)
    ]
    context = replace(context_for(locale), is_final=lambda item: item.fuzzy)
    found = check_units(
        catalog(*rows, locale=locale), rows, registry=context.registry, final=context.is_final
    )
    for row, findings in zip(rows, found, strict=True):
        wanted = asked_of_all(row, row.forms, context, stored=True)
        assert sorted(map(repr, seen(findings))) == sorted(map(repr, wanted)), row


@pytest.mark.parametrize("locale", LOCALES)
def test_broken_sentences_are_found_one_by_one_and_together(locale):
    rnd, rows = random.Random(1), list(sentences_of(locale))  # noqa: S311
    for mutate in mutators_of(locale).values():
        for row in rows[:60]:
            new = mutate(row, row.forms[0], rnd)
            if new:
                rows.append(replace(row, forms=(new,)))
    assert len(rows) > 200
    compare(rows, SHIPPED[locale])


@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES)
def test_published_units_are_found_one_by_one_and_together(locale):
    rows = list(units_of("django", locale))
    others = [replace(row, forms=other.forms) for row, other in pairwise(rows)]
    assert len(rows) > 100
    compare([*rows, *others], SHIPPED[locale])
