"""The hash chain: each entry names the hash of the one before it.

    hash = SHA-256("imprimatur/event/v1" || prev_hash || canonical bytes)

- The prefix and `prev_hash` (64 hexadecimal digits; zeros before the first entry) are ASCII bytes;
  the canonical bytes (RFC 8785) are those of the entry without its field `hash`.
- `seq` starts at 1 and has no gap. One entry is one line of canonical JSON.
- Whatever is changed, removed, inserted or exchanged breaks the chain at a sequence number, which
  `verify_chain` names. A cut tail, or a chain recomputed from some point on, is only seen against
  an anchor: the head that an evidence file, a manifest or an older export carries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from pipeline.errors import RefusedError, RejectedError
from pipeline.formats.canonical import canonical_json, read_json
from pipeline.ledger.event import EVENT_SCHEMA, Event

__all__ = [
    "GENESIS",
    "NO_HEAD",
    "Entry",
    "Head",
    "append",
    "entry_hash",
    "iter_entries",
    "verify_chain",
]

GENESIS: Final = "0" * 64
_PREFIX: Final = b"imprimatur/event/v1"
_HINT: Final = "restore the ledger from a backup and compare it with the last anchor"


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The end of a chain: its last sequence number and hash. Also an anchor."""

    seq: int
    hash: str


NO_HEAD: Final = Head(0, GENESIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger."""

    seq: int
    prev_hash: str
    hash: str
    payload: Mapping[str, Any]
    """Every field of the event, with `schema`, `seq` and `prev_hash`, without `hash`."""

    @property
    def head(self) -> Head:
        """The chain's end after this entry."""
        return Head(self.seq, self.hash)

    def to_line(self) -> bytes:
        """The entry as one line of canonical JSON, with its line feed."""
        return canonical_json({**self.payload, "hash": self.hash}) + b"\n"


def entry_hash(prev_hash: str, payload: Mapping[str, Any]) -> str:
    """The hash of an entry without its field `hash`."""
    return _hash(prev_hash, canonical_json(payload))


def append(head: Head, event: Event) -> Entry:
    """The entry of this event behind that head (`NO_HEAD` for the first)."""
    payload = {
        **event.to_payload(),
        "schema": EVENT_SCHEMA,
        "seq": head.seq + 1,
        "prev_hash": head.hash,
    }
    return Entry(
        seq=head.seq + 1,
        prev_hash=head.hash,
        hash=entry_hash(head.hash, payload),
        payload=payload,
    )


def iter_entries(
    lines: Iterable[bytes], *, start: Head = NO_HEAD, path: str = "ledger"
) -> Iterator[Entry]:
    """The verified entries, one by one; `ledger.broken` at the first bad sequence number.

    `start` is the head before the first line: an importer goes on where it stopped.
    """
    head = start
    for line in lines:
        entry = _read(line, head, path=path)
        yield entry
        head = entry.head


def verify_chain(
    lines: Iterable[bytes],
    *,
    anchors: Iterable[Head] = (),
    start: Head = NO_HEAD,
    path: str = "ledger",
) -> Head:
    """The head of a whole chain; `ledger.broken`, or `ledger.anchor` where an anchor differs."""
    wanted: dict[int, set[str]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.seq, set()).add(anchor.hash)
    wanted.pop(0, None)
    head = start
    for entry in iter_entries(lines, start=start, path=path):
        head = entry.head
        _check_anchor(wanted.pop(head.seq, {head.hash}), head, path=path)
    ahead = {seq for seq in wanted if seq > head.seq}
    if ahead:
        raise RefusedError.of(
            "ledger.anchor",
            f"the ledger ends at {head.seq}, but {max(ahead)} was anchored: "
            f"at least {max(ahead) - head.seq} events are missing",
            path=path,
            hint=_HINT,
        )
    _check_anchor(wanted.pop(start.seq, {start.hash}), start, path=path)
    return head


def _check_anchor(hashes: set[str], head: Head, *, path: str) -> None:
    if hashes != {head.hash}:
        raise RefusedError.of(
            "ledger.anchor",
            f"sequence {head.seq} has hash {head.hash[:12]}, but another was anchored: "
            "the chain was rewritten",
            path=path,
            line=head.seq,
            hint=_HINT,
        )


def _read(line: bytes, head: Head, *, path: str) -> Entry:
    seq = head.seq + 1
    try:
        value = read_json(line, path=path)
    except RejectedError as error:
        _broken(seq, error.faults[0].message, path=path)
    if not isinstance(value, dict) or not isinstance(value.get("hash"), str):
        _broken(seq, "it is no ledger entry", path=path)
    payload = {key: item for key, item in value.items() if key != "hash"}
    if type(value.get("seq")) is not int or value["seq"] != seq:
        _broken(seq, f"expected sequence {seq}, found {value.get('seq')!r}", path=path)
    if value.get("schema") != EVENT_SCHEMA:
        _broken(seq, f"its schema is not {EVENT_SCHEMA}", path=path)
    if value.get("prev_hash") != head.hash:
        _broken(seq, "it does not name the entry before it", path=path)
    whole = canonical_json(value)
    if whole != line.rstrip(b"\n"):
        _broken(seq, "it is not in its canonical spelling", path=path)
    if value["hash"] != _hash(head.hash, _without_hash(whole, value["hash"], payload)):
        _broken(seq, "its content does not give its hash", path=path)
    return Entry(seq=seq, prev_hash=head.hash, hash=value["hash"], payload=payload)


def _hash(prev_hash: str, canonical: bytes) -> str:
    return hashlib.sha256(_PREFIX + prev_hash.encode() + canonical).hexdigest()


def _without_hash(whole: bytes, stated: str, payload: Mapping[str, Any]) -> bytes:
    """The canonical bytes without `hash`, cut out where it can stand in one place only.

    Encoding the payload a second time would take half of the time of a whole verification.
    """
    member = b'"hash":"%b",' % stated.encode()
    return whole.replace(member, b"") if whole.count(member) == 1 else canonical_json(payload)


def _broken(seq: int, problem: str, *, path: str) -> NoReturn:
    raise RefusedError.of(
        "ledger.broken",
        f"the chain breaks at sequence {seq}: {problem}",
        path=path,
        line=seq,
        hint=_HINT,
    )
