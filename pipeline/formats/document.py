"""Source documents of every format: parse to segments, render with targets.

    parse_document(data, path)              by suffix; RejectedError `document.*`
    document_for(document, locale)          without what is filtered out there
    render_document(document, targets, …)   only text, `lang` and `dir` differ

Rendering proves itself: the rendered bytes are read again, and unless exactly the targets that
went in come out, RejectedError `render.unrepresentable` names the segments. All None and no
locale: the document's own bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType

from pipeline.errors import Fault, RejectedError
from pipeline.formats.document_cuts import document_in, refuse_unsafe_cuts
from pipeline.formats.document_spans import (
    ParsedDocument,
    Part,
    Slot,
    Style,
    Writer,
    decode_document,
    splice,
)
from pipeline.formats.html import parse_html
from pipeline.formats.jsontext import expected_strings, flatten_json, parse_json, render_json
from pipeline.formats.markdown import parse_markdown
from pipeline.formats.markdown_front import write_scalar
from pipeline.formats.markdown_write import write_markdown, write_title
from pipeline.formats.plaintext import parse_plaintext
from pipeline.formats.pot import POT_MEDIA, parse_pot
from pipeline.model.locale import LocaleTag, is_right_to_left
from pipeline.text.plurals import plural_categories
from pipeline.text.tags import TAG, tag_faults

__all__ = [
    "DOCUMENT_SUFFIXES",
    "ParsedDocument",
    "document_for",
    "has_page",
    "parse_document",
    "render_document",
    "renumber_tags",
]

_PARSERS: Mapping[str, Callable[[str, str], ParsedDocument]] = MappingProxyType(
    {
        ".html": parse_html,
        ".htm": parse_html,
        ".md": parse_markdown,
        ".txt": parse_plaintext,
        ".json": parse_json,
        ".pot": parse_pot,
    }
)
DOCUMENT_SUFFIXES = frozenset(_PARSERS)


def parse_document(data: bytes, path: str) -> ParsedDocument:
    """The document's segments in order; RejectedError with every fault, each with its line."""
    parser = _PARSERS.get(PurePosixPath(path).suffix.lower())
    if parser is None:
        known = " ".join(sorted(DOCUMENT_SUFFIXES))
        message = f"no reader for this kind of document; known are {known}"
        raise RejectedError.of("document.unsupported", message, path=path)
    document = parser(decode_document(data, path), path)
    if document.cuts:
        refuse_unsafe_cuts(document, parser)
    return document


def document_for(document: ParsedDocument, locale: LocaleTag) -> ParsedDocument:
    """The document as this locale has it: without what a locale filter keeps out.

    RejectedError `document.filter` when the rest cannot be read without it.
    """
    parser = _PARSERS[PurePosixPath(document.path).suffix.lower()]
    return document_in(document, locale, parser)


def has_page(document: ParsedDocument) -> bool:
    """Whether the document is rendered in a locale; of a gettext template only the `.mo` is."""
    return document.media != POT_MEDIA


def render_document(
    document: ParsedDocument, targets: Sequence[tuple[str, ...] | None], *, locale: str | None
) -> bytes:
    """The document's bytes with these targets, one per segment in order; None keeps the source.

    With a locale, `lang` and `dir` of the page say it. RejectedError `render.unrepresentable`
    when the format cannot carry a target, `render.forms` when a target has the wrong number of
    forms.
    """
    if len(targets) != len(document.segments):
        raise TypeError(f"{len(document.segments)} segments, {len(targets)} targets")
    RejectedError.raise_for(_form_faults(document, targets, locale))
    if all(forms is None for forms in targets) and (locale is None or not document.places):
        return document.text.encode()
    if not has_page(document):
        raise RejectedError(_fault(document, 0, "a gettext template has no page to write"))
    if document.media == "application/json":
        return _render_strings(document, targets, locale)
    singles = [None if forms is None else forms[0] for forms in targets]
    RejectedError.raise_for(_tag_faults(document, singles))
    places = _places(document, locale)
    careful: frozenset[int] = frozenset()
    while True:
        text, order = splice(document, singles, places, _write, careful)
        wrong = _differences(document, singles, text, order)
        if not wrong:
            return text.encode()
        if careful or document.media != "text/markdown":
            RejectedError.raise_for(_unrepresentable(document, singles, wrong))
        careful = frozenset(i for i, target in enumerate(singles) if target is not None)


def renumber_tags(text: str) -> str:
    """The text with its tags numbered in order of appearance: how it reads back."""
    if "<" not in text:
        return text
    numbers: dict[str, str] = {}

    def number(tag: str) -> str:
        bare = tag.strip("</>")
        new = numbers.setdefault(bare, str(len(numbers) + 1))
        return tag.replace(bare, new)

    return TAG.sub(lambda match: number(match.group()), text)


def _write(slot: Slot, parts: Sequence[Part], careful: bool) -> str:  # noqa: FBT001
    return _WRITERS[slot.style](slot, parts, careful)


def _write_raw(slot: Slot, parts: Sequence[Part], careful: bool) -> str:  # noqa: ARG001, FBT001
    return "".join(part.raw for part in parts)


