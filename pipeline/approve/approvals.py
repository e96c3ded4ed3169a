"""`source_content/approvals.toml`: which exact bytes are approved, by whom, until when.

- Read strictly: unknown keys, missing keys, dates that are none, two entries of one document and
  paths that leave the folder are refused, all at once, as `approval.*`.
- Written canonically: sorted by path, one key per line; the same approvals give the same bytes.
- An approval binds to the document's digest, and is in force from its day to its last day.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pipeline.errors import Fault, RejectedError
from pipeline.model.digest import Digest
from pipeline.model.document import Approval, SourceDocument

__all__ = ["approve_documents", "parse_approvals", "serialize_approvals", "unapproved"]

_KEYS: Mapping[str, type] = MappingProxyType(
    {
        "path": str,
        "sha256": str,
        "reference": str,
        "approved_by": str,
        "approved_on": dt.date,
        "expires_on": dt.date,
    }
)
_HEADER = "# Approved source documents. Written by `imprimatur approve`.\n"
_TABLE = re.compile(r"^[ \t]*\[\[\s*document\s*\]\]", re.MULTILINE)


_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENTRY = re.compile(
    r'\n\[\[document\]\]\npath = "([^"\\\n]++)"\nsha256 = "([0-9a-f]{64})"\n'
    r'reference = "([^"\\\n]++)"\napproved_by = "([^"\\\n]++)"\n'
    r"approved_on = ([0-9]{4}-[0-9]{2}-[0-9]{2})\nexpires_on = ([0-9]{4}-[0-9]{2}-[0-9]{2})\n"
)


def parse_approvals(data: bytes, *, path: str) -> dict[str, Approval]:
    """Approvals by document path; RejectedError `approval.*` with every fault."""
    try:
        text = data.decode("utf-8")
        canonical = _read_canonical(text)
        if canonical is not None:
            return canonical
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RejectedError.of("approval.syntax", f"not TOML: {error}", path=path) from None
    faults = [
        Fault(code="approval.unknown_key", message=f"unknown key {key!r}", path=path)
        for key in sorted(content.keys() - {"document"})
    ]
    entries = content.get("document", [])
    if not isinstance(entries, list) or not all(isinstance(item, dict) for item in entries):
        raise RejectedError.of("approval.syntax", "`document` is not a list of tables", path=path)
    lines, line, at = list[int](), 1, 0
    for match in _TABLE.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        lines.append(line)
    found: dict[str, Approval] = {}
    for index, entry in enumerate(entries):
        line = lines[index] if len(lines) == len(entries) else 0
        wrong = [
            Fault(code=code, message=message, path=path, line=line)
            for code, message in _entry_faults(entry)
        ]
        if not wrong and entry["path"] in found:
            message = f"{entry['path']} has two entries"
            wrong = [Fault(code="approval.duplicate", message=message, path=path, line=line)]
        faults += wrong
        if not wrong:
            fields = {key: entry[key] for key in _KEYS if key != "sha256"}
            found[entry["path"]] = Approval(sha256=Digest(entry["sha256"]), **fields)
    RejectedError.raise_for(faults)
    return found


def _read_canonical(text: str) -> dict[str, Approval] | None:
    """The approvals of a file as `approve` writes it, without a fault; None for any other."""
    if not text.startswith(_HEADER):
        return None
    found: dict[str, Approval] = {}
    at, size, match = len(_HEADER), len(text), _ENTRY.match
    while at < size:
        entry = match(text, at)
        if entry is None:
            return None
        at = entry.end()
        path, sha256, reference, approved_by, first, last = entry.groups()
        try:
            days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        except ValueError:
            return None
        texts = f"{path}{reference}{approved_by}"
        is_empty = not (reference.strip() and approved_by.strip() and path.strip())
        if is_empty or not texts.isprintable() or not _is_inside(path) or days[1] < days[0]:
            return None
        if path in found:
            return None
        found[path] = Approval(
            path=path,
            sha256=Digest(sha256),
            reference=reference,
            approved_by=approved_by,
            approved_on=days[0],
            expires_on=days[1],
        )
    return found


def _entry_faults(entry: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key in sorted(entry.keys() - _KEYS.keys()):
        yield "approval.unknown_key", f"unknown key {key!r}"
    for key, kind in _KEYS.items():
        value = entry.get(key)
        if value is None:
            yield "approval.value", f"{key} is missing"
        elif type(value) is not kind:
            yield "approval.value", f"{key} is {value!r}; a {_NAMES[kind]} is expected"
        elif isinstance(value, str) and (not value.strip() or not value.isprintable()):
            yield "approval.value", f"{key} is {value!r}; readable text is expected"
    path, digest = entry.get("path"), entry.get("sha256")
    if isinstance(path, str) and not _is_inside(path):
        yield "approval.value", f"{path!r} is no path inside source_content"
    if isinstance(digest, str) and not _SHA256.fullmatch(digest):
        yield "approval.value", f"{digest!r} is no SHA-256 digest"
    first, last = entry.get("approved_on"), entry.get("expires_on")
    if type(first) is type(last) is dt.date and last < first:
        yield "approval.value", f"it expires on {last}, before it was approved on {first}"


_NAMES: Mapping[type, str] = MappingProxyType({str: "string", dt.date: "date such as 2027-01-31"})


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return "\\" not in path and ":" not in path and not {"", ".", ".."} & set(parts)


def serialize_approvals(approvals: Mapping[str, Approval]) -> bytes:
    """The canonical file: sorted by path."""
    blocks = [_HEADER]
    for _, approval in sorted(approvals.items()):
        blocks.append(
            "\n[[document]]\n"
            f"path = {_string(approval.path)}\n"
            f"sha256 = {_string(approval.sha256.hex)}\n"
            f"reference = {_string(approval.reference)}\n"
            f"approved_by = {_string(approval.approved_by)}\n"
            f"approved_on = {approval.approved_on.isoformat()}\n"
            f"expires_on = {approval.expires_on.isoformat()}\n"
        )
    return "".join(blocks).encode()


def _string(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def unapproved(
    documents: Sequence[SourceDocument], approvals: Mapping[str, Approval], *, as_of: dt.date
) -> list[Fault]:
    """Why each document may not be used on this day; empty when all may."""
    return [
        Fault(
            code=code,
            message=message,
            path=f"source_content/{document.path}",
            hint=f"imprimatur approve {document.path}",
        )
        for document in documents
        for code, message in _why_not(document, approvals.get(document.path), as_of)
    ]


def _why_not(
    document: SourceDocument, approval: Approval | None, as_of: dt.date
) -> Iterable[tuple[str, str]]:
    if approval is None:
        yield "approval.missing", "the document has no approval"
        return
    if document.digest != approval.sha256:
        approved, found = approval.sha256.short, document.digest.short
        message = f"approved {approved} ({approval.reference}), found {found}: the document changed"
        yield "approval.changed", message
    if as_of >= approval.expires_on:
        yield "approval.expired", f"the approval {approval.reference} ended {approval.expires_on}"
    if as_of < approval.approved_on:
        yield (
            "approval.not_yet",
            f"the approval {approval.reference} begins {approval.approved_on}, after {as_of}",
        )


def approve_documents(
    approvals: Mapping[str, Approval],
    documents: Sequence[SourceDocument],
    *,
    reference: str,
    approved_by: str,
    approved_on: dt.date,
    expires_on: dt.date,
) -> dict[str, Approval]:
    """The approvals with these documents' exact bytes approved; others stay as they are.

    A document already approved with these bytes, reference, person and dates keeps its entry.
    RejectedError `approval.value` when reference, person or dates are not acceptable.
    """
    found = dict(approvals)
    faults = []
    for document in documents:
        fields = {
            "path": document.path,
            "reference": reference,
            "approved_by": approved_by,
            "approved_on": approved_on,
            "expires_on": expires_on,
        }
        entry = {**fields, "sha256": document.digest.hex}
        faults += [
            Fault(code=code, message=message, path=f"source_content/{document.path}")
            for code, message in _entry_faults(entry)
        ]
        found[document.path] = Approval(
            path=document.path,
            sha256=document.digest,
            reference=reference,
            approved_by=approved_by,
            approved_on=approved_on,
            expires_on=expires_on,
        )
    RejectedError.raise_for(faults)
    return found
