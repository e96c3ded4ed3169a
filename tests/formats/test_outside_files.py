"""XML, archives and sheets from outside: acceptance B01 to B05, B12, C01 to C03, C07 and C09."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.errors import RejectedError
from pipeline.formats.archive import read_archive
from pipeline.formats.bilingual import tag_of
from pipeline.formats.sheets import read_csv, read_xlsx
from pipeline.formats.tbx import Concept, parse_tbx, serialize_tbx
from pipeline.formats.tmx_rows import parse_tmx_rows
from pipeline.formats.xmlsafe import parse_xml

READERS = {
    "tbx": lambda data: parse_tbx(data, path="x.tbx"),
}


def _code(reader, data: bytes) -> str:
    began = time.process_time()
    with pytest.raises(RejectedError) as caught:
        reader(data)
    assert time.process_time() - began < 2
    return caught.value.code


def _laughs() -> bytes:
    entities = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
    )
    return f"<?xml version='1.0'?><!DOCTYPE tmx [{entities}]><tmx><body>&l9;</body></tmx>".encode()


DOCTYPES = {
    "laughs": _laughs(),
    "quadratic": (
        b"<!DOCTYPE x [<!ENTITY a '" + b"a" * 100_000 + b"'>]><tmx>" + b"&a;" * 10_000 + b"</tmx>"
    ),
    "parameter": b"<!DOCTYPE x [<!ENTITY % p '<!ENTITY q \"x\">'> %p;]><tmx/>",
    "file": b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><tmx><body>&f;</body></tmx>",
    "spaced": b"<?xml version='1.0'?>\n<!-- x -->\n<!  doctype x><tmx/>",
    "plain": b'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx><body/></tmx>',
    "utf-16": "<!DOCTYPE x><tmx/>".encode("utf-16"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", DOCTYPES)
def test_b01_a_doctype_is_refused_before_parsing(reader, name):
    assert _code(READERS[reader], DOCTYPES[name]) == "xml.doctype"


@pytest.mark.parametrize("reader", READERS)
def test_b02_an_external_entity_is_never_fetched(reader):
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)

        def listen() -> None:
            with contextlib.suppress(TimeoutError):
                heard.append(server.accept())

        thread = threading.Thread(target=listen)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        data = f"<!DOCTYPE x [<!ENTITY e SYSTEM '{url}'>]><tmx><body>&e;</body></tmx>".encode()
        assert _code(READERS[reader], data) == "xml.doctype"
        thread.join()
    assert heard == []


def test_b04_includes_and_schema_locations_are_text_like_any_other():
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        data = (
            f'<?xml version="1.0"?><?xml-stylesheet href="{url}"?>'
            '<martif type="TBX" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="a {url}" xmlns:xi="http://www.w3.org/2001/XInclude">'
            f'<text><body><xi:include href="{url}"/></body></text></martif>'
        ).encode()
        assert READERS["tbx"](data) == ()
        with contextlib.suppress(BlockingIOError):
            heard.append(server.accept())
    assert heard == []


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "data",
    [
        b"<tmx><body>" + b"<hi>" * 5000 + b"</hi>" * 5000 + b"</body></tmx>",
        b"<tmx " + b" ".join(b"a%d='1'" % n for n in range(300_000)) + b"/>",
        b"<tmx><body>" + b"x" * 19_000_000 + b"</body></tmx>",
        b"x" * 30_000_000,
    ],
    ids=["deep", "attributes", "text", "bytes"],
)
def test_b05_limits_hold(reader, data):
    assert _code(READERS[reader], data) == "limit"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "data",
    [
        "<tmx/>".encode("utf-16-le"),
        "<tmx/>".encode("utf-32"),
        b"<?xml version='1.0' encoding='ISO-8859-1'?><tmx/>",
        b"<?xml version='1.0' encoding='UTF-16'?><tmx/>",
        b"<tmx>\xe9</tmx>",
        "<?xml version='1.0' encoding='UTF-8'?><tmx/>".encode("utf-16"),
    ],
)
def test_b12_an_encoding_that_lies_is_refused(reader, data):
    assert _code(READERS[reader], data) == "xml.encoding"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for reader in (
        *READERS.values(),
        lambda text: parse_xml(text, path="x"),
        lambda text: read_csv(text, path="x"),
        lambda text: read_xlsx(text, path="x"),
    ):
        with contextlib.suppress(RejectedError):
            reader(data)


# --- TMX and TBX ------------------------------------------------------------------------------

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="en-US"/><body>
<tu tuid="1"><prop type="x-reference">TR-9</prop>
<tuv xml:lang="en-US"><seg>Rx only</seg></tuv>
<tuv xml:lang="es_US"><seg>Solamente Rx</seg></tuv>
<tuv xml:lang="es-ES"><seg>Con receta</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Call <bpt i="1">&lt;b&gt;</bpt>now</seg></tuv>
<tuv xml:lang="de-DE"><seg>Jetzt</seg></tuv></tu>
</body></tmx>
"""


