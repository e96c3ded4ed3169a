"""Narrowing spares rules the units in which they find nothing, and no others."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check.batch import Batch
from pipeline.check.context import Context
from pipeline.check.rules import TARGET_RULES, UNIT_RULES
from pipeline.check.run import check_target, check_targets, check_units
from pipeline.check.traits import HARMLESS, characters_in, characters_of
from pipeline.check.words.lexicon import lexicon_of
from pipeline.model.message import MessageKey
from pipeline.model.unit import Held, Unit
from tests.locks.build import ALL, ISI, catalog, registry, unit

LOCALES = ("es-US", "fr-CA", "de-DE", "pt-BR", "ja", "ar", "ru", "cs", "he")
PIECES = (
    "Do not take", "must", "may", "no", "never", "two", "dos", "nunca", "ne pas", "darf", "können",
    "puede", "debe", "10", "1,000", "1.000", "10 mg", "10-20", "20-10", "8 p.m.", "20:00",
    "March 3", "3 de marzo", "03/04/2024", "1-844-788-1470", "≥ 5", "at least", "al menos", "<1>",
    "</1>", "<2/>", "<b>", "&lt;", "{x}", "{{a}}", "%s", "%(n)s", "$t(a)", "[[a]]", "**x**", "`x`",
    "[a](b)", "https://a.example", "www.a.example", "a@b.example", "java\u200bscript:", "tel:1234",
    "(", ")", "«", "»", "“", '"', "?", "!", ":", "...", "…", "。", "؟", "  ", "\n", "\t", " ",
    "\u00a0", "\u202f", "ZYLORA", "ZYLORA®", " ™", "а", "привет", "漢字", "ません", "علاج", "٣",
    "e\u0301", "\u0301" * 9, "\u200b", "\u202e", "\u2066", "\u2069", "\ue000", "\0", "ſ", "İ", "Σ",
    "word", "Word", "n't", "n’t", ISI.source[0], ISI.source[1], ISI.source[1][:-4], "x" * 501,
    "go go go go",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=6).map(" ".join)
FLAGS = st.sampled_from(
    [(), ("python-format",), ("python-brace-format",), ("i18next-format",), ("icu-format",),
     ("c-format", "python-brace-format"), ("other-format",)]
)  # fmt: skip


@st.composite
def units(draw) -> Unit:
    source = draw(TEXTS) or "x"
    plural = draw(st.none() | TEXTS)
    target = TEXTS | st.just(source) | TEXTS.map(lambda text: f"{source} {text}")
    forms = draw(st.tuples(target) | st.tuples(target) | st.lists(target, max_size=4).map(tuple))
    made = unit(source, *forms, plural=plural, flags=draw(FLAGS), fuzzy=draw(st.booleans()))
    held = draw(st.none() | st.just(Held("number.changed", "engine x", "0" * 12)))
    return replace(made, held=held)


def asked_of_all(unit: Unit, forms: tuple[str, ...], context: Context, *, stored: bool) -> list:
    """What every rule says of this unit, asked one by one."""
    rules = [entry.rule for entry in TARGET_RULES] if any(forms) or not stored else []
    rules += [entry.rule for entry in UNIT_RULES] if stored else []
    return [
        (found.code, found.severity, found.message, found.span)
        for rule in rules
        for found in rule(unit, forms, context)
    ]


def seen(findings) -> list:
    return [(found.code, found.severity, found.message, found.span) for found in findings]


@settings(max_examples=100, deadline=None)
@given(st.lists(units(), max_size=5), st.sampled_from(LOCALES), st.sampled_from([ALL, registry()]))
def test_narrowed_rules_find_what_all_rules_find(rows, locale, locks):
    context = Context(
        registry=locks, source_locale="en-US", locale=locale, is_final=lambda item: item.fuzzy
    )
    found = check_units(
        catalog(*rows, locale=locale), rows, registry=locks, final=lambda item: item.fuzzy
    )
    offers = check_targets(
        [(row, row.forms) for row in rows], registry=locks, locale=locale, source_locale="en-US"
    )
    for row, findings, together in zip(rows, found, offers, strict=True):
        wanted = asked_of_all(row, row.forms, context, stored=True)
        assert sorted(map(repr, seen(findings))) == sorted(map(repr, wanted))
        offered = check_target(row, row.forms, registry=locks, locale=locale, source_locale="en-US")
        assert together == offered
        wanted = asked_of_all(row, row.forms, replace(context, is_final=None), stored=False)
        assert sorted(map(repr, seen(offered))) == sorted(map(repr, wanted))


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["es-US", "ar"])
def test_every_piece_beside_every_other(locale):
    rows = {
        row.key: row
        for row in (
            unit(
                f"Take this{gap}{one}{end}", f"Tome esto{gap}{other}{end}", flags=("python-format",)
            )
            for one, other in product(("", *PIECES), repeat=2)
            for gap, end in ((" ", " there. Go on"),)
        )
        for row in (replace(row, message=replace(row.message, key=key_of(row))),)
    }
    units = tuple(rows.values())
    context = Context(registry=ALL, source_locale="en-US", locale=locale)
    found = check_units(catalog(*units, locale=locale), units, registry=ALL)
    assert len(units) > 5_000
    for row, findings in zip(units, found, strict=True):
        wanted = asked_of_all(row, row.forms, context, stored=True)
        assert sorted(map(repr, seen(findings))) == sorted(map(repr, wanted))


def key_of(row: Unit) -> MessageKey:
    """A key of its own for every pair."""
    return MessageKey(row.forms[0], row.message.source)


@given(st.lists(st.text() | TEXTS))
def test_characters_are_those_of_each_text(texts):
    assert characters_in(texts) == [characters_of(text) for text in texts]


def test_harmless_characters_have_no_trait():
    chars = [chr(code) for code in range(0x110000) if HARMLESS.match(chr(code))]
    assert len(chars) > 400
    assert not any(characters_of(char) for char in chars)


@pytest.mark.parametrize("locale", ["en", "es", "fr", "de", "pt", "ar", "ja"])
@given(texts=st.lists(TEXTS))
def test_words_are_those_of_each_text(locale, texts):
    lexicon = lexicon_of(locale)
    assert lexicon is not None
    assert lexicon.traits_in(texts) == [lexicon.traits_of(text) for text in texts]


def test_a_rule_that_declares_nothing_is_always_asked():
    batch = Batch(
        [unit("a", "b")],
        [("b",)],
        Context(registry=registry(), source_locale="en-US", locale="es-US"),
    )
    always = [entry for entry in TARGET_RULES if not entry.wants and entry.narrow is None]
    assert all(entry.numbers(batch, [0]) == [0] for entry in always)
    assert replace(TARGET_RULES[0], narrow=None).numbers(batch, [0]) == [0]
