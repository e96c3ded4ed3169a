"""SARIF 2.1.0: the part of the standard that the report uses, object by object.

What each object may and must hold, and the words of its lists, as OASIS has them in sections
3.13 to 3.51; nothing else may stand there. Nothing is downloaded.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from pipeline.check.report.sarif import sarif_report
from tests.check.test_reports import EXPLAIN, ITEMS, WAIVED, item

WORDS = {
    "level": {"none", "note", "warning", "error"},
    "columnKind": {"utf16CodeUnits", "unicodeCodePoints"},
    "version": {"2.1.0"},
    "suppression.kind": {"inSource", "external"},
    "status": {"accepted", "underReview", "rejected"},
}
OBJECTS: dict[str, tuple[set[str], dict[str, Any]]] = {
    "log": ({"version", "runs"}, {"$schema": str, "version": "version", "runs": ["run"]}),
    "run": ({"tool"}, {"tool": "tool", "columnKind": "columnKind", "results": ["result"]}),
    "tool": ({"driver"}, {"driver": "component"}),
    "component": ({"name"}, {"name": str, "semanticVersion": str, "rules": ["rule"]}),
    "rule": (
        {"id"},
        {"id": str, "shortDescription": "text", "fullDescription": "text", "help": "text"},
    ),
    "text": ({"text"}, {"text": str}),
    "result": (
        {"message"},
        {
            "ruleId": str,
            "ruleIndex": int,
            "level": "level",
            "message": "text",
            "partialFingerprints": dict,
            "properties": dict,
            "locations": ["location"],
            "suppressions": ["suppression"],
        },
    ),
    "location": (set(), {"physicalLocation": "place"}),
    "place": ({"artifactLocation"}, {"artifactLocation": "artifact", "region": "region"}),
    "artifact": (set(), {"uri": "uri"}),
    "region": ({"startLine"}, {"startLine": int}),
    "suppression": (
        {"kind"},
        {"kind": "suppression.kind", "status": "status", "justification": str},
    ),
}


def faults(value: Any, kind: Any, where: str = "log") -> list[str]:
    """What the standard does not allow here."""
    if isinstance(kind, list):
        parts = enumerate(value) if isinstance(value, list) else [(-1, value)]
        return [fault for at, part in parts for fault in faults(part, kind[0], f"{where}[{at}]")]
    if isinstance(kind, str) and kind in OBJECTS:
        return object_faults(value, kind, where)
    if isinstance(kind, type):
        right = isinstance(value, kind) and not isinstance(value, bool) and value not in ("", -1)
    elif kind == "uri":
        right = re.fullmatch(r"[\w!$&'()*+,;=:@%/.~-]+", value, re.ASCII) is not None
    else:
        right = value in WORDS[kind]
    return [] if right else [f"{where} is {value!r}"]


def object_faults(value: Any, kind: str, where: str) -> list[str]:
    needed, known = OBJECTS[kind]
    if not isinstance(value, dict):
        return [f"{where} is no object"]
    found = [f"{where} lacks {name}" for name in sorted(needed - set(value))]
    found += [f"{where} holds {name}" for name in sorted(set(value) - set(known))]
    for name in sorted(set(value) & set(known)):
        found += faults(value[name], known[name], f"{where}.{name}")
    return found


def log_of(*items) -> Any:
    return json.loads(sarif_report(items, EXPLAIN, version="0.1.0"))


PLACED = replace(item(), finding=replace(item().finding, path="source_content/a b/ü%.md", line=0))


@pytest.mark.parametrize("items", [[], ITEMS, [WAIVED], [WAIVED, *ITEMS, PLACED]])
def test_the_report_is_what_the_standard_allows(items):
    assert faults(log_of(*items), "log") == []


def test_a_place_is_a_uri():
    (result,) = log_of(PLACED)["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert unquote(uri) == "source_content/a b/ü%.md"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda log: log.pop("version"), "lacks version"),
        (lambda log: log["runs"][0]["results"][0].pop("message"), "lacks message"),
        (lambda log: log["runs"][0]["results"][0].update(level="blocker"), "level is"),
        (lambda log: log["runs"][0]["results"][0].update(waived=True), "holds waived"),
        (
            lambda log: log["runs"][0]["results"][0]["suppressions"][0].update(kind="policy"),
            "kind is",
        ),
    ],
)
def test_and_this_test_would_see_what_it_does_not(change, said: str):
    log = log_of(WAIVED)
    change(log)
    assert any(said in fault for fault in faults(log, "log"))
