"""XML from elsewhere: bounded, nothing fetched, nothing expanded, no letter changed."""

from __future__ import annotations

import socket
import time

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.xmlread import escape_xml, read_xml


class Events:
    def __init__(self):
        self.seen = []

    def start(self, name, attributes, line):
        self.seen.append((name, dict(attributes), line))

    def end(self, name):
        self.seen.append(name)

    def text(self, data):
        self.seen.append("+" + data)


def read(data: bytes, **options):
    events = Events()
    read_xml(data, events, path="x.xml", **options)
    return events.seen


def code_of(data: bytes, **options) -> str:
    with pytest.raises(RejectedError) as caught:
        read(data, **options)
    assert caught.value.faults[0].path == "x.xml"
    return caught.value.code


def test_events_come_in_order_with_lines():
    assert read(b"<a>\n<b c='d'>x&lt;</b></a>") == [
        ("a", {}, 1),
        "+\n",
        ("b", {"c": "d"}, 2),
        "+x<",
        "b",
        "a",
    ]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("declared", [True, False])
def test_three_encodings_give_the_same_letters(name, declared):
    head = f'<?xml version="1.0" encoding="{name.removesuffix("-sig")}"?>' if declared else ""
    assert read((head + "<a>día 日 𝄞</a>").encode(name)) == [("a", {}, 1), "+día 日 𝄞", "a"]


def test_comments_and_instructions_are_passed_over():
    assert read(b"<?xml-stylesheet href='http://127.0.0.1:9/'?><a><!-- x --></a>") == [
        ("a", {}, 1),
        "a",
    ]


def test_an_entity_bomb_is_refused_before_it_grows():
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE a [<!ENTITY a0 "ha">{levels}]><a>&a11;</a>'.encode()
    quadratic = f'<!DOCTYPE a [<!ENTITY b "{"x" * 50_000}">]><a>{"&b;" * 50_000}</a>'.encode()
    started = time.process_time()
    assert code_of(bomb) == code_of(quadratic) == "xml.doctype"
    assert code_of(bomb, doctype=("a", "a.dtd")) == "xml.doctype"
    assert time.process_time() - started < 1


def test_nobody_is_asked_for_a_document_type():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        place = f"http://127.0.0.1:{server.getsockname()[1]}/a.dtd"
        doctype = f'<!DOCTYPE a SYSTEM "{place}">'
        assert read(f"{doctype}<a/>".encode(), doctype=("a", "a.dtd")) == [("a", {}, 1), "a"]
        assert code_of(f"{doctype}<a>&b;</a>".encode(), doctype=("a", "a.dtd")) == "xml.doctype"
        assert code_of(f"{doctype}<a/>".encode()) == "xml.doctype"
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    "data",
    [
        b"<a>" * 5000,
        b"<a " + b" ".join(b"a%d='b'" % n for n in range(200_000)) + b"/>",
    ],
    ids=["deep", "many attributes"],
)
def test_depth_and_attributes_are_bounded(data):
    started = time.process_time()
    assert code_of(data) == "limit"
    assert time.process_time() - started < 2


@pytest.mark.parametrize("data", [b"", b"   ", b"<a>", b"<a></b>", b"<a/><a/>", b"\xff\xfe<\x00"])
def test_what_is_no_xml_is_refused(data):
    assert code_of(data) == "xml.syntax"


@pytest.mark.parametrize("char", ["\0", "\x1f", "\x0b", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_not_written(char):
    with pytest.raises(RejectedError) as caught:
        escape_xml("a" + char)
    assert caught.value.code == "text.control"
