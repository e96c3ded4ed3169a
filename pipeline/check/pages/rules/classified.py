"""`page.unclassified`: a document that no class of the policy names escapes every page rule."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.pages.page import Page, PageContext, blocker, classes_of
from pipeline.model.finding import Finding, IssueType

__all__ = ["check_classified"]


def check_classified(page: Page, context: PageContext) -> Iterator[Finding]:
    """At most one finding; none where the policy has no `[pages]`."""
    if context.policy.pages is not None and not classes_of(context.policy, page.path):
        names = ", ".join(item.name for item in context.rules.classes)
        yield blocker(
            "page.unclassified",
            IssueType.NON_CONFORMANCE,
            f"{page.path} is in no class of [pages]; the classes are {names}",
        )
