"""MO files: what programs load. Written by ourselves, byte for byte reproducible, read strictly."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise

from pipeline.errors import RejectedError
from pipeline.formats.gettext.collector import paused
from pipeline.model.locale import LocaleTag, posix_of
from pipeline.model.message import Message
from pipeline.text.plurals import plural_forms

__all__ = ["compile_mo", "mo_header", "pack_mo", "read_mo"]

_MAGIC = 0x950412DE
_HEAD = struct.Struct("<7I")


def compile_mo(
    entries: Iterable[tuple[Message, tuple[str, ...]]],
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    revised: str,
) -> bytes:
    """The MO file of these targets: keys sorted by their bytes, no hash table, no clock.

    A message whose target has an empty form is left out, as msgfmt does with an empty one.
    """
    strings = {"": mo_header(project=project, domain=domain, locale=locale, revised=revised)}
    with paused():
        for message, forms in entries:
            if not forms or "" in forms:
                continue
            key = message.key
            name = key.source if message.plural is None else f"{key.source}\0{message.plural}"
            if key.context:
                name = f"{key.context}\x04{name}"
            strings[name] = forms[0] if len(forms) == 1 else "\0".join(forms)
        names = sorted(strings)  # by code points, which is the order of their bytes in UTF-8
        return pack_mo(
            [name.encode() for name in names], [strings[name].encode() for name in names]
        )


def mo_header(*, project: str, domain: str, locale: LocaleTag, revised: str) -> str:
    """The target of the empty source: the fields that programs read."""
    return (
        f"Project-Id-Version: {project}\nPO-Revision-Date: {revised}\n"
        f"Language: {posix_of(locale)}\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: 8bit\nPlural-Forms: {plural_forms(locale)}\n"
        f"X-Domain: {domain}\n"
    )


def pack_mo(keys: Sequence[bytes], values: Sequence[bytes]) -> bytes:
    """The file of these keys, in ascending order, and their values."""
    count = len(keys)
    strings = [*keys, *values]
    lengths = list(map(len, strings))
    first = _HEAD.size + 16 * count
    table = array("I", bytes(16 * count))
    table[::2] = array("I", lengths)
    table[1::2] = array("I", accumulate([length + 1 for length in lengths[:-1]], initial=first))
    if sys.byteorder == "big":
        table.byteswap()
    end = first + sum(lengths) + len(lengths)
    head = _HEAD.pack(_MAGIC, 0, count, _HEAD.size, _HEAD.size + 8 * count, 0, end)
    return b"".join((head, table.tobytes(), b"\0".join(strings), b"\0"))


def read_mo(data: bytes, *, path: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """(context, source) → forms, without the header. RejectedError mo.corrupt.

    Refused: another format or version, tables or strings outside the file or over one another,
    a string without its NUL, keys out of order or twice, what is not UTF-8, a missing header.
    """

    def corrupt(message: str) -> RejectedError:
        return RejectedError.of("mo.corrupt", message, path=path)

    strings = _strings(data, corrupt)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for key, value in strings[1:]:
        context, mark, rest = key.rpartition("\x04")
        source = (rest if mark else key).split("\0")
        if not source[0] or len(source) > 2:  # noqa: PLR2004 - singular and plural
            raise corrupt("a key is no message")
        entry = context, source[0]
        if entry in found:
            raise corrupt("a key occurs twice")
        found[entry] = tuple(value.split("\0"))
    if not strings or strings[0][0] or "charset=utf-8" not in strings[0][1].lower():
        raise corrupt("there is no header that says UTF-8")
    return found


def _strings(data: bytes, corrupt: Callable[[str], RejectedError]) -> list[tuple[str, str]]:
    if len(data) < _HEAD.size or data[:4] not in {b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"}:
        raise corrupt("not an MO file")
    order = "<" if data[:1] == b"\xde" else ">"
    _, version, count, keys_at, values_at, hashes, hashes_at = struct.unpack_from(
        f"{order}7I", data
    )
    if version >> 16 > 1 or version & 0xFFFF:
        raise corrupt(f"version {version >> 16}.{version & 0xFFFF} is not known")
    size = len(data)
    spans = [(0, _HEAD.size), (keys_at, keys_at + 8 * count), (values_at, values_at + 8 * count)]
    if hashes:
        spans.append((hashes_at, hashes_at + 4 * hashes))
    if max(end for _, end in spans) > size:
        raise corrupt("a table lies outside the file")
    texts: list[bytes] = []
    for at in (keys_at, values_at):
        places = struct.unpack_from(f"{order}{2 * count}I", data, at)
        for length, offset in zip(places[::2], places[1::2], strict=True):
            end = offset + length
            if end >= size or data[end] != 0:
                raise corrupt("a string lies outside the file or does not end")
            spans.append((offset, end + 1))
            texts.append(data[offset:end])
    spans.sort()
    if any(first[1] > second[0] for first, second in pairwise(spans)):
        raise corrupt("parts of the file overlap")
    keys, values = texts[:count], texts[count:]
    if any(first >= second for first, second in pairwise(keys)):
        raise corrupt("the keys are not sorted")
    try:
        return [(key.decode(), value.decode()) for key, value in zip(keys, values, strict=True)]
    except UnicodeDecodeError:
        raise corrupt("a string is not UTF-8") from None
