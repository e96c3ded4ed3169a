"""`page.market`: a page, or a part of one, that is for others was rendered in this locale."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.pages.page import Page, PageContext, blocker, classes_of, is_admitted
from pipeline.model.finding import Finding, IssueType
from pipeline.text.localefilter import filter_admits

__all__ = ["check_market"]


def check_market(page: Page, context: PageContext) -> Iterator[Finding]:
    """At most one finding for the page, and one per text that a filter keeps out."""
    if not is_admitted(context.policy, page.path, page.locale):
        markets = {name for item in classes_of(context.policy, page.path) for name in item.markets}
        yield blocker(
            "page.market",
            IssueType.NON_CONFORMANCE,
            f"{page.path} is for {', '.join(sorted(markets))}, and {page.locale} is not there",
        )
    for text in page.texts:
        if not filter_admits(text.locales, page.locale):
            yield blocker(
                "page.market",
                IssueType.NON_CONFORMANCE,
                f"“{text.text[:60]}” is for {text.locales}, and {page.locale} is not there",
                text.line,
            )
