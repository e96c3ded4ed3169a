"""Good translations, broken on purpose: how many of the breaks `check` catches.

Every mutation is applied to sentences of patient information (`sentences.toml`) and, where the kind
occurs in them, to published catalogs. *Blocked* means a blocker that the good translation has not;
*caught* a blocker or a warning that it has not. Run: `python -m benchmarks.mutations`.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.mutators import Mutate, mutators_of
from benchmarks.published import HELD_OUT, LOCALES, TUNED, units_of
from pipeline.check.context import Context
from pipeline.check.rules.swapped import check_swapped
from pipeline.check.run import check_target
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.lock import Lock, LockKind, LockPolicy, LockScope
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Unit

SENTENCES = Path(__file__).parent / "sentences.toml"
SEED = 20261122
MOST = 250
"""Mutants per kind and locale."""
SHIPPED = {"es": "es-US", "pt-BR": "pt-BR", "fr": "fr-CA", "de": "de-DE", "ja": "ja", "ar": "ar"}
BLOCKED = (
    "number", "unit", "dose", "percent", "range", "date", "time", "comparison", "placeholder",
    "tag", "lock", "phone", "URL", "e-mail", "look-alike", "bidi",
)  # fmt: skip
CAUGHT = ("negation lost", "negation gained", "modality", "number in words", "swapped")
DAY = dt.date(2026, 1, 1)
REGISTRY = Registry(
    "bench",
    [
        Lock(
            id="brand.zylora@1", kind=LockKind.BRAND, scope=LockScope.TERM,
            policy=LockPolicy.VERBATIM, source=("ZYLORA",), reference="R-1",
            effective_on=DAY, expires_on=dt.date(2099, 1, 1), forms={}, approved={},
        )
    ],
    as_of=DAY,
)  # fmt: skip


def sentences_of(locale: str) -> Iterator[Unit]:
    for item in tomllib.loads(SENTENCES.read_text("utf-8"))["sentence"]:
        yield Unit(
            message=Message(key=MessageKey("", item["en"]), role="sentence"),
            forms=(item[SHIPPED[locale]],),
        )


def _serious(findings: Sequence[Finding]) -> tuple[set[str], set[str]]:
    blocked = {item.code for item in findings if item.severity is Severity.BLOCKER}
    return blocked, {item.code for item in findings if item.severity is not Severity.NOTE}


def _ask(unit: Unit, forms: tuple[str, ...], locale: str) -> tuple[set[str], set[str]]:
    return _serious(
        check_target(unit, forms, registry=REGISTRY, locale=locale, source_locale="en-US")
    )


def _kind(kind: str, mutate: Mutate, units: Sequence[Unit], locale: str) -> dict[str, object]:
    rnd = random.Random(f"{SEED} {kind} {locale}")
    made = blocked = caught = 0
    for unit in units:
        if made >= MOST:
            break
        shipped = SHIPPED[locale] if unit.message.role == "sentence" else locale
        new = mutate(unit, unit.forms[0], rnd)
        if new is None or new == unit.forms[0]:
            continue
        before = _ask(unit, unit.forms, shipped)
        if before[0] or (kind in CAUGHT and before[1]):
            continue  # not a good translation to begin with
        after = _ask(unit, (new, *unit.forms[1:]), shipped)
        made += 1
        blocked += bool(after[0] - before[0])
        caught += bool(after[1] - before[1])
    return {"kind": kind, "locale": locale, "mutants": made, "blocked": blocked, "caught": caught}


def _swapped(locale: str) -> dict[str, object]:
    """Pairs of targets exchanged within each catalog; caught when either unit is reported."""
    rnd = random.Random(f"{SEED} swapped {locale}")
    made = caught = flagged = asked = 0
    for package in (*TUNED, *HELD_OUT):
        unique = {unit.key: unit for unit in units_of(package, locale)}
        units = list(unique.values())
        if len(units) < 400:
            continue
        context = Context(registry=REGISTRY, source_locale="en-US", locale=locale)
        clean = {unit.key for unit, _ in check_swapped(units, context)}
        flagged, asked = flagged + len(clean), asked + len(units)
        places = [at for at, unit in enumerate(units) if unit.message.plural is None]
        rnd.shuffle(places)
        pairs = list(zip(places[0:60:2], places[1:60:2], strict=False))
        for one, two in pairs:
            first, second = units[one], units[two]
            units[one], units[two] = (
                replace(first, forms=second.forms),
                replace(second, forms=first.forms),
            )
        hits = {unit.key for unit, _ in check_swapped(units, context)} - clean
        for pair in pairs:
            made += 1
            caught += any(
                units[at].key in hits
                or _ask(units[at], units[at].forms, locale)[1]
                - _ask(unique[units[at].key], unique[units[at].key].forms, locale)[1]
                for at in pair
            )
    return {
        "kind": "swapped", "locale": locale, "mutants": made, "blocked": 0, "caught": caught,
        "flagged": flagged / asked if asked else 0.0,
    }  # fmt: skip


def survey() -> list[dict[str, object]]:
    """One row per kind and locale: mutants made, blocked, caught."""
    rows = []
    for locale in LOCALES:
        catalogs = [unit for package in (*HELD_OUT, *TUNED) for unit in units_of(package, locale)]
        random.Random(SEED).shuffle(catalogs)
        units = [*sentences_of(locale), *catalogs]
        rows += [_kind(kind, mutate, units, locale) for kind, mutate in mutators_of(locale).items()]
        rows.append(_swapped(locale))
    return rows


def table(rows: Sequence[dict[str, object]]) -> list[str]:
    """A Markdown table: share blocked or caught, of how many mutants, per kind and locale."""
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        kind, made = str(row["kind"]), int(str(row["mutants"]))
        good = int(str(row["blocked" if kind in BLOCKED else "caught"]))
        cells[kind][str(row["locale"])] = f"{100 * good / made:.0f} % of {made}" if made else "–"
    head = [
        "| kind | asked for | " + " | ".join(LOCALES) + " |",
        "|---|---|" + "---:|" * len(LOCALES),
    ]
    return head + [
        f"| {kind} | {'blocked' if kind in BLOCKED else 'caught'} | "
        + " | ".join(cells[kind].get(locale, "–") for locale in LOCALES)
        + " |"
        for kind in (*BLOCKED, *CAUGHT)
    ]


if __name__ == "__main__":
    print("\n".join(table(survey())))
