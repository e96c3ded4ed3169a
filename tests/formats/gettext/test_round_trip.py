"""Law 5: what is written is read back; GNU's tools and polib agree."""

from __future__ import annotations

import gettext
import io
import shutil
import subprocess
from dataclasses import replace

import polib
import pytest
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.gettext import (
    compile_mo,
    from_polib,
    parse_catalog,
    parse_template,
    read_mo,
    serialize_catalog,
    serialize_template,
    to_polib,
    unit_lines,
)
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Origin, Unit
from pipeline.text.plurals import plural_forms, plural_index

from .strategies import catalogs, templates

GNU = pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
FAST = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def unit(source, *forms, context="", plural=None, **rest):
    message = Message(key=MessageKey(context, source), plural=plural, paths=(f"a.md/{source}",))
    return Unit(message=message, forms=forms, **rest)


def catalog(*units, obsolete=()):
    return Catalog(
        project="Brand site",
        domain="brand",
        source_locale="en-US",
        locale="es-US",
        created_on="2026-03-01",
        units=units,
        obsolete=obsolete,
    )


@FAST
@given(catalogs())
def test_a_catalog_is_read_back(found):
    data = serialize_catalog(found)
    assert parse_catalog(data, path="x.po") == found
    assert serialize_catalog(found) == data
    for line in data.decode().split("\n"):
        assert line.startswith(("#", "msg", '"')) or not line


@FAST
@given(templates())
def test_a_template_is_read_back(found):
    assert parse_template(serialize_template(found), path="x.pot") == found


