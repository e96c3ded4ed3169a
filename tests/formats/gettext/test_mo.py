"""Hostile MO files are refused, none crashes the reader."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.gettext import compile_mo, read_mo
from pipeline.model.message import Message, MessageKey


def sample() -> bytes:
    entries = [
        (Message(key=MessageKey("", f"source {number}")), (f"destino {number}",))
        for number in range(5)
    ]
    return compile_mo(entries, project="p", domain="d", locale="es-US", revised="x")


def patched(offset: int, value: int) -> bytes:
    data = bytearray(sample())
    struct.pack_into("<I", data, offset, value)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xde\x12\x04\x95",
        patched(0, 0x12345678),
        patched(4, 5),
        patched(4, 5 << 16),
        patched(8, 2**31 - 1),
        patched(8, 2**32 - 1),
        patched(12, 2**31),
        patched(16, len(sample()) - 4),
        patched(16, 28),
        patched(28, 2**31 - 1),
        patched(28 + 12, 0),
        patched(28 + 12, len(sample())),
        patched(28 + 8, 3),
        patched(20, 10**6),
        sample().replace(b"charset=UTF-8", b"charset=ASCII"),
        sample().replace(b"destino", b"destin\xff"),
        sample().replace(b"source 2", b"source 1"),
        sample().replace(b"source 2", b"source 9"),
        sample().replace(b"source 2", b"sour\0\0\0\0"),
    ],
)
def test_a_hostile_file_is_refused(data):
    with pytest.raises(RejectedError) as caught:
        read_mo(data, path="x.mo")
    assert caught.value.code == "mo.corrupt"


def test_every_cut_is_refused():
    data = sample()
    for end in range(len(data)):
        with pytest.raises(RejectedError, match=r"mo\.corrupt"):
            read_mo(data[:end], path="x.mo")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(sample()) - 1), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(at, byte):
    data = bytearray(sample())
    data[at] = byte
    try:
        read_mo(bytes(data), path="x.mo")
    except RejectedError as error:
        assert error.code == "mo.corrupt"  # noqa: PT017 - both ends are fine


def test_big_endian_files_are_read():
    data = sample()
    count = struct.unpack_from("<I", data, 8)[0]
    words = 7 + 4 * count
    swapped = struct.pack(f">{words}I", *struct.unpack_from(f"<{words}I", data))
    assert read_mo(swapped + data[4 * words :], path="x") == read_mo(data, path="x")
