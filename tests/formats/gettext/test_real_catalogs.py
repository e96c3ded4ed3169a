"""Catalogs that people wrote: those that Django ships, in a hundred languages."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import django
import polib
import pytest

from pipeline.errors import RejectedError
from pipeline.formats.gettext import (
    compile_po,
    parse_catalog,
    read_mo,
    serialize_catalog,
    view_catalog,
)
from pipeline.formats.gettext.scan import scan
from pipeline.model.policy import Limits

DJANGO = Path(django.__file__).parent
CATALOGS = sorted(DJANGO.rglob("*.po"))
REFUSED = {"catalog.plural_header", "catalog.plural_count", "locale.unknown", "catalog.truncated"}
"""Another plural rule than ours, a form too few, a language we have no rule for; and a file that
ends in a wrapped string, which could be cut."""


def accepted():
    """(path, bytes) of every catalog the reader takes; the others are refused for these reasons."""
    found = []
    for path in CATALOGS:
        data = path.read_bytes()
        try:
            parse_catalog(data, path=path.name, own=False)
        except RejectedError as error:
            assert {fault.code for fault in error.faults} <= REFUSED, path  # noqa: PT017
        else:
            found.append((path, data))
    return found


ACCEPTED = accepted()


def strings_of(path):
    """Every entry as polib reads it."""
    found = polib.pofile(str(path), wrapwidth=0)
    return sorted(
        (
            bool(entry.obsolete),
            entry.msgctxt or "",
            entry.msgid,
            entry.msgid_plural or None,
            tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural))
            if entry.msgid_plural
            else (entry.msgstr,),
            "fuzzy" in entry.flags,
        )
        for entry in found
    )


def test_there_are_many():
    assert len(CATALOGS) > 1000
    assert len(ACCEPTED) > 500


@pytest.mark.parametrize("part", range(8))
def test_every_string_is_what_polib_reads(part):
    for path in CATALOGS[part::16]:
        _, *entries = scan(path.read_bytes(), path="", limits=Limits()).entries
        ours = sorted(
            (
                entry.obsolete,
                entry.context,
                entry.source,
                entry.plural,
                entry.forms,
                "#, fuzzy" in entry.comments,
            )
            for entry in entries
        )
        assert ours == strings_of(path), path


def test_a_view_is_the_catalog():
    for path, data in ACCEPTED[::5]:
        catalog = parse_catalog(data, path=path.name, own=False)
        assert tuple(view_catalog(data, path=path.name, own=False)) == catalog.units


def test_what_is_written_is_read_back():
    for path, data in ACCEPTED[::5]:
        catalog = parse_catalog(data, path=path.name, own=False)
        ours = replace(
            catalog,
            project="django",
            domain="django",
            source_locale="en-US",
            created_on="2026-01-01",
        )
        written = serialize_catalog(ours)
        again = parse_catalog(written, path="x")
        assert (again.units, again.obsolete) == (catalog.units, catalog.obsolete), path


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
def test_the_mo_file_holds_what_msgfmts_holds(tmp_path):
    for path, data in ACCEPTED[::8]:
        out = tmp_path / "x.mo"
        subprocess.run(["msgfmt", "-o", out, path], check=True)
        theirs = read_mo(out.read_bytes(), path="x")
        ours = read_mo(compile_po(data, path="x", own=False), path="x")
        assert ours == {key: forms for key, forms in theirs.items() if all(forms)}, path