@SLOW
@given(catalogs())
def test_line_ends_and_a_byte_order_mark_change_nothing(found):
    data = serialize_catalog(found)
    for other in (b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\r\n"), data + b"\n\n"):
        assert parse_catalog(other, path="x.po") == found


@SLOW
@given(catalogs())
def test_polib_is_an_interchange_model(found):
    found = parse_catalog(serialize_catalog(found).replace(b"\n#\n", b"\n"), path="x")
    assert from_polib(to_polib(found)) == found


@SLOW
@given(catalogs())
def test_polib_reads_the_same_strings(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("po") / "x.po"
    path.write_bytes(serialize_catalog(found))
    entries = polib.pofile(str(path), wrapwidth=0)
    assert [
        (entry.msgctxt or "", entry.msgid, entry.msgstr)
        for entry in entries
        if not entry.msgid_plural and not entry.obsolete
    ] == [
        (unit.message.context, unit.message.source, "".join(unit.forms))
        for unit in found.units
        if unit.message.plural is None
    ]


def consistent(found):
    """GNU's check refuses line feeds at an end of one string only, and format faults."""
    return replace(
        found,
        units=tuple(
            replace(unit, forms=unit.message.sources[:1] * len(unit.forms)) for unit in found.units
        ),
    )


@GNU
@SLOW
@given(catalogs())
def test_msgfmt_accepts_what_we_write(tmp_path_factory, found):
    assume(all(unit.message.flags != ("python-brace-format",) for unit in found.units))
    folder = tmp_path_factory.mktemp("po")
    (folder / "x.po").write_bytes(serialize_catalog(consistent(found)))
    done = subprocess.run(
        ["msgfmt", "-c", "-o", "x.mo", "x.po"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert not done.stderr, done.stderr.decode()


@GNU
@SLOW
@given(catalogs())
def test_our_mo_holds_what_msgfmts_holds(tmp_path_factory, found):
    full = [unit for unit in found.units if unit.has_target]
    found = replace(found, units=tuple(replace(unit, fuzzy=False) for unit in full), obsolete=())
    folder = tmp_path_factory.mktemp("po")
    (folder / "x.po").write_bytes(serialize_catalog(found))
    subprocess.run(["msgfmt", "-o", "x.mo", "x.po"], cwd=folder, check=True)
    ours = compile_mo(
        ((unit.message, unit.forms) for unit in found.units),
        project=found.project,
        domain=found.domain,
        locale=found.locale,
        revised="2026-03-01 00:00+0000",
    )
    theirs = (folder / "x.mo").read_bytes()
    assert read_mo(ours, path="x") == read_mo(theirs, path="x")
    assert read_mo(ours, path="x") == {
        (unit.message.context, unit.message.source): unit.forms for unit in found.units
    }


@pytest.mark.parametrize("locale", ["es-US", "ar", "ja", "de-DE"])
def test_python_loads_our_mo(locale):
    forms = tuple(f"forma {index}" for index in range(len(set(plural_forms(locale))) and 9))
    count = max(plural_index(locale, n) for n in (*range(200), 10**6)) + 1
    entries = [
        (Message(key=MessageKey("", "day"), plural="days"), forms[:count]),
        (Message(key=MessageKey("button", "Open")), ("Abrir",)),
        (Message(key=MessageKey("", "Open")), ("Abierto",)),
        (Message(key=MessageKey("", "Nothing")), ()),
    ]
    data = compile_mo(entries, project="p", domain="d", locale=locale, revised="x")
    assert data == compile_mo(
        reversed(entries), project="p", domain="d", locale=locale, revised="x"
    )
    found = gettext.GNUTranslations(io.BytesIO(data))
    assert found.gettext("Open") == "Abierto"
    assert found.pgettext("button", "Open") == "Abrir"
    assert found.gettext("Nothing") == "Nothing"
    for n in (0, 1, 2, 5, 11, 100, 10**6):
        assert found.ngettext("day", "days", n) == forms[plural_index(locale, n)]


def test_an_unchanged_file_keeps_its_bytes():
    found = catalog(unit("Take one", "Tome uno"), unit("Rx only", "Solamente Rx"))
    data = serialize_catalog(found)
    wrapped = data.replace(b'msgstr "Tome uno"', b'msgstr ""\n"Tome "\n"uno"')
    assert serialize_catalog(found, kept=wrapped) == wrapped
    by_windows = b"\xef\xbb\xbf" + wrapped.replace(b"\n", b"\r\n")
    assert serialize_catalog(found, kept=by_windows) == by_windows


def test_unchanged_entries_keep_their_bytes():
    first, second = unit("Take one", "Tome uno"), unit("Rx only", "Solamente Rx")
    gone = unit("Gone", "Ido")
    data = serialize_catalog(catalog(first, second, obsolete=(gone,)))
    edited = data.replace(b'msgstr "Tome uno"', b'msgstr ""\n"Tome "\n"uno"').replace(
        b'"X-Domain: brand', b'"X-Generator: an editor\\n"\n"X-Domain: brand'
    )
    after = catalog(first, replace(second, fuzzy=True), obsolete=(gone,))
    written = serialize_catalog(after, kept=edited)
    assert parse_catalog(written, path="x") == after
    assert written == edited.replace(
        b"#. path: a.md/Rx only\nmsgid", b"#. path: a.md/Rx only\n#, fuzzy\nmsgid"
    )


@SLOW
@given(catalogs(), st.data())
def test_kept_bytes_never_change_the_meaning(found, data):
    before = serialize_catalog(found)
    units = [
        replace(unit, fuzzy=not unit.fuzzy) if unit.forms and data.draw(st.booleans()) else unit
        for unit in found.units
    ]
    after = replace(found, units=tuple(units))
    assert parse_catalog(serialize_catalog(after, kept=before), path="x") == after


def test_the_lines_of_entries():
    data = serialize_catalog(catalog(unit("One", "Uno"), unit("Two", "Dos", context="button")))
    lines = data.decode().split("\n")
    found = unit_lines(data, path="x")
    assert lines[found[MessageKey("", "One")] - 1] == "#. path: a.md/One"
    assert lines[found[MessageKey("button", "Two")] - 1] == "#. path: a.md/Two"


def test_what_other_tools_write_is_read(tmp_path):
    text = serialize_catalog(
        catalog(
            unit("Take one tablet with a full glass of water. " * 3 + "Wait.", "Tome " * 30 + "."),
            unit("{{n}} day", "un día", "un millón", "días", plural="{{n}} days"),
            obsolete=(unit("Gone", "Ido", previous=MessageKey("menu", "Went")),),
        )
    )
    expected = parse_catalog(text, path="x")
    (tmp_path / "x.po").write_bytes(text)
    polib.pofile(str(tmp_path / "x.po"), wrapwidth=0).save(str(tmp_path / "unwrapped.po"))
    found = parse_catalog((tmp_path / "unwrapped.po").read_bytes(), path="x")
    assert found.units == expected.units
    assert found.obsolete[0].forms == ("Ido",)
    polib.pofile(str(tmp_path / "x.po")).save(str(tmp_path / "wrapped.po"))
    found = parse_catalog((tmp_path / "wrapped.po").read_bytes(), path="x")
    assert [(u.key, u.forms) for u in found.units] == [(u.key, u.forms) for u in expected.units]
    if shutil.which("msgcat"):
        done = subprocess.run(["msgcat", tmp_path / "x.po"], capture_output=True, check=True)
        found = parse_catalog(done.stdout, path="x")
        assert [(u.key, u.forms) for u in found.units] == [(u.key, u.forms) for u in expected.units]
        assert found.obsolete[0].previous == MessageKey("menu", "Went")


def test_babel_reads_what_we_write():
    data = serialize_catalog(catalog(unit("One", "Uno"), unit("Two", "Dos", context="button")))
    found = read_po(io.BytesIO(data), locale="es_US")
    assert [(m.context, m.id, m.string) for m in found if m.id] == [
        (None, "One", "Uno"),
        ("button", "Two", "Dos"),
    ]


@pytest.mark.parametrize("created_on", ["", "yesterday", "2026-02-30"])
def test_a_date_that_is_none_is_not_written(created_on):
    with pytest.raises(RejectedError, match=r"catalog\.header"):
        serialize_catalog(replace(catalog(), created_on=created_on))


def test_a_control_character_is_not_written():
    with pytest.raises(RejectedError, match=r"text\.control"):
        serialize_catalog(catalog(unit("One", "U\x1b[31mno")))


@FAST
@given(st.sampled_from(["engine", "vendor"]), st.text(max_size=30))
@example("vendor", "ACME  Corp")
def test_an_origin_survives(kind, detail):
    origin = Origin.of(kind, detail, ("x",))
    assume("\x1f" not in origin.detail and origin.detail.isprintable())
    found = catalog(unit("One", "x", origin=origin))
    assert parse_catalog(serialize_catalog(found), path="x").units[0].origin == origin


def test_a_cut_among_obsolete_entries_is_refused():
    gone = [unit(f"Gone {number}", f"Ido {number}") for number in range(5)]
    data = serialize_catalog(catalog(unit("One", "Uno"), obsolete=tuple(gone)))
    assert b'"X-Obsolete: 5\\n"' in data
    for end in range(data.index(b"#~"), len(data)):
        with pytest.raises(RejectedError, match=r"catalog\.truncated"):
            parse_catalog(data[:end], path="x")
    fewer = catalog(unit("One", "Uno"), obsolete=tuple(gone[:3]))
    written = serialize_catalog(fewer, kept=data)
    assert parse_catalog(written, path="x") == fewer
    earlier = data.replace(b'"X-Obsolete: 5\\n"\n', b"")
    assert parse_catalog(earlier, path="x") == parse_catalog(data, path="x")
    assert b"X-Obsolete" not in serialize_catalog(replace(fewer, obsolete=()), kept=data)
