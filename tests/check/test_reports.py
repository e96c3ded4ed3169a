"""SARIF, JUnit and HTML: valid, complete, and safe against what a text may hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from pipeline.check.report.html import html_report
from pipeline.check.report.item import ReportItem
from pipeline.check.report.junit import junit_report
from pipeline.check.report.sarif import sarif_report
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding, IssueType, Severity, Span
from pipeline.model.message import MessageKey
from pipeline.model.waiver import Waiver


def item(code="number.changed", severity=Severity.BLOCKER, target="Tome 100 mg", span=None, **more):
    finding = Finding(
        code=code,
        type=IssueType.NUMBERS,
        severity=severity,
        message=more.pop("message", "10 is missing"),
        locale=more.pop("locale", "es-US"),
        key=MessageKey("", more.pop("source", "Take 10 mg")),
        span=span,
        path="locales/es_US/LC_MESSAGES/demo.po",
        line=7,
    )
    return ReportItem(finding=finding, domain="demo", forms=(target,))


HOSTILE = item(
    source="<script>alert(1)</script>",
    target='"><img src=x onerror=alert(1)>\u202e\x1b\u200b',
    message="</script><b>\x00",
)
ARABIC = item(target="تناول \u206610 mg\u2069 الآن", locale="ar", span=Span(7, 12))
ITEMS = [item(span=Span(5, 8)), item(severity=Severity.NOTE), ARABIC, HOSTILE]
EXPLAIN = {"number.changed": {"title": "A number differs", "meaning": "m", "next": "n"}}


def test_sarif_has_the_shape_of_2_1_0():
    log = json.loads(sarif_report(ITEMS, EXPLAIN, version="0.1.0"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["number.changed"]
    for result, source in zip(run["results"], ITEMS, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == source.finding.code
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == source.finding.path
        assert place["region"]["startLine"] >= 1
        assert re.fullmatch("[0-9a-f]{64}", result["partialFingerprints"]["unit/v1"])


def test_junit_is_xml_with_a_failure_per_blocker():
    root = ET.fromstring(junit_report(ITEMS))  # noqa: S314 - made here
    assert root.get("failures") == "3"
    assert len(root.findall(".//testcase")) == 4
    assert len(root.findall(".//failure")) == 3


WAIVER = Waiver(
    unit=Digest.of(b"unit"),
    codes=("number.changed",),
    reason="the market <b>counts</b> so\u202e",
    signer_id="p-1",
    printed_name="Regina Rath",
    role="regulatory_reviewer",
    signed_at="2026-02-01T09:00:00.000Z",
    ceremony="c-1",
)
WAIVED = replace(item(), waivers=(WAIVER,))


def test_a_waived_blocker_is_a_suppressed_result_in_sarif():
    log = json.loads(sarif_report([WAIVED, item()], EXPLAIN, version="0.1.0"))
    first, second = log["runs"][0]["results"]
    (suppression,) = first["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    for part in ("Regina Rath", "2026-02-01", "counts"):
        assert part in suppression["justification"]
    assert first["level"] == "error"
    assert "suppressions" not in second


def test_a_waived_blocker_is_skipped_in_junit_and_says_why():
    root = ET.fromstring(junit_report([WAIVED, item()]))  # noqa: S314 - made here
    assert root.get("failures") == "1"
    assert root.findall("testsuite")[0].get("skipped") == "1"
    assert "Regina Rath" in root.findall(".//skipped")[0].get("message", "")


def test_a_waived_blocker_is_shown_and_can_be_filtered_in_html():
    text = html_report([WAIVED, item()], EXPLAIN, project="demo", source_locale="en-US").decode()
    assert "<b>1</b> of the blockers waived" in text
    assert 'data-severity="waived"' in text
    assert "<option>waived</option>" in text
    assert "waived by Regina Rath" in text
    assert "<b>counts</b>" not in text
    assert "\u202e" not in text
    plain = html_report([item()], EXPLAIN, project="demo", source_locale="en-US").decode()
    assert "<option>waived</option>" not in plain


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.marks, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def test_the_html_report_runs_nothing_of_a_text_and_asks_for_nothing():
    text = html_report(ITEMS, EXPLAIN, project="demo", source_locale="en-US").decode()
    page = Page()
    page.feed(text)
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert not {"src", "href", "onerror"} & set(page.attributes)
    assert "default-src 'none'" in text
    assert "\u202e" not in text
    assert "U+202E" in text
    assert "<mark>100</mark>" in text
    assert 'dir="rtl"' in text
    assert "\u2066" in text  # balanced isolates keep their effect


def test_an_empty_report_is_a_page_too():
    assert b"0 of" not in html_report([], {}, project="demo", source_locale="en-US")