def _write_attribute(slot: Slot, parts: Sequence[Part], careful: bool) -> str:  # noqa: ARG001, FBT001
    raw = "".join(part.raw for part in parts)
    if slot.hint == "'":
        return raw.replace("'", "&#39;")
    raw = raw.replace('"', "&quot;")
    return raw if slot.hint else f'"{raw}"'


def _write_markup(slot: Slot, parts: Sequence[Part], careful: bool) -> str:  # noqa: ARG001, FBT001
    raw = [part.raw for part in parts]
    if slot.hint and len(raw) > 1 and parts[0].tag and raw[1].startswith(" "):
        raw[1] = slot.hint + raw[1][1:]
    return "".join(raw)


_WRITERS: Mapping[Style, Writer] = MappingProxyType(
    {
        Style.MARKUP: _write_markup,
        Style.ATTRIBUTE: _write_attribute,
        Style.MARKDOWN: write_markdown,
        Style.TITLE: write_title,
        Style.SCALAR: write_scalar,
        Style.LINE: _write_raw,
    }
)


def _form_faults(
    document: ParsedDocument, targets: Sequence[tuple[str, ...] | None], locale: str | None
) -> list[Fault]:
    faults = []
    for segment, forms in zip(document.segments, targets, strict=True):
        if forms is None:
            continue
        expected = 1
        if segment.plural is not None:
            expected = 2 if locale is None else len(plural_categories(locale))
        if len(forms) != expected or not all(forms):
            found = sum(1 for form in forms if form)
            message = f"{segment.path}: expected {expected} target forms, found {found}"
            place = {"path": document.path, "line": segment.line}
            faults.append(Fault(code="render.forms", message=message, **place))  # type: ignore[arg-type]
    return faults


def _tag_faults(document: ParsedDocument, targets: Sequence[str | None]) -> list[Fault]:
    faults = []
    for segment, slot, target in zip(document.segments, document.slots, targets, strict=True):
        if target is not None and slot.tags:
            faults += [
                _fault(document, segment.line, f"{segment.path}: {what}")
                for what in tag_faults(segment.source, target)
            ]
    return faults


def _fault(document: ParsedDocument, line: int, message: str) -> Fault:
    return Fault(
        code="render.unrepresentable",
        message=message,
        path=document.path,
        line=line,
        hint="change the target",
    )


def _places(document: ParsedDocument, locale: str | None) -> list[str | None]:
    """What to write at each place that says the page's language."""
    values: list[str | None] = []
    for place in document.places:
        value = locale
        if locale is not None and place.name == "dir":
            is_missing = place.start == place.end and place.before.startswith(" ")
            value = "rtl" if is_right_to_left(locale) else None if is_missing else "ltr"
        values.append(None if value is None else place.before + value + place.after)
    return values


def _differences(
    document: ParsedDocument, targets: Sequence[str | None], text: str, order: Sequence[int]
) -> list[tuple[int, str]]:
    """(segment, what came back) for every segment that does not read back; (-1, …) for others."""
    try:
        again = parse_document(text.encode("utf-8"), document.path).segments
    except UnicodeEncodeError:
        return [(-1, "a lone surrogate cannot be written")]
    except RejectedError as error:
        return [(-1, fault.message) for fault in error.faults]
    wrong = []
    for at, index in enumerate(order):
        segment, target = document.segments[index], targets[index]
        expected = segment.source if target is None else renumber_tags(target)
        found = again[at] if at < len(again) else None
        if found is None or (found.source, found.role, found.context) != (
            expected,
            segment.role,
            segment.context,
        ):
            wrong.append((index, "nothing" if found is None else repr(found.source)))
    if len(again) > len(order) and not wrong:
        wrong.append((-1, f"{len(again) - len(order)} segments too many read back"))
    return wrong


def _unrepresentable(
    document: ParsedDocument, targets: Sequence[str | None], wrong: Sequence[tuple[int, str]]
) -> list[Fault]:
    """One fault per segment that cannot be carried; the first one when reading went astray."""
    faults = []
    for index, found in wrong[:20]:
        if index < 0:
            faults.append(_fault(document, 0, f"the rendered page does not read back: {found}"))
            continue
        segment = document.segments[index]
        expected = targets[index] or segment.source
        message = f"{segment.path}: {expected!r} reads back as {found}"
        faults.append(_fault(document, segment.line, message))
    return faults


def _render_strings(
    document: ParsedDocument, targets: Sequence[tuple[str, ...] | None], locale: str | None
) -> bytes:
    """JSON: what reads back are the strings by key, plural categories included."""
    text = render_json(document, targets, locale)
    expected = expected_strings(document, targets, locale)
    try:
        data = text.encode("utf-8")
        found = flatten_json(text, document.path)
    except (UnicodeEncodeError, RejectedError) as error:
        raise RejectedError(_fault(document, 0, f"the strings do not read back: {error}")) from None
    wrong = sorted(
        key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)
    )
    RejectedError.raise_for(
        _fault(document, 0, f"{'.'.join(key)}: does not read back") for key in wrong
    )
    return data
