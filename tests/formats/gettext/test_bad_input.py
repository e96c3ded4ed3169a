"""What is wrong is refused with its code, and a cut file is never read as a shorter string."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.gettext import (
    parse_catalog,
    parse_template,
    serialize_catalog,
    serialize_template,
    unit_lines,
)
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Origin, Unit

BAD = sorted((Path(__file__).parents[2] / "bad" / "po").iterdir())
HUGE = Limits(file_bytes=10**9, catalog_units=100_000, string_characters=20_000)


def forty_units() -> Catalog:
    units = []
    for number in range(38):
        key = MessageKey(
            "button" if number % 7 == 0 else "", f"Do not exceed {number} 10 mg a day."
        )
        forms = (f'No exceda «{number}» 10 mg al día\\, "nunca".',)
        units.append(
            Unit(message=Message(key=key, paths=(f"a.md/{number}",)), forms=forms, fuzzy=True)
        )
    plural = Message(key=MessageKey("", "{{count}} day"), plural="{{count}} days")
    units.append(Unit(message=plural, forms=("un día", "un millón de días", "días")))
    last = Message(
        key=MessageKey("", "Take the tablets with a full glass of water. " * 2 + "Wait.")
    )
    forms = (
        "Tome las tabletas con un vaso lleno de agua, no exceda diez al día. " * 2 + "Espere.",
    )
    units.append(Unit(message=last, forms=forms, origin=Origin.of("engine", "x", forms)))
    return Catalog(
        project="Brand site",
        domain="brand",
        source_locale="en-US",
        locale="es-US",
        created_on="2026-03-01",
        units=tuple(units),
    )


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_file_is_refused_with_its_code(path):
    code = ".".join(path.name.split(".")[1:-1])
    with pytest.raises(RejectedError) as caught:
        parse_catalog(path.read_bytes(), path=path.name)
    assert code in {fault.code for fault in caught.value.faults}
    assert caught.value.exit_status == 2
    for fault in caught.value.faults:
        assert fault.path == path.name
        assert "\n" not in str(fault)
        assert str(fault).isascii() or str(fault).isprintable()


def test_both_lines_of_a_duplicate_are_named():
    path = next(path for path in BAD if path.name.startswith("same-entry-twice"))
    with pytest.raises(RejectedError, match=r":24: the entry of line 21 occurs again") as caught:
        parse_catalog(path.read_bytes(), path="x.po")
    assert len(caught.value.faults) == 2, "and X-Units is wrong"


def test_every_cut_of_forty_units_is_refused():
    data = serialize_catalog(forty_units())
    assert len(parse_catalog(data, path="x").units) == 40
    for end in range(len(data)):
        with pytest.raises(RejectedError):
            parse_catalog(data[:end], path="x")


@pytest.mark.parametrize("tool", ["msgcat", "polib", "babel-like"])
def test_a_cut_of_a_wrapped_file_never_shortens_a_string(tool, tmp_path):
    """Without our header fields: a vendor's file, wrapped by another tool."""
    catalog = forty_units()
    path = tmp_path / "x.po"
    path.write_bytes(serialize_catalog(replace(catalog, units=catalog.units[-5:])))
    if tool == "msgcat":
        if not shutil.which("msgcat"):
            pytest.skip("GNU gettext is not installed")
        data = subprocess.run(["msgcat", path], capture_output=True, check=True).stdout
    else:
        polib.pofile(str(path)).save(str(path))
        data = path.read_bytes() + b"\n" * (tool == "babel-like")
    data = b"\n".join(line for line in data.split(b"\n") if not line.startswith(b'"X-'))
    whole = {
        unit.key: unit.forms for unit in parse_catalog(data + b"\n", path="x", own=False).units
    }
    assert len(whole) == 5
    accepted = 0
    for end in range(len(data)):
        try:
            found = parse_catalog(data[:end], path="x", own=False)
        except RejectedError:
            continue
        accepted += 1
        for unit in found.units:
            assert unit.forms in {whole[unit.key], ()}
    assert accepted, "cuts between entries leave a valid file: the handoff counts units"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_noise_is_read_or_refused_but_never_crashes(data):
    whole = serialize_catalog(replace(forty_units(), units=forty_units().units[-3:]))
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b"\\", b"\n#~ "])))
    drop = data.draw(st.integers(0, 5))
    try:
        parse_catalog(whole[:at] + noise + whole[at + drop :], path="x")
    except RejectedError as error:
        assert error.faults  # noqa: PT017 - both ends are fine


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80))
@example(b"msgid")
@example(b"\xef\xbb\xbf")
@example(b"#~ ")
@example(b'#~ msgid ""\n#~ msgstr ""\n')
def test_any_bytes_are_refused(data):
    for read in (parse_catalog, parse_template):
        with pytest.raises(RejectedError):
            read(data, path="x")


