"""From a PO file straight to its MO file: what the long way gives, what msgfmt gives."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.errors import RejectedError
from pipeline.formats.gettext import (
    compile_mo,
    compile_po,
    parse_catalog,
    read_mo,
    serialize_catalog,
)

from .strategies import catalogs
from .test_bad_input import BAD, forty_units

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def the_long_way(data):
    found = parse_catalog(data, path="x")
    return compile_mo(
        ((unit.message, unit.forms) for unit in found.units if not unit.fuzzy),
        project=found.project,
        domain=found.domain,
        locale=found.locale,
        revised=found.created_on,
    )


@SLOW
@given(catalogs())
def test_it_is_the_long_way_byte_for_byte(found):
    data = serialize_catalog(found)
    assert compile_po(data, path="x") == the_long_way(data)


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
@settings(SLOW, max_examples=30)
@given(catalogs())
def test_it_holds_what_msgfmts_holds(tmp_path_factory, found):
    folder = tmp_path_factory.mktemp("po")
    (folder / "x.po").write_bytes(serialize_catalog(found))
    subprocess.run(["msgfmt", "-o", "x.mo", "x.po"], cwd=folder, check=True)
    ours = read_mo(compile_po((folder / "x.po").read_bytes(), path="x"), path="x")
    theirs = read_mo((folder / "x.mo").read_bytes(), path="x")
    assert ours == {key: forms for key, forms in theirs.items() if all(forms)}


def test_fuzzy_in_a_comment_is_no_flag():
    header, *entries = serialize_catalog(forty_units()).split(b"\n\n")
    data = b"\n\n# fuzzy, they say\n#, no-wrap\n".join((header, *entries))
    assert len(read_mo(compile_po(data, path="x"), path="x")) == len(
        [unit for unit in forty_units().units if unit.has_target and not unit.fuzzy]
    )


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_it_refuses_what_the_reader_refuses(path):
    with pytest.raises(RejectedError) as straight:
        compile_po(path.read_bytes(), path=path.name)
    with pytest.raises(RejectedError) as parsed:
        parse_catalog(path.read_bytes(), path=path.name)
    assert straight.value.faults == parsed.value.faults


@pytest.mark.parametrize("end", ["\\", "\\\\", "\\ "])
def test_a_comment_that_ends_in_a_backslash_hides_no_flag(tmp_path, end):
    """GNU's tools read on behind it: the fuzzy target below would ship."""
    one = forty_units().units[0]
    message = replace(one.message, notes=("a path: C:" + end,), documents=())
    fuzzy = replace(one, message=message, forms=("borrador",), fuzzy=True, comments=("D:" + end,))
    found = replace(forty_units(), units=(fuzzy,), obsolete=())
    data = serialize_catalog(found)
    assert parse_catalog(data, path="x") == found
    assert b"\\\n" not in data
    (tmp_path / "x.po").write_bytes(data)
    if shutil.which("msgfmt"):
        subprocess.run(["msgfmt", "-o", "x.mo", "x.po"], cwd=tmp_path, check=True)
        assert not read_mo((tmp_path / "x.mo").read_bytes(), path="x")
    by_hand = data.replace(b"\\ \n", b"\\\n")
    changed = replace(found, units=(fuzzy, *forty_units().units[1:]))
    assert b"\\\n" not in serialize_catalog(changed, kept=by_hand)
