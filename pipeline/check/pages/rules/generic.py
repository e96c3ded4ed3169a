"""`page.generic`: the brand name without its generic name where it first appears.

21 CFR 202.1(b): the established name accompanies the proprietary name where it is featured. The
first text of the page that has the brand must have an approved form of the generic name, too; so
must the first one of the page's head (title, description), which is read without the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.pages.page import (
    HEAD_ROLES,
    Page,
    PageContext,
    PageText,
    blocker,
    classes_of,
)
from pipeline.locks.law import forms_of
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock
from pipeline.text.tags import strip_tags
from pipeline.text.words import occurrences

__all__ = ["check_generic"]


def check_generic(page: Page, context: PageContext) -> Iterator[Finding]:
    """Per brand, at most one finding for the head and one for the page."""
    brands = {name for item in classes_of(context.policy, page.path) for name in item.brands}
    for name in sorted(brands):
        generic_name = context.rules.generics.get(name, "")
        brand, generic = context.lock(name), context.lock(generic_name)
        for wanted, lock in ((name, brand), (generic_name, generic)):
            if lock is None:
                yield blocker(
                    "page.lock_unknown",
                    IssueType.NON_CONFORMANCE,
                    f"[pages] names the lock {wanted or '(none)'}, and none of this name is in "
                    "force",
                )
        if brand is not None and generic is not None:
            yield from _first_mentions(page, brand, generic)


def _first_mentions(page: Page, brand: Lock, generic: Lock) -> Iterator[Finding]:
    names, wanted = _forms(brand, page.locale), _forms(generic, page.locale)
    head = [text for text in page.texts if text.role in HEAD_ROLES]
    body = [text for text in page.texts if text.role not in HEAD_ROLES]
    for place, texts in (("in the head of the page", head), ("on the page", body)):
        first = _first(texts, names)
        if first is not None and not _has(first.text, wanted):
            forms = " or ".join(f"“{form}”" for form in wanted)
            yield blocker(
                "page.generic",
                IssueType.OMISSION,
                f"“{first.text[:60]}” is the first text {place} with {names[0]}, and lacks "
                f"{forms or f'{generic.id}, which has no approved form here'}",
                first.line,
            )


def _forms(lock: Lock, locale: LocaleTag) -> tuple[str, ...]:
    source = strip_tags(lock.source[0])
    return forms_of(lock, locale, source) if locale else (source,)


def _first(texts: Sequence[PageText], forms: Sequence[str]) -> PageText | None:
    return next((text for text in texts if _has(text.text, forms)), None)


def _has(text: str, forms: Sequence[str]) -> bool:
    return any(occurrences(text, form) for form in forms)
