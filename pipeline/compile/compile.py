"""Final units become what a site loads: a .mo, rendered pages, rendered JSON.

    <posix locale>/LC_MESSAGES/<domain>.mo     final units only
    <posix locale>/pages/<document>            every page whose units are all final

- A gettext template among the documents has no page: its messages are in the .mo.
- A page with a unit that is not final is not rendered; it is reported as `page.incomplete`. There
  is no English fallback.
- With `preview`, any target counts, text without one stands in ⟦double brackets⟧ in English, every
  page carries a banner and `<posix locale>/.preview` marks the folder.
- No clock, no file: the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.errors import Fault, RejectedError
from pipeline.formats.document import ParsedDocument, has_page, render_document
from pipeline.formats.document_preview import mark_preview
from pipeline.formats.gettext.mo import compile_mo
from pipeline.model.document import Segment
from pipeline.model.locale import LocaleTag, posix_of
from pipeline.model.message import MessageKey
from pipeline.model.unit import Catalog, Unit
from pipeline.text.plurals import plural_count

__all__ = ["Compilation", "CompiledFile", "compile_locale", "render_pages"]

_MEDIA: Mapping[str, str] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".json": "application/json",
}
_BANNER = "PREVIEW. Not reviewed, not released."


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFile:
    """One file of the output."""

    path: str
    """Relative to the output folder, with `/`."""
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """What was compiled, and which pages could not be."""

    files: tuple[CompiledFile, ...]
    """Sorted by path."""
    incomplete: tuple[Fault, ...]
    """`page.incomplete`, `render.unrepresentable`: pages that are not there."""

    def __bool__(self) -> bool:
        """Whether every page was rendered."""
        return not self.incomplete


def compile_locale(
    catalog: Catalog,
    *,
    documents: Sequence[ParsedDocument],
    is_final: Callable[[Unit], bool],
    revised: str,
    preview: bool = False,
) -> Compilation:
    """Everything of one domain in the catalog's locale.

    `revised` is the PO-Revision-Date to write, taken from the data (the latest seal).
    """
    usable = _usable(catalog, is_final, preview=preview)
    folder = posix_of(catalog.locale)
    pages = _pages_of(documents, usable, catalog.locale, preview=preview)
    files = [_mo_of(catalog, usable, folder, revised), *pages.files]
    if preview:
        marker = (_BANNER + "\n").encode()
        files.append(CompiledFile(path=f"{folder}/.preview", data=marker, media_type="text/plain"))
    files.sort(key=lambda file: file.path)
    return Compilation(files=tuple(files), incomplete=pages.incomplete)


def render_pages(
    catalog: Catalog,
    *,
    documents: Sequence[ParsedDocument],
    is_final: Callable[[Unit], bool],
) -> Compilation:
    """The pages alone, as `compile_locale` renders them, in the order of the documents."""
    return _pages_of(documents, _usable(catalog, is_final), catalog.locale)


def _usable(
    catalog: Catalog, is_final: Callable[[Unit], bool], *, preview: bool = False
) -> dict[MessageKey, Unit]:
    return {
        unit.key: unit for unit in catalog.units if unit.has_target and (preview or is_final(unit))
    }


def _pages_of(
    documents: Sequence[ParsedDocument],
    usable: Mapping[MessageKey, Unit],
    locale: LocaleTag,
    *,
    preview: bool = False,
) -> Compilation:
    files: list[CompiledFile] = []
    incomplete: list[Fault] = []
    for document in filter(has_page, documents):
        path = f"{posix_of(locale)}/pages/{document.path}"
        media = _MEDIA[PurePosixPath(document.path).suffix.lower()]
        try:
            data = _page_of(document, usable, locale, preview=preview)
        except RejectedError as error:
            incomplete += error.faults
            continue
        if preview:
            data = mark_preview(data, document.path, _BANNER)
        files.append(CompiledFile(path=path, data=data, media_type=media))
    return Compilation(files=tuple(files), incomplete=tuple(incomplete))


def _mo_of(
    catalog: Catalog, usable: Mapping[MessageKey, Unit], folder: str, revised: str
) -> CompiledFile:
    data = compile_mo(
        ((unit.message, unit.forms) for unit in usable.values()),
        project=catalog.project,
        domain=catalog.domain,
        locale=catalog.locale,
        revised=revised,
    )
    return CompiledFile(
        path=f"{folder}/LC_MESSAGES/{catalog.domain}.mo",
        data=data,
        media_type="application/x-gettext-translation",
    )


def _page_of(
    document: ParsedDocument,
    usable: Mapping[MessageKey, Unit],
    locale: LocaleTag,
    *,
    preview: bool,
) -> bytes:
    """The page in this locale; RejectedError when a segment has no usable target."""
    targets: list[tuple[str, ...]] = []
    open_segments: list[Segment] = []
    for segment in document.segments:
        unit = usable.get(MessageKey(segment.context, segment.source))
        if unit is not None and unit.message.plural == segment.plural:
            targets.append(unit.forms)
        else:
            open_segments.append(segment)
            targets.append(_placeholder(segment, locale))
    if open_segments and not preview:
        first = open_segments[0]
        raise RejectedError.of(
            "page.incomplete",
            f"{len(open_segments)} of {len(targets)} segments have no final target in {locale};"
            f" the first is {first.path}: {_shorten(first.source)!r}",
            path=document.path,
            line=first.line,
            hint="imprimatur gate says what is missing",
        )
    return render_document(document, targets, locale=locale)


def _placeholder(segment: Segment, locale: LocaleTag) -> tuple[str, ...]:
    if segment.plural is None:
        return (f"⟦{segment.source}⟧",)
    return (f"⟦{segment.plural}⟧",) * plural_count(locale)


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - one line of a terminal
