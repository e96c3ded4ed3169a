"""JUnit XML: one suite per catalog, one case per finding; blockers are failures.

Warnings and notes are cases that passed, with the message in their output. A waived blocker is a
skipped case that says who waived it, when and why.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from pipeline.check.report.item import ReportItem

__all__ = ["junit_report"]

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_report(items: Sequence[ReportItem]) -> bytes:
    """The report as UTF-8."""
    suites: dict[str, list[ReportItem]] = defaultdict(list)
    for item in items:
        suites[f"{item.domain} {item.finding.locale}"].append(item)
    failures = sum(map(_fails, items))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="imprimatur check" tests="{len(items)}" failures="{failures}">',
    ]
    for name in sorted(suites):
        found = suites[name]
        lines.append(
            f'  <testsuite name={_attribute(name)} tests="{len(found)}" '
            f'failures="{sum(map(_fails, found))}" errors="0" '
            f'skipped="{sum(bool(item.waivers) for item in found)}">'
        )
        lines += [_case(item, name) for item in found]
        lines.append("  </testsuite>")
    lines.append("</testsuites>\n")
    return "\n".join(lines).encode("utf-8", "replace")


def _fails(item: ReportItem) -> bool:
    return item.blocks


def _case(item: ReportItem, suite: str) -> str:
    finding = item.finding
    head = (
        f"    <testcase classname={_attribute(f'{suite} {finding.code}')} "
        f"name={_attribute(item.source[:120])} "
        f"file={_attribute(finding.path)} line={_attribute(str(finding.line))}>"
    )
    body = _text(f"{finding}\nsource: {item.source}\ntarget: {item.target}")
    if _fails(item):
        kind, message = _attribute(finding.code), _attribute(finding.message)
        inner = f"<failure type={kind} message={message}>{body}</failure>"
    elif item.waivers:
        inner = f"<skipped message={_attribute(item.waived)}>{body}</skipped>"
    else:
        inner = f"<system-out>{body}</system-out>"
    return f"{head}{inner}</testcase>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text).replace("\n", " "))
