"""Babel extractors: `pybabel extract -F babel.cfg` finds the pairs that `extract` finds.

Named in the package's `babel.extractors` entry points. Body text comes as `gettext`, everything
with a context as `pgettext` (or `npgettext`), which Babel's default keywords understand. A
document that cannot be read raises RejectedError, as everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, TypeAlias

from pipeline.formats.document import parse_document
from pipeline.model.document import Segment

__all__ = ["extract_html", "extract_json", "extract_markdown", "extract_text"]

Extracted: TypeAlias = tuple[int, str, str | tuple[str, ...], list[str]]
"""(line, function, arguments, comments)."""


def extract_markdown(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Extracted]:
    """The segments of a Markdown page."""
    del keywords, comment_tags, options
    return _extract(fileobj, "document.md")


def extract_html(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Extracted]:
    """The segments of an HTML page."""
    del keywords, comment_tags, options
    return _extract(fileobj, "document.html")


def extract_text(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Extracted]:
    """The segments of a plain-text page."""
    del keywords, comment_tags, options
    return _extract(fileobj, "document.txt")


def extract_json(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Extracted]:
    """The strings of a JSON file."""
    del keywords, comment_tags, options
    return _extract(fileobj, "document.json")


def _extract(fileobj: IO[bytes], path: str) -> Iterator[Extracted]:
    for segment in parse_document(fileobj.read(), path).segments:
        yield segment.line, _function_of(segment), _arguments_of(segment), list(segment.notes)


def _function_of(segment: Segment) -> str:
    plural = "" if segment.plural is None else "n"
    return f"{plural}{'p' if segment.context else ''}gettext"


def _arguments_of(segment: Segment) -> str | tuple[str, ...]:
    context = (segment.context,) if segment.context else ()
    if segment.plural is not None:
        return (*context, segment.source, segment.plural)
    return (*context, segment.source) if context else segment.source
