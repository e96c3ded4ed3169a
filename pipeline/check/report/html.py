"""The report for people: one HTML file that needs nothing else.

Counts by severity, locale and rule as plots; then every finding with source and target side by
side and the span marked; filters by rule, locale and severity. Its policy (CSP) allows no request
at all and only the one script below, by its hash. Characters that show nothing or turn text around
are shown by their code point, so a hostile text cannot disguise itself here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from html import escape

from pipeline.check.report.item import Explanations, ReportItem
from pipeline.check.report.plots import bars
from pipeline.check.report.style import SCRIPT, STYLE
from pipeline.model.finding import Severity, Span
from pipeline.model.locale import LocaleTag, is_right_to_left
from pipeline.text.bidi import balance_fault
from pipeline.text.characters import INVISIBLE

__all__ = ["html_report"]

_SHOWN = 5_000
_WAIVED = "waived"
_TURNING = re.compile("[\u202a-\u202e]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|[\ud800-\udfff]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_RULES_SHOWN = 25


def html_report(
    items: Sequence[ReportItem], explain: Explanations, *, project: str, source_locale: LocaleTag
) -> bytes:
    """The page as UTF-8; beyond 5,000 findings the lightest are only counted."""
    ordered = sorted(items, key=lambda item: _RANK[item.finding.severity])
    shown = ordered[:_SHOWN]
    body = [
        f"<header><h1>Findings: {escape(project)}</h1>{_summary(items)}</header>",
        '<section class="plots">',
        bars("By locale", _counted(items, lambda item: item.finding.locale)),
        bars("By rule", _counted(items, lambda item: item.finding.code)[:_RULES_SHOWN]),
        "</section>",
        _filters(items),
        '<main id="findings">',
        *(_card(item, explain, source_locale) for item in shown),
        "</main>",
    ]
    if len(items) > len(shown):
        body.append(f"<p>{len(items) - len(shown)} more findings are not listed.</p>")
    page = _page(project, "\n".join(filter(None, body)))
    return page.encode("utf-8", "replace")


def _page(project: str, body: str) -> str:
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Findings: {escape(project)}</title>\n<style>{STYLE}</style></head>\n"
        f"<body>\n{body}\n<script>{SCRIPT}</script>\n</body></html>\n"
    )


def _summary(items: Sequence[ReportItem]) -> str:
    counts = Counter(item.finding.severity for item in items)
    units = len({(item.finding.locale, item.domain, item.finding.key) for item in items})
    numbers = "".join(
        f'<li class="{severity}"><b>{counts[severity]}</b> {severity}s</li>'
        for severity in Severity
    )
    if waived := sum(bool(item.waivers) for item in items):
        numbers += f'<li class="{_WAIVED}"><b>{waived}</b> of the blockers waived</li>'
    return f'<ul class="summary">{numbers}<li><b>{units}</b> units</li></ul>'


def _counted(
    items: Sequence[ReportItem], name: Callable[[ReportItem], str]
) -> list[tuple[str, Counter[Severity]]]:
    """Rows by name, the heaviest first."""
    rows: dict[str, Counter[Severity]] = defaultdict(Counter)
    for item in items:
        rows[name(item)][item.finding.severity] += 1
    return sorted(rows.items(), key=lambda row: (-row[1].total(), row[0]))


def _filters(items: Sequence[ReportItem]) -> str:
    fields = {
        "rule": sorted({item.finding.code for item in items}),
        "locale": sorted({item.finding.locale for item in items}),
        "severity": [*map(str, Severity), *([_WAIVED] if any(i.waivers for i in items) else [])],
    }
    selects = "".join(
        f'<label>{name.capitalize()} <select id="by-{name}"><option value="">all</option>'
        + "".join(f"<option>{escape(value)}</option>" for value in values)
        + "</select></label>"
        for name, values in fields.items()
    )
    return (
        f'<form id="filters" aria-controls="findings">{selects}<output id="left"></output></form>'
    )


def _weight(item: ReportItem) -> str:
    return _WAIVED if item.waivers else str(item.finding.severity)


def _card(item: ReportItem, explain: Explanations, source_locale: LocaleTag) -> str:
    finding = item.finding
    title = explain.get(finding.code, {}).get("title", "")
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    direction = "rtl" if is_right_to_left(finding.locale) else "ltr"
    context = finding.key.context if finding.key is not None else ""
    waived = "".join(f'<p class="why">{_safe(str(waiver))}</p>' for waiver in item.waivers)
    weight = _weight(item)
    return (
        f'<article class="{weight}" data-rule="{escape(finding.code)}" '
        f'data-locale="{escape(finding.locale)}" data-severity="{weight}">'
        f"<h2><span>{weight}</span> <code>{escape(finding.code)}</code> "
        f"{escape(title)}</h2>"
        f"<p>{_safe(finding.message)}</p>{waived}"
        f'<div class="texts"><div lang="{escape(source_locale)}" dir="ltr">'
        f"<h3>{escape(source_locale)}</h3><p>{_safe(item.source)}</p></div>"
        f'<div lang="{escape(finding.locale)}"><h3>{escape(finding.locale)}</h3>'
        f'<p dir="{direction}">{_marked(item.target, finding.span)}</p></div></div>'
        f"<footer>{escape(place)}{' · ' + escape(context) if context else ''}</footer></article>"
    )


def _marked(text: str, span: Span | None) -> str:
    if not text:
        return '<i dir="ltr">no target</i>'
    if span is None or span.end > len(text):
        return _safe(text)
    end = span.end if span.end > span.start else min(span.start + 1, len(text))
    # an isolate inside the mark would leave it unbalanced there: each piece by the whole's rule
    whole = balance_fault(text) is None
    pieces = (text[: span.start], text[span.start : end], text[end:])
    before, inside, after = (_safe(piece, isolates=whole) for piece in pieces)
    return f"{before}<mark>{inside}</mark>{after}"


def _safe(text: str, *, isolates: bool | None = None) -> str:
    """Escaped, with badges for what cannot be seen; isolates stay where they are balanced."""
    keep = balance_fault(text) is None if isolates is None else isolates
    patterns = [INVISIBLE, _TURNING] + ([] if keep else [_ISOLATES])
    safe = escape(text)
    for pattern in patterns:
        safe = pattern.sub(lambda match: f"<s>U+{ord(match.group()):04X}</s>", safe)
    return safe.replace("\n", "<br>")