def head() -> bytes:
    empty = serialize_catalog(replace(forty_units(), units=()))
    return empty.replace(b'"X-Units: 0\\n"\n', b"")


def big_file() -> bytes:
    return head() + b"#" * 100_000_000


def long_line() -> bytes:
    return head() + b'\nmsgid "a"\nmsgstr "' + b"x" * 50_000_000 + b'"\n'


def many_entries() -> bytes:
    return head() + b"".join(b'msgid "%d"\nmsgstr ""\n' % number for number in range(1_000_000))


def many_entries_free_form() -> bytes:
    return head() + b"".join(b' msgid "%d" msgstr ""\n' % number for number in range(150_000))


def many_plural_forms() -> bytes:
    forms = b"".join(b'msgstr[%d] "x"\n' % index for index in range(100_000))
    return head() + b'\nmsgid "a"\nmsgid_plural "b"\n' + forms


def many_quotes() -> bytes:
    return head() + b'\nmsgid "a"\nmsgstr ' + b'""\n' * 2_000_000 + b"x"


def many_backslashes() -> bytes:
    return head() + b'\nmsgid "a"\nmsgstr "' + b"\\" * 3_000_001 + b'"\n'


def many_comments() -> bytes:
    return head() + b"# x\n" * 2_000_000


def many_obsolete() -> bytes:
    return head() + b'\n#~ msgid "a"\n#~ msgstr "b"' * 90_000 + b"\n#~ x\n"


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (big_file, {"limit"}),
        (long_line, {"limit"}),
        (many_entries, {"limit"}),
        (many_entries_free_form, {"limit"}),
        (many_plural_forms, {"limit"}),
        (many_quotes, {"catalog.syntax", "catalog.truncated", "limit"}),
        (many_backslashes, {"catalog.truncated"}),
        (many_comments, {"catalog.truncated"}),
        (many_obsolete, {"catalog.syntax"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_too_large_is_refused_early(make, codes):
    data = make()
    start = time.process_time()
    with pytest.raises(RejectedError) as caught:
        parse_catalog(data, path="x")
    assert caught.value.code in codes
    assert time.process_time() - start < 2


@pytest.mark.parametrize("make", [many_entries, many_plural_forms, many_quotes])
def test_no_shape_is_slow_where_large_files_are_allowed(make):
    start = time.process_time()
    with pytest.raises(RejectedError):
        parse_catalog(make(), path="x", limits=HUGE)
    assert time.process_time() - start < 4


def test_a_template_holds_no_target():
    message = Message(key=MessageKey("", "Rx only"))
    data = serialize_template(
        Template(
            project="Brand site",
            domain="brand",
            source_locale="en-US",
            created_on="2026-03-01",
            messages=(message,),
        )
    )
    with pytest.raises(RejectedError, match=r"catalog\.syntax"):
        parse_template(
            data.replace(b'msgstr ""\n', b'msgstr "x"\n').replace(
                b'msgid ""\nmsgstr "x"', b'msgid ""\nmsgstr ""'
            ),
            path="x",
        )
    for end in range(len(data)):
        with pytest.raises(RejectedError):
            parse_template(data[:end], path="x")


def test_the_expected_locale_is_checked():
    data = serialize_catalog(forty_units())
    assert parse_catalog(data, path="x", locale="es-US").locale == "es-US"
    with pytest.raises(RejectedError, match=r"expected fr-CA in Language, found 'es_US'"):
        parse_catalog(data, path="x", locale="fr-CA")


def test_the_fault_names_the_line():
    data = serialize_catalog(forty_units())
    lines = data.split(b"\n")
    number = next(n for n, line in enumerate(lines) if line.startswith(b"msgstr") and n > 60)
    lines[number] = lines[number][:-3]
    with pytest.raises(RejectedError, match=rf"x\.po:{number + 1}: a quote is not closed"):
        unit_lines(b"\n".join(lines), path="x.po")


def test_the_fault_this_reader_exists_for(tmp_path):
    """polib reads `"Do not exceed 10` as `Do not exceed 1`, Babel an entry without a target."""
    data = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Dose"\n'
    data += b'msgstr "Do not exceed 10'
    (tmp_path / "x.po").write_bytes(data)
    assert polib.pofile(str(tmp_path / "x.po"))[0].msgstr == "Do not exceed 1"
    with pytest.raises(RejectedError, match=r"x\.po:5: a quote is not closed"):
        parse_catalog(data, path="x.po")
