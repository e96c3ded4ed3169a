"""`page.passage`: a page lacks a passage that its class must carry, or has it cut or misplaced.

A passage stands whole: each of its segments, in order, with no other running text in between.
Several passages stand in the order in which the class names them (21 CFR 202.1(e)(5): a claim,
and the risk information with it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.pages.page import (
    LABEL_ROLES,
    Page,
    PageContext,
    PageText,
    blocker,
    classes_of,
)
from pipeline.locks.expected import approved_target
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockPolicy, LockScope
from pipeline.text.tags import strip_tags

__all__ = ["check_passages"]


def check_passages(page: Page, context: PageContext) -> Iterator[Finding]:
    """One finding per passage that does not stand where it must."""
    for item in classes_of(context.policy, page.path):
        behind, previous = 0, ""
        for name in item.carries:
            lock = context.lock(name)
            if lock is None or lock.scope is not LockScope.PASSAGE:
                yield blocker(
                    "page.lock_unknown",
                    IssueType.NON_CONFORMANCE,
                    f"class {item.name} must carry {name}, and no passage of this name is in force",
                )
                continue
            found = _place(page, lock, behind)
            if found is not None:
                behind, previous = found, name
                continue
            problem = (
                f"stands before {previous}, which must come first"
                if previous and _place(page, lock, 0) is not None
                else _problem(page, lock)
            )
            yield blocker(
                "page.passage",
                IssueType.OMISSION,
                f"a page of class {item.name} carries {lock.id}, which {problem}",
                _line(page, lock),
            )


def _wanted(lock: Lock, locale: LocaleTag) -> tuple[str | None, ...]:
    """The passage's texts in this language; None where nothing is approved."""
    if not locale or lock.policy is LockPolicy.VERBATIM:
        return tuple(strip_tags(source) for source in lock.source)
    targets = [approved_target(lock, index, locale) for index in range(len(lock.source))]
    return tuple(None if target is None else strip_tags(target.text) for target in targets)


def _place(page: Page, lock: Lock, start: int) -> int | None:
    """The index behind the whole passage, from this text of the page on; None: not there."""
    wanted = _wanted(lock, page.locale)
    running = _running(page.texts, lock, wanted)
    texts = [text.text for _, text in running]
    size = len(wanted)
    for at in range(len(texts) - size + 1):
        if running[at][0] >= start and tuple(texts[at : at + size]) == wanted:
            return running[at + size - 1][0] + 1
    return None


def _running(
    texts: Sequence[PageText], lock: Lock, wanted: Sequence[str | None]
) -> list[tuple[int, PageText]]:
    """The running text with its indexes; labels only where they have a text of the passage."""
    own = set(wanted)
    return [
        (index, text)
        for index, text in enumerate(texts)
        if text.role not in LABEL_ROLES
        or (text.text in own and lock.context in {None, text.context})
    ]


def _problem(page: Page, lock: Lock) -> str:
    wanted = _wanted(lock, page.locale)
    there = {text.text for text in page.texts}
    if not there & set(wanted):
        return f"is not there{_in(page)}"
    missing = [
        f"{number} “{(text or source)[:50]}”"
        for number, (text, source) in enumerate(zip(wanted, lock.source, strict=True), 1)
        if text not in there
    ]
    if missing:
        return (
            f"lacks {len(missing)} of its {len(wanted)} segments{_in(page)}: {', '.join(missing)}"
        )
    return f"is cut by other text, or stands in another order{_in(page)}"


def _in(page: Page) -> str:
    return f" in {page.locale}" if page.locale else ""


def _line(page: Page, lock: Lock) -> int:
    own = set(_wanted(lock, page.locale))
    return next((text.line for text in page.texts if text.text in own), 0)