def test_tmx_units_become_rows():
    rows = parse_tmx_rows(TMX.encode(), path="x", source_locale="en-US")
    said = [(row.source, row.target, row.locale, row.reference) for row in rows]
    assert said[:2] == [
        ("Rx only", "Solamente Rx", "es-US", "TR-9"),
        ("Rx only", "Con receta", "es-ES", "TR-9"),
    ]
    assert "inline codes" in rows[2].fault


def test_a_memory_of_another_source_language_gives_no_row_without_fault():
    for header in ('<header srclang="en-GB"/>', "<header/>"):
        data = TMX.replace('<header srclang="en-US"/>', header).replace('"en-US"', '"en-GB"')
        rows = parse_tmx_rows(data.encode(), path="x", source_locale="en-US")
        assert rows
        assert all("expected en-US" in row.fault for row in rows)


def test_an_older_tbx_is_read():
    data = b"""<martif type="TBX" xml:lang="en"><text><body><termEntry id="c1">
    <langSet xml:lang="en-US"><tig><term>multiple sclerosis</term></tig></langSet>
    <langSet xml:lang="es_us"><ntig><termGrp><term>EM</term></termGrp></ntig>
    <tig><term>esclerosis <hi>m&#xFA;ltiple</hi></term></tig></langSet>
    </termEntry></body></text></martif>"""
    (concept,) = parse_tbx(data, path="x")
    assert concept.terms == {
        "en-US": ("multiple sclerosis",),
        "es-US": ("EM", "esclerosis múltiple"),
    }


_TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=20
).filter(str.strip)
_TERMS = st.dictionaries(
    st.sampled_from(["en-US", "es-US", "ar", "zh-Hans"]),
    st.lists(_TEXT, min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
)


@given(st.lists(_TERMS, max_size=4))
def test_terms_survive_the_way_out_and_back(many):
    concepts = tuple(Concept(id=f"c{n}", terms=terms) for n, terms in enumerate(many))
    data = serialize_tbx(concepts, source_locale="en-US", title="<&>")
    again = parse_tbx(data, path="x")
    assert [(item.id, dict(item.terms)) for item in again] == [
        (item.id, dict(item.terms)) for item in concepts
    ]
    assert serialize_tbx(concepts, source_locale="en-US", title="<&>") == data


@pytest.mark.parametrize(
    ("written", "tag"),
    [("es_US", "es-US"), ("ES-us", "es-US"), ("zh-hans-CN", "zh-Hans-CN"), ("pt", "pt")],
)
def test_a_language_code_keeps_its_market(written, tag):
    assert tag_of(written) == tag


# --- archives and sheets ----------------------------------------------------------------------


def _zip(members: dict[str, bytes], **more) -> bytes:
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = more.get("attr", 0) << 16
            archive.writestr(info, body)
    return place.getvalue()


def _book(*rows: tuple, title: str = "Sheet") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(row=number, column=column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    place = io.BytesIO()
    book.save(place)
    return place.getvalue()


@pytest.mark.parametrize(
    "name", ["../../x.po", "/x", "a\\b", "C:/x", "aux.txt", "a/../../b", "con"]
)
def test_c01_member_names_that_lead_outside(name):
    assert _code(lambda data: read_archive(data, path="x"), _zip({name: b"1"})) == "archive.path"


def test_c02_links_are_no_files():
    data = _zip({"a": b"/etc/passwd"}, attr=0o120777)
    assert _code(lambda body: read_archive(body, path="x"), data) == "archive.type"


@pytest.mark.parametrize(
    "data",
    [
        _zip({"bomb.xml": b"\0" * 200_000_000}),
        _zip({f"m{n}": b"" for n in range(10_000)}),
        _zip({"inner.zip": _zip({"a": b"1"})}),
    ],
    ids=["bomb", "members", "nested"],
)
def test_c03_archive_limits_hold_before_unpacking(data):
    assert _code(lambda body: read_xlsx(body, path="x"), data) == "archive.limit"


def test_c03_declared_sizes_are_not_trusted():
    data = bytearray(_zip({"bomb.xml": b"\0" * 60_000_000}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(mark) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    code = _code(lambda body: read_xlsx(body, path="x"), bytes(data))
    assert code in {"archive.limit", "archive.type"}


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "\t=1", "'=1")


@pytest.mark.parametrize("text", FORMULAS)
def test_c07_text_that_looks_like_a_formula_stays_text(text):
    (row,) = read_xlsx(_book(("source", "target"), (text, text)), path="x")
    assert (row.source, row.target) == (text, text)
    (row,) = read_csv(f'source;target\n"{text}";"{text}"\n'.encode(), path="x")
    assert (row.source, row.target) == (text, text)


def test_c07_a_real_formula_is_refused():
    book = Workbook()
    book.active.append(["source", "target"])
    book.active.append(["a", "=1+1"])
    place = io.BytesIO()
    book.save(place)
    assert _code(lambda data: read_xlsx(data, path="x"), place.getvalue()) == "sheet.formula"


def _changed(book: bytes, name: str, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {item: archive.read(item) for item in archive.namelist()}
    members[name] = change(members.get(name, b""))
    return _zip(members)


def test_c09_hostile_workbooks_are_refused():
    good = _book(("source", "target"), ("a", "b"))

    def read(data: bytes):
        return read_xlsx(data, path="x")

    assert len(read(good)) == 1
    bomb = _changed(good, "xl/sharedStrings.xml", lambda _: _laughs())
    assert _code(read, bomb) == "xml.doctype"
    macro = _changed(
        good,
        "[Content_Types].xml",
        lambda body: body.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"),
    )
    assert _code(read, macro) == "archive.type"
    for name in ("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/o.bin"):
        assert _code(read, _changed(good, name, lambda _: b"<x/>")) == "archive.type"
    assert _code(read, _changed(good, "xl/workbook.xml", lambda _: b"<x/>")) == "sheet.invalid"
    assert _code(read, b"source,target\n") == "archive.type"


@pytest.mark.parametrize(
    "head", ["source", "source,target,target", "source,target,secret", "", "ziel,quelle"]
)
def test_columns_are_named_and_known(head):
    assert (
        _code(lambda data: read_csv(data, path="x"), f"{head}\na,b\n".encode()) == "sheet.columns"
    )


def test_a_sheet_s_dates_and_locales_are_read():
    import datetime as dt

    data = _book(
        ("Source", "Target", "Locale", "Effective on"),
        ("a", "b", "es_US", dt.date(2026, 1, 2)),
        (None, None, None, None),
    )
    (row,) = read_xlsx(data, path="x")
    assert (row.locale, row.effective_on, row.line) == ("es-US", "2026-01-02", 2)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packings_are_refused_before_they_are_unpacked(packing):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        archive.writestr("xl/workbook.xml", b"hello " * 50)
    broken = bytearray(stream.getvalue())
    broken[60:64] = b"\xff\x5a\xff\x5a"
    for data in (stream.getvalue(), bytes(broken)):
        with pytest.raises(RejectedError) as caught:
            read_archive(data, path="x.xlsx")
        assert caught.value.code == "archive.type"
