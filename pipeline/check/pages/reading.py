"""Source documents and rendered bytes, read as pages.

A rendered page is parsed anew from its bytes. JSON in a locale has that locale's plural keys,
which are not those of a source; it is read string by string.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.check.pages.page import Page, PageText
from pipeline.formats.document import ParsedDocument, parse_document
from pipeline.formats.jsontext import expected_strings, flatten_json
from pipeline.model.document import HasSegments, Segment
from pipeline.model.locale import LocaleTag
from pipeline.text.tags import strip_tags

__all__ = ["rendered_page", "source_page"]

_JSON = "application/json"


def source_page(document: HasSegments) -> Page:
    """The document as its author wrote it."""
    return Page(path=document.path, texts=_texts(document.segments))


def rendered_page(
    document: ParsedDocument,
    data: bytes,
    *,
    locale: LocaleTag,
    targets: Sequence[tuple[str, ...]],
) -> Page:
    """The page in these bytes; `targets` (one per segment) is what was written into it.

    RejectedError `document.*` when the bytes are no document of this kind any more.
    """
    if document.media == _JSON:
        return _strings(document, data, locale, targets)
    return Page(
        path=document.path,
        locale=locale,
        texts=_texts(parse_document(data, document.path).segments),
        expected=tuple(strip_tags(forms[0]) for forms in targets),
    )


def _texts(segments: Sequence[Segment]) -> tuple[PageText, ...]:
    return tuple(
        [
            PageText(strip_tags(text), segment.context, segment.role, segment.line, segment.locales)
            for segment in segments
            for text in segment.sources
        ]
    )


def _strings(
    document: ParsedDocument,
    data: bytes,
    locale: LocaleTag,
    targets: Sequence[tuple[str, ...]],
) -> Page:
    roles = {segment.context: segment.role for segment in document.segments}
    texts = []
    for keys, text in flatten_json(data.decode("utf-8"), document.path).items():
        context = ".".join(keys)
        base = context.rpartition("_")[0]
        role = roles.get(context) or roles.get(base, "body")
        texts.append(PageText(text=strip_tags(text), context=context, role=role))
    expected = expected_strings(document, targets, locale).values()
    return Page(
        path=document.path,
        locale=locale,
        texts=tuple(texts),
        expected=tuple(strip_tags(text) for text in expected),
    )
