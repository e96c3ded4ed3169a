"""`gate`: may it ship? Every requirement that is not met, and what would meet it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.gate.gate import GateReport, evaluate
from pipeline.workflow.candidate import assemble
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.waivers import waived_data

__all__ = ["gate", "report_lines"]

_SHOWN = 8
"""Faults shown per requirement; `--json` has all of them."""


def gate(project: Project, locales: Sequence[str], *, trust_place: Path, release: str) -> Outcome:
    """One report per locale; refused (exit 4) unless every one of them is open."""
    reports = [
        evaluate(assemble(project, locale, trust_place=trust_place, release=release).candidate)
        for locale in select_locales(project, locales)
    ]
    return Outcome(
        verb="gate",
        lines=tuple(line for report in reports for line in report_lines(report)),
        data={"reports": [_data(report) for report in reports]},
        refused=not all(report.open for report in reports),
        next="imprimatur compile" if all(reports) else "imprimatur status",
    )


def report_lines(report: GateReport) -> list[str]:
    """The report for people: the verdict, then every requirement, with what would meet it."""
    demonstration = " (demonstration keys)" if report.demonstration else ""
    verdict = "OPEN" if report.open else "CLOSED"
    lines = [f"gate {report.locale}: {verdict}{demonstration}"]
    for result in report.results:
        mark = "met  " if result.met else "UNMET"
        lines.append(f"  {mark} {result.requirement}: {result.because}")
        lines += [f"        {fault}" for fault in result.missing[:_SHOWN]]
        if len(result.missing) > _SHOWN:
            lines.append(f"        … and {len(result.missing) - _SHOWN} more")
        lines += [f"        waived: {item}" for item in result.waived]
    return lines


def _data(report: GateReport) -> dict[str, object]:
    return {
        "locale": report.locale,
        "release": report.release,
        "open": report.open,
        "demonstration": report.demonstration,
        "requirements": [
            {
                "code": result.requirement,
                "met": result.met,
                "because": result.because,
                "missing": [
                    {
                        "code": fault.code,
                        "message": fault.message,
                        "path": fault.path,
                        "line": fault.line,
                        "hint": fault.hint,
                    }
                    for fault in result.missing
                ],
                "waived": [waived_data(item) for item in result.waived],
            }
            for result in report.results
        ],
    }
