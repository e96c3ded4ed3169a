"""polib, the model people know: a `POFile` from a catalog, and a catalog from a `POFile`.

polib's own reader and writer are not used: it reads a cut string as a shorter one and wraps
comments. What it holds in memory goes through our reader. polib is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.formats.gettext.comments import message_lines, sealed_ends, unit_lines_of
from pipeline.formats.gettext.header import header_block, parse_header
from pipeline.formats.gettext.quoting import encode, quote
from pipeline.formats.gettext.read import parse_catalog
from pipeline.formats.gettext.scan import scan
from pipeline.formats.gettext.write import header_of
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit
from pipeline.text.plurals import plural_count

if TYPE_CHECKING:
    import polib

__all__ = ["from_polib", "to_polib"]


def to_polib(catalog: Catalog) -> polib.POFile:
    """The catalog as polib's model. Its `wrapwidth` is 0: comments stay on their lines."""
    import polib

    found = polib.POFile(wrapwidth=0)
    block = header_block(
        header_of(catalog), len(catalog.units), obsolete=len(catalog.obsolete)
    ).encode()
    header = scan(block, path="", limits=Limits()).entries[0].forms[0]
    found.metadata = parse_header(header, path="")
    forms = plural_count(catalog.locale)
    for obsolete, units in ((False, catalog.units), (True, catalog.obsolete)):
        for unit in units:
            found.append(polib.POEntry(**_fields(unit, forms), obsolete=obsolete))
    return found


def _fields(unit: Unit, forms: int) -> dict[str, object]:
    message = unit.message
    lines = list(message_lines(message))
    fields: dict[str, object] = {
        "msgid": message.source,
        "msgctxt": message.context or None,
        "comment": "\n".join(line[3:] for line in lines if line.startswith("#. ")),
        "tcomment": "\n".join(line[2:] for line in unit_lines_of(unit)),
        "occurrences": [(name, "") for name in message.documents],
        "flags": [*["fuzzy"] * unit.fuzzy, *message.flags, *["read-only"] * unit.read_only],
    }
    if message.plural is None:
        fields["msgstr"] = unit.forms[0] if unit.forms else ""
    else:
        fields["msgid_plural"] = message.plural
        fields["msgstr_plural"] = dict(enumerate(unit.forms or ("",) * forms))
    if unit.previous is not None:
        fields["previous_msgctxt"] = unit.previous.context or None
        fields["previous_msgid"] = unit.previous.source
        fields["previous_msgid_plural"] = unit.previous_plural
    return fields


def from_polib(found: polib.POFile, *, path: str = "", limits: Limits | None = None) -> Catalog:
    """The catalog in polib's model; what our reader refuses in a file, it refuses here."""
    live = sum(not entry.obsolete for entry in found)
    metadata = {**{name: str(value) for name, value in found.metadata.items()}}
    metadata["X-Units"] = str(live)
    if "X-Obsolete" in metadata:
        metadata["X-Obsolete"] = str(len(found) - live)
    fields = "".join(quote(f"{name}: {value}\n") + "\n" for name, value in metadata.items())
    blocks = [f'msgid ""\nmsgstr ""\n{fields}']
    blocks += ["\n".join(_lines(entry)) + "\n" for entry in found]
    text = sealed_ends("\n".join(blocks) + "\n")
    return parse_catalog(encode(text, what=path), path=path, limits=limits or Limits())


def _lines(entry: polib.POEntry) -> Iterator[str]:
    for mark, text in (("# ", entry.tcomment), ("#. ", entry.comment)):
        yield from (mark + line if line else mark[:-1] for line in text.split("\n") if text)
    for name, line in entry.occurrences:
        place = f"{name}:{line}" if line else name
        yield f"#: \u2068{place}\u2069" if " " in place else f"#: {place}"
    if entry.flags:
        yield f"#, {', '.join(entry.flags)}"
    mark = "#~" if entry.obsolete else "#"
    for name in ("msgctxt", "msgid", "msgid_plural"):
        text = getattr(entry, f"previous_{name}")
        if text:
            yield f"{mark}| {name} {quote(text)}"
    mark = "#~ " if entry.obsolete else ""
    if entry.msgctxt:
        yield f"{mark}msgctxt {quote(entry.msgctxt)}"
    yield f"{mark}msgid {quote(entry.msgid)}"
    if not entry.msgid_plural:
        yield f"{mark}msgstr {quote(entry.msgstr)}"
        return
    yield f"{mark}msgid_plural {quote(entry.msgid_plural)}"
    for index in sorted(entry.msgstr_plural):
        yield f"{mark}msgstr[{index}] {quote(entry.msgstr_plural[index])}"
