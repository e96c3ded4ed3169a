"""gettext templates that a site's own code produced: every entry is a segment.

- Context, plural and format flags are the entry's own: the site's code asks for exactly these.
  `#.` lines are the author's notes; the file of the first reference is the section.
- A template has no page: what a site loads is the domain's `.mo`. Nothing is written into it.
- An entry of placeholders alone is no segment: gettext gives it back as it is.
- As strict as our own catalogs. Also refused: an entry with a target, an obsolete one, an entry
  twice, and a format flag whose placeholders nothing here could check.
- xgettext's `charset=CHARSET` stands for plain ASCII, and is refused for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.formats.document_outline import Outline
from pipeline.formats.document_runs import has_words
from pipeline.formats.document_spans import ParsedDocument, Slot, Style
from pipeline.formats.gettext.scan import Entry, Scanned, scan
from pipeline.model.policy import Limits
from pipeline.text.placeholders import FORMATS, without_placeholders

__all__ = ["POT_MEDIA", "parse_pot"]

POT_MEDIA = "text/x-gettext-translation-template"
_NO_LIMITS = Limits()
_CHARSET = re.compile(r"^Content-Type:[^\n]*?charset=([^\s;]+)", re.MULTILINE | re.IGNORECASE)
_REFERENCE = re.compile(r"\u2068([^\u2069]*)\u2069|(\S+)")
_LINE_NUMBER = re.compile(r":\d+\Z")
_PLURAL_FORMS = 2


def parse_pot(text: str, path: str) -> ParsedDocument:
    """The template's messages; RejectedError `document.*`, `catalog.*`, `text.control`, `limit`."""
    found = scan(text.encode(), path=path, limits=_NO_LIMITS)
    outline = Outline(path)
    starts = _line_starts(text)
    seen: dict[tuple[str, str], int] = {}
    for number, (entry, line) in enumerate(found.lines()):
        if number == 0:
            _check_header(entry, found, outline)
            continue
        _check(entry, line, outline)
        first = seen.setdefault((entry.context, entry.source), line)
        if first != line:
            outline.fault("catalog.duplicate", f"this entry stands in line {first} too", line=line)
        else:
            _add(entry, starts[line - 1], line, outline)
    if not found.entries:
        outline.fault("catalog.header", "a template begins with a header entry", line=1)
    parsed = outline.finish(text, POT_MEDIA)
    return replace(parsed, slots=tuple(slot._replace(end=slot.start) for slot in parsed.slots))


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts += [match.end() for match in re.finditer("\n", text)]
    return starts


def _check_header(entry: Entry, found: Scanned, outline: Outline) -> None:
    if entry.source or entry.context:
        outline.fault("catalog.header", "a template begins with a header entry", line=1)
        return
    charset = _CHARSET.search(entry.forms[0])
    name = charset.group(1).upper() if charset else "none"
    if name in {"UTF-8", "UTF8"} or (name in {"CHARSET", "ASCII", "US-ASCII"} and _is_ascii(found)):
        return
    outline.fault(
        "catalog.charset",
        f"expected charset=UTF-8, found {name}",
        line=1,
        hint="make the template as UTF-8: xgettext --from-code=UTF-8",
    )


def _is_ascii(found: Scanned) -> bool:
    return found.data.isascii()


def _check(entry: Entry, line: int, outline: Outline) -> None:
    if entry.obsolete or any(entry.raw_forms):
        outline.fault("catalog.syntax", "an entry has a target or is obsolete", line=line)
    if not entry.source:
        outline.fault("catalog.syntax", "an entry without a source", line=line)
    if entry.plural is not None and len(entry.raw_forms) > _PLURAL_FORMS:
        outline.fault(
            "catalog.plural_count",
            f"expected {_PLURAL_FORMS} empty forms, found {len(entry.raw_forms)}",
            line=line,
        )


def _add(entry: Entry, start: int, line: int, outline: Outline) -> None:
    comments = _comments(entry)
    unknown = sorted(set(comments["flags"]) - set(FORMATS))
    if unknown:
        outline.fault(
            "document.unsupported",
            f"placeholders of {', '.join(unknown)} cannot be checked",
            line=line,
            hint="known are " + ", ".join(sorted(FORMATS)),
        )
    if not has_words(without_placeholders(entry.source, comments["flags"])):
        return
    section = "/".join((outline.path, *comments["files"][:1]))
    outline.add(
        Slot(start, start + 1, Style.LINE),
        entry.source,
        context=entry.context,
        notes=comments["notes"],
        plural=entry.plural,
        flags=comments["flags"],
        section=section,
    )


def _comments(entry: Entry) -> Mapping[str, tuple[str, ...]]:
    """The notes, the referenced files without line numbers, and the format flags of an entry."""
    notes, files, flags = list[str](), list[str](), set[str]()
    for line in entry.comments.split("\n"):
        if line.startswith("#.") and line[2:].strip():
            notes.append(line[2:].strip())
        elif line.startswith("#:"):
            files += [
                _LINE_NUMBER.sub("", one or other) for one, other in _REFERENCE.findall(line[2:])
            ]
        elif line.startswith("#,"):
            flags |= {flag.strip() for flag in line[2:].split(",")}
    kept = sorted(
        flag
        for flag in flags
        if flag.endswith("-format") and not flag.startswith(("no-", "possible-", "impossible-"))
    )
    return {"notes": tuple(notes), "files": tuple(files), "flags": tuple(kept)}
