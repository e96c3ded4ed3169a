"""From a PO file straight to its MO file, without a catalog in between.

As msgfmt does it, and as strict as every other reader here: what has a target and is neither
fuzzy nor obsolete. Whether it was signed is not asked: what a release holds, `compile` says.
"""

from __future__ import annotations

from pipeline.formats.gettext.comments import read_comments
from pipeline.formats.gettext.gather import gather
from pipeline.formats.gettext.header import created_on
from pipeline.formats.gettext.mo import mo_header, pack_mo
from pipeline.formats.gettext.quoting import decoded
from pipeline.formats.gettext.read import check_catalog
from pipeline.formats.gettext.scan import Entry
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Limits

__all__ = ["compile_po"]

_Pair = tuple[bytes, bytes]
_LEFT_OUT: _Pair = b"", b""


def compile_po(
    data: bytes,
    *,
    path: str,
    limits: Limits | None = None,
    own: bool = True,
    locale: LocaleTag | None = None,
) -> bytes:
    """The MO file of the catalog in these bytes, checked as `parse_catalog` checks it.

    A message whose target has an empty form is left out, as `compile_mo` leaves it out.
    """
    limits = limits or Limits()
    found = gather(data, path=path, limits=limits, make=_pair)
    fields, tag = check_catalog(data, found, path=path, limits=limits, own=own, locale=locale)
    header = mo_header(
        project=fields.get("Project-Id-Version", ""),
        domain=fields.get("X-Domain", ""),
        locale=tag,
        revised=created_on(fields),
    )
    pairs = [pair for pair in found.items if pair and pair is not _LEFT_OUT]
    pairs.append((b"", header.encode()))
    pairs.sort()  # the keys are distinct, so no two values are ever compared
    return pack_mo([key for key, _ in pairs], [value for _, value in pairs])


def _pair(entry: Entry) -> _Pair | None:
    """Key and value; None when the previous source is malformed."""
    raw = entry.raw_forms
    comments = entry.raw_comments
    if b"#|" in comments or b"fuzzy" in comments:
        said = read_comments(entry.comments)
        if said.previous and said.read_previous() is None:
            return None
        if said.fuzzy:
            return _LEFT_OUT
    if b"" in raw or entry.obsolete:
        return _LEFT_OUT
    key = entry.source.encode()
    if entry.plural is not None:
        key = b"%b\0%b" % (key, entry.plural.encode())
    if entry.context:
        key = b"%b\4%b" % (entry.context.encode(), key)
    form = raw[0] if len(raw) == 1 else b"\0".join(raw)
    return key, decoded(form).encode() if b"\\" in form else form
