"""ZIP files from outside: judged before anything is unpacked, and again while unpacking.

Declared sizes are not trusted: unpacking stops at the limit whatever the directory says. Nothing
is ever written to a disk.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib

from pipeline.errors import Fault, RejectedError

__all__ = ["read_archive"]

MAX_MEMBERS = 200
MAX_BYTES = 50_000_000
MAX_RATIO = 100
_SMALL = 1_000_000
"""A member smaller than this may be packed as tightly as it likes."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What every tool writes; the others fail in ways of their own on broken data."""
_NESTED = re.compile(rb"PK\x03\x04")


def _path_fault(name: str) -> bool:
    parts = name.split("/")
    return (
        name.startswith("/")
        or "\\" in name
        or "\0" in name
        or re.match(r"[A-Za-z]:", name) is not None
        or ".." in parts
        or any(_DEVICE.fullmatch(part) for part in parts)
    )


def read_archive(data: bytes, *, path: str) -> dict[str, bytes]:
    """Every member's bytes by name. RejectedError `archive.path`, `.type`, `.limit`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise RejectedError.of("archive.type", "not a ZIP file", path=path) from None
    _judge(members, len(data), path)
    found: dict[str, bytes] = {}
    left = MAX_BYTES
    for member in members:
        if member.is_dir():
            continue
        try:
            with archive.open(member) as stream:
                body = stream.read(left + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
            message = f"{member.filename}: {error}"
            raise RejectedError.of("archive.type", message, path=path) from None
        left -= len(body)
        if left < 0:
            message = f"unpacks to more than {MAX_BYTES} bytes"
            raise RejectedError.of("archive.limit", message, path=path)
        if _NESTED.match(body):
            message = f"{member.filename} is a ZIP file itself"
            raise RejectedError.of("archive.limit", message, path=path)
        found[member.filename] = body
    return found


def _judge(members: list[zipfile.ZipInfo], size: int, path: str) -> None:
    if len(members) > MAX_MEMBERS:
        message = f"{len(members)} members, allowed are {MAX_MEMBERS}"
        raise RejectedError.of("archive.limit", message, path=path)
    declared = sum(member.file_size for member in members)
    if declared > MAX_BYTES or declared > max(_SMALL, size * MAX_RATIO):
        message = f"{size} bytes unpack to {declared}"
        raise RejectedError.of("archive.limit", message, path=path)
    faults = []
    seen: set[str] = set()
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if _path_fault(member.filename) or member.filename in seen:
            message = f"a member is named {member.filename[:80]!r}"
            faults.append(Fault(code="archive.path", message=message, path=path))
        elif kind not in {0, stat.S_IFREG, stat.S_IFDIR} or member.flag_bits & 1:
            message = f"{member.filename[:80]!r} is no plain file"
            faults.append(Fault(code="archive.type", message=message, path=path))
        elif member.compress_type not in _PACKINGS:
            message = f"{member.filename[:80]!r} is packed in a way that is not read"
            hint = "pack with the usual method, deflate"
            faults.append(Fault(code="archive.type", message=message, path=path, hint=hint))
        seen.add(member.filename)
    RejectedError.raise_for(faults)
