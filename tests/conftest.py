"""What all tests share: options, small Hypothesis runs, and no skip that CI does not know of."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("suite")

ALLOWED_SKIPS = (
    "root may write everywhere",
    "the seed page is not beside this checkout",
    "the long sweep",
)
"""Reasons that hold on the machine where everything is installed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the expected trees")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Where CI installs everything, a test that skips for a missing program fails."""
    report = yield
    if report.skipped and os.environ.get("IMPRIMATUR_NO_SKIPS") and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
        if not any(allowed in reason for allowed in ALLOWED_SKIPS):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped where nothing may be: {reason}"
    return report
