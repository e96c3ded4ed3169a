"""What `check` reports on catalogs that people made and published: how often it cries wolf.

Some of these findings are real faults of the catalogs; all are counted as false.
Run: `python -m benchmarks.false_findings`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from benchmarks.published import HELD_OUT, LOCALES, TUNED, units_of
from pipeline.check.run import check_catalog
from pipeline.locks.registry import Registry
from pipeline.model.finding import Severity
from pipeline.model.unit import Catalog, Unit

REGISTRY = Registry("bench", (), as_of=dt.date(2026, 1, 1))


def _row(packages: Sequence[str], locale: str) -> dict[str, object]:
    rules: Counter[str] = Counter()
    blocked = warned = total = 0
    for package in packages:
        unique: dict[object, Unit] = {unit.key: unit for unit in units_of(package, locale)}
        if not unique:
            continue
        catalog = Catalog(
            project="bench", domain=package, source_locale="en-US", locale=locale,
            created_on="2026-01-01", units=tuple(unique.values()),
        )  # fmt: skip
        found = check_catalog(catalog, registry=REGISTRY)
        total += len(unique)
        blocked += len({item.key for item in found if item.severity is Severity.BLOCKER})
        warned += len({item.key for item in found if item.severity is Severity.WARNING})
        rules.update(
            code
            for code, _ in {
                (f"{item.code} ({item.severity})", item.key)
                for item in found
                if item.severity is not Severity.NOTE
            }
        )
    return {
        "locale": locale, "units": total, "blockers": 100 * blocked / max(total, 1),
        "warnings": 100 * warned / max(total, 1),
        "rules": {code: 100 * count / max(total, 1) for code, count in rules.items()},
    }  # fmt: skip


def survey() -> list[dict[str, object]]:
    """One row per locale and set of catalogs: share of units with blockers and with warnings."""
    return [
        {"measure": "false findings", "set": name, **_row(packages, locale)}
        for name, packages in (("held out", HELD_OUT), ("tuned on", TUNED))
        for locale in LOCALES
    ]


def table(rows: Sequence[dict[str, object]]) -> list[str]:
    """Markdown tables: totals per set, then the rules on the catalogs held out."""
    lines = ["| catalogs | | " + " | ".join(LOCALES) + " |", "|---|---|" + "---:|" * len(LOCALES)]
    for name in ("held out", "tuned on"):
        mine = {str(row["locale"]): row for row in rows if row["set"] == name}
        for field, form in (("units", "{}"), ("blockers", "{:.2f} %"), ("warnings", "{:.2f} %")):
            cells = " | ".join(form.format(mine[locale][field]) for locale in LOCALES)
            lines.append(f"| {name} | {field} | {cells} |")
    held = {str(row["locale"]): row["rules"] for row in rows if row["set"] == "held out"}
    codes: Counter[str] = Counter()
    for rules in held.values():
        assert isinstance(rules, dict)
        codes.update(rules)
    lines += [
        "",
        "| rule, held out | " + " | ".join(LOCALES) + " |",
        "|---|" + "---:|" * len(LOCALES),
    ]
    for code, _ in codes.most_common():
        shares = [dict(held[locale]).get(code, 0.0) for locale in LOCALES]  # type: ignore[call-overload]
        lines.append(f"| `{code}` | " + " | ".join(f"{share:.2f}" for share in shares) + " |")
    return lines


if __name__ == "__main__":
    print("\n".join(table(survey())))
