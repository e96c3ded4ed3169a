"""The page rules, one per file, in the order they are asked."""

from __future__ import annotations

from pipeline.check.pages.page import PageRule
from pipeline.check.pages.rules.classified import check_classified
from pipeline.check.pages.rules.generic import check_generic
from pipeline.check.pages.rules.language import check_language
from pipeline.check.pages.rules.market import check_market
from pipeline.check.pages.rules.passages import check_passages
from pipeline.check.pages.rules.reread import check_reread

__all__ = ["PAGE_RULES", "RENDERED_RULES", "SOURCE_RULES"]

PAGE_RULES: tuple[PageRule, ...] = (check_passages, check_generic)
"""Rules on the source page and on every rendered one."""

SOURCE_RULES: tuple[PageRule, ...] = (check_classified,)
"""Rules on the source page alone."""

RENDERED_RULES: tuple[PageRule, ...] = (check_market, check_language, check_reread)
"""Rules on a rendered page alone."""
