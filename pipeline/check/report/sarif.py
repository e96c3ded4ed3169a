"""SARIF 2.1.0: what code hosts show beside a change.

Columns are not given: a finding's place is the entry in the catalog, whose text is escaped there.
The span of the target stands in the result's properties, in code points. A waived finding is a
result with suppressions (3.35): kind `external`, who, when and why as the justification.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pipeline.check.report.item import Explanations, ReportItem
from pipeline.model.finding import Severity

__all__ = ["sarif_report"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {Severity.BLOCKER: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif_report(items: Sequence[ReportItem], explain: Explanations, *, version: str) -> bytes:
    """The log with one run, as UTF-8."""
    codes = sorted({item.finding.code for item in items})
    run = {
        "tool": {
            "driver": {
                "name": "imprimatur",
                "semanticVersion": version,
                "rules": [_rule(code, explain) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, codes.index(item.finding.code)) for item in items],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _rule(code: str, explain: Explanations) -> dict[str, Any]:
    entry = explain.get(code, {})
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": entry.get("title", code)}}
    if entry:
        rule["fullDescription"] = {"text": entry["meaning"]}
        rule["help"] = {"text": entry["next"]}
    return rule


def _result(item: ReportItem, rule: int) -> dict[str, Any]:
    finding = item.finding
    unit = "\0".join((finding.code, finding.locale, item.domain, item.source, *item.forms))
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "partialFingerprints": {
            "unit/v1": hashlib.sha256(unit.encode("utf-8", "replace")).hexdigest()
        },
        "properties": {
            "locale": finding.locale,
            "domain": item.domain,
            "issueType": finding.type,
            "source": item.source,
            "target": item.target,
        },
    }
    if finding.span is not None:
        span = finding.span
        result["properties"]["span"] = [span.form, span.start, span.end]
    if item.waivers:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": str(waiver)}
            for waiver in item.waivers
        ]
    if finding.path:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path)}}
        if finding.line:
            place["region"] = {"startLine": finding.line}
        result["locations"] = [{"physicalLocation": place}]
    return result
