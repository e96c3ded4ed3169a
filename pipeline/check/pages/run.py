"""Runs the page rules: over source pages, over rendered bytes, and over a catalog's units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.check.pages.page import (
    Page,
    PageContext,
    PageRule,
    blocker,
    classes_of,
    is_admitted,
)
from pipeline.check.pages.reading import rendered_page, source_page
from pipeline.check.pages.rules import PAGE_RULES, RENDERED_RULES, SOURCE_RULES
from pipeline.errors import RejectedError
from pipeline.formats.document import ParsedDocument
from pipeline.model.document import HasSegments
from pipeline.model.finding import Finding, IssueType
from pipeline.model.message import MessageKey
from pipeline.model.policy import Policy
from pipeline.model.unit import Catalog
from pipeline.text.localefilter import filter_admits

__all__ = ["check_foreign_units", "check_page", "check_rendered_page", "check_source_page"]


def check_page(page: Page, rules: Iterable[PageRule], context: PageContext) -> list[Finding]:
    """The findings of these rules on one page, each with its locale and document."""
    return [
        replace(finding, locale=page.locale, path=page.path)
        for rule in rules
        for finding in rule(page, context)
    ]


def check_source_page(document: HasSegments, context: PageContext) -> list[Finding]:
    """What is wrong with the page as its author wrote it."""
    if not classes_of(context.policy, document.path):  # no other rule has anything to ask
        return check_page(Page(path=document.path, texts=()), SOURCE_RULES, context)
    return check_page(source_page(document), (*SOURCE_RULES, *PAGE_RULES), context)


def check_rendered_page(
    document: ParsedDocument,
    data: bytes,
    *,
    locale: str,
    targets: Mapping[MessageKey, tuple[str, ...]],
    context: PageContext,
) -> list[Finding]:
    """What is wrong with these bytes as the document's page in this locale.

    The line of a finding is that of the source document, or 0: rendered pages have their own.
    """
    keys = [MessageKey(segment.context, segment.source) for segment in document.segments]
    missing = [key for key in keys if key not in targets]
    if missing:
        raise ValueError(f"{document.path} was rendered without a target for {missing[0]}")
    try:
        page = rendered_page(document, data, locale=locale, targets=[targets[key] for key in keys])
    except RejectedError as error:
        return [
            replace(
                blocker("page.reread", IssueType.OTHER, f"cannot be read again: {fault.message}"),
                locale=locale,
                path=document.path,
            )
            for fault in error.faults
        ]
    found = check_page(page, (*RENDERED_RULES, *PAGE_RULES), context)
    return [replace(finding, line=0) for finding in found]


def check_foreign_units(
    catalog: Catalog, documents: Sequence[ParsedDocument], policy: Policy
) -> list[Finding]:
    """`page.market` for every unit that occurs only on pages which this locale must not show."""
    own: set[MessageKey] = set()
    foreign: dict[MessageKey, str] = {}
    for document in documents:
        is_own = is_admitted(policy, document.path, catalog.locale)
        for segment in document.segments:
            key = MessageKey(segment.context, segment.source)
            if is_own and filter_admits(segment.locales, catalog.locale):
                own.add(key)
            else:
                foreign[key] = document.path
    return [
        replace(
            blocker(
                "page.market",
                IssueType.NON_CONFORMANCE,
                f"“{unit.message.source[:60]}” stands only where {catalog.locale} must not show "
                f"it, on {foreign[unit.key]}",
            ),
            locale=catalog.locale,
            key=unit.key,
        )
        for unit in catalog.units
        if unit.key in foreign and unit.key not in own
    ]
