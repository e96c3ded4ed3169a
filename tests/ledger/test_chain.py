"""The ledger: any change before the last anchor is named by its sequence number."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.ledger.chain import (
    GENESIS,
    NO_HEAD,
    Head,
    append,
    entry_hash,
    iter_entries,
    verify_chain,
)
from pipeline.ledger.event import Action, Actor, Event, EventObject, Outcome


def event(number=1, **changes):
    fields = {
        "event_id": f"e-{number}",
        "at": "2026-02-01T10:00:00.000Z",
        "at_zone": "Europe/Berlin",
        "actor": Actor(kind="cli", id="p-1"),
        "action": Action.UNIT_EDITED,
        "object": EventObject(type="unit", id="u-1", project="betaseron", locale="es-US"),
        "before": {"forms": ["a"]},
        "after": {"forms": [f"b{number}"]},
    }
    return Event(**{**fields, **changes})


def chain(count, head=NO_HEAD):
    entries = []
    for number in range(1, count + 1):
        entries.append(append(head, event(number)))
        head = entries[-1].head
    return entries


ENTRIES = chain(6)
LINES = [entry.to_line() for entry in ENTRIES]
HEAD = ENTRIES[-1].head


def broken_at(lines, **options):
    with pytest.raises(RefusedError) as caught:
        verify_chain(lines, **options)
    assert caught.value.code == "ledger.broken"
    return caught.value.faults[0].line


def test_round_trip():
    assert verify_chain(LINES) == HEAD == Head(6, ENTRIES[5].hash)
    assert list(iter_entries(LINES)) == ENTRIES
    assert verify_chain([]) == NO_HEAD == Head(0, GENESIS)
    assert ENTRIES[0].prev_hash == GENESIS


def test_an_inspector_needs_ten_lines():
    """H17: the rule in plain Python, for ASCII content."""
    previous = "0" * 64
    for line in LINES:
        value = json.loads(line)
        stated = value.pop("hash")
        plain = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
        data = b"imprimatur/event/v1" + previous.encode() + plain
        assert stated == hashlib.sha256(data).hexdigest()
        previous = stated


def test_the_first_hash_never_changes():
    assert ENTRIES[0].hash == ("08c33186f6ba34c28e5fd37fa38b48c731b649f68611493b30f59067b6d2f328")


def test_an_importer_goes_on_where_it_stopped():
    start = ENTRIES[2].head
    assert verify_chain(LINES[3:], start=start) == HEAD
    assert verify_chain([], start=start, anchors=[start]) == start
    assert broken_at(LINES[3:]) == 1
    assert broken_at(LINES[4:], start=start) == 4


def test_content_that_looks_like_the_hash():
    """An object inside the event may say `hash`, too; only the entry's own is left out."""
    odd = append(NO_HEAD, event(after={"hash": "f" * 64, "z": 1}))
    assert verify_chain([odd.to_line()]) == odd.head
    for text in ("", "f" * 64, '","x":"'):
        for after in ({"hash": text, "z": 1}, {"a": {"hash": text, "z": 1}}):
            line = changed(odd.to_line(), hash=text, after=after)
            assert broken_at([line]) == 1


def test_removed_inserted_exchanged():
    assert broken_at([*LINES[:2], *LINES[3:]]) == 3
    assert broken_at([*LINES[:2], LINES[1], *LINES[2:]]) == 3
    assert broken_at([LINES[0], LINES[2], LINES[1], *LINES[3:]]) == 2


def changed(line, **changes):
    return canonical_json({**json.loads(line), **changes}) + b"\n"


@pytest.mark.parametrize(
    "changes",
    [
        {"after": "x"},
        {"reason": "x"},
        {"seq": 4},
        {"seq": "3"},
        {"seq": True},
        {"hash": "0" * 64},
        {"hash": 1},
        {"prev_hash": GENESIS},
        {"schema": "event/2"},
        {"extra": 1},
    ],
)
def test_a_changed_entry(changes):
    assert broken_at([*LINES[:2], changed(LINES[2], **changes), *LINES[3:]]) == 3


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"[]", b"{}", b"\xff", LINES[2].replace(b":", b": ", 1)]
)
def test_what_is_no_entry(line):
    assert broken_at([*LINES[:2], line, *LINES[3:]]) == 3


def rewritten():
    """H04: somebody with the code edits the third event and recomputes the rest."""
    head, lines = ENTRIES[1].head, LINES[:2]
    for number in (3, 4, 5, 6):
        entry = append(head, event(number, reason="forged"))
        lines.append(entry.to_line())
        head = entry.head
    return lines


def test_a_recomputed_chain_is_seen_against_an_anchor():
    assert verify_chain(rewritten()).seq == 6
    assert verify_chain(rewritten(), anchors=[ENTRIES[1].head]).seq == 6
    for anchor in (ENTRIES[2].head, HEAD):
        with pytest.raises(RefusedError) as caught:
            verify_chain(rewritten(), anchors=[anchor])
        assert caught.value.code == "ledger.anchor"
        assert caught.value.faults[0].line == anchor.seq


def test_a_cut_tail_is_seen_against_an_anchor():
    with pytest.raises(RefusedError) as caught:
        verify_chain(LINES[:4], anchors=[ENTRIES[1].head, HEAD])
    assert caught.value.code == "ledger.anchor"
    assert "at least 2 events are missing" in str(caught.value)


def test_two_anchors_that_contradict_each_other():
    with pytest.raises(RefusedError) as caught:
        verify_chain(LINES, anchors=[HEAD, Head(6, "f" * 64)])
    assert caught.value.code == "ledger.anchor"
    assert verify_chain(LINES, anchors=[HEAD, HEAD, NO_HEAD]) == HEAD


def test_an_anchor_before_the_start_is_somebody_elses():
    start = ENTRIES[2].head
    assert verify_chain(LINES[3:], start=start, anchors=[ENTRIES[0].head]) == HEAD
    with pytest.raises(RefusedError):
        verify_chain(LINES[3:], start=start, anchors=[Head(3, "f" * 64)])


@given(st.integers(0, sum(map(len, LINES)) - 1), st.integers(1, 255))
def test_no_byte_can_change(position, mask):
    data = bytearray(b"".join(LINES))
    number = data[:position].count(b"\n") + 1
    if data[position : position + 1] == b"\n":
        return
    data[position] ^= mask
    lines = [line + b"\n" for line in bytes(data).split(b"\n")[:-1]]
    assert broken_at(lines) == number


def test_an_event_says_when_and_which():
    with pytest.raises(ValueError, match="instant"):
        event(at="today")
    with pytest.raises(ValueError, match="id"):
        event(event_id="")


def test_every_field_is_in_the_line():
    value = json.loads(append(NO_HEAD, event(result=Outcome.REFUSED)).to_line())
    assert set(value) == {
        *("schema", "seq", "event_id", "prev_hash", "hash", "at", "at_zone", "actor", "action"),
        *("object", "before", "after", "reason", "reason_code", "origin", "result"),
        *("result_code", "request_id", "idempotency_key", "session_ref", "ip", "software"),
        "clock",
    }
    assert value["result"] == "refused"
    assert (
        entry_hash(GENESIS, {key: item for key, item in value.items() if key != "hash"})
        == (value["hash"])
    )
