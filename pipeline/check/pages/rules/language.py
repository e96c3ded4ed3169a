"""`page.language`: required text in the source language on a page in another (21 CFR 201.15(c)).

A page that makes its claims in Spanish and states its risks in English is not releasable. What
counts is the page as rendered: it does not matter who approved the English as a translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.pages.page import Page, PageContext, blocker
from pipeline.locks.expected import approved_target
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.lock import Lock, LockKind, LockPolicy
from pipeline.text.tags import strip_tags

__all__ = ["check_language"]

_REQUIRED = frozenset(
    {LockKind.ISI, LockKind.INDICATION, LockKind.BOXED_WARNING, LockKind.STATEMENT}
)
"""Kinds that a `verbatim` policy does not excuse: they must be in the page's language."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW = 3
"""Names and single words can be the same in two languages; four words in a row are a sentence."""


def check_language(page: Page, context: PageContext) -> Iterator[Finding]:
    """One finding per text of a passage that stands there in the source language."""
    if language_of(page.locale) == language_of(context.source_locale):
        return
    for text in page.texts:
        for lock, index in context.passages.get(text.text, ()):
            if lock.context in {None, text.context} and not _may_stand(lock, index, page.locale):
                yield blocker(
                    "page.language",
                    IssueType.UNTRANSLATED,
                    f"“{text.text[:60]}” ({lock.id}/{index + 1}) stands there in "
                    f"{context.source_locale}",
                )
                break


def _may_stand(lock: Lock, index: int, locale: LocaleTag) -> bool:
    """Whether the owner says so: verbatim, or the same short text approved as a translation."""
    if lock.policy is LockPolicy.VERBATIM:
        return lock.kind not in _REQUIRED
    target, source = approved_target(lock, index, locale), strip_tags(lock.source[index])
    is_short = len(_WORD.findall(source)) <= _FEW
    return is_short and target is not None and strip_tags(target.text) == source
