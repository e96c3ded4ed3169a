"""Packages out, targets in, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.gettext import parse_catalog
from pipeline.handoff.package import parse_package, serialize_package
from pipeline.handoff.po import export_po, ingest_po
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Held, Origin, Unit

JAR = Path("/usr/share/omegat/OmegaT.jar")


def unit(source, *forms, context="", plural=None, **rest):
    message = Message(key=MessageKey(context, source), plural=plural, paths=(f"a.md/{source}",))
    return Unit(message=message, forms=forms, **rest)


ISI = unit("Do not use after an allergic reaction.", "No use si es alérgico.", read_only=True)
OPEN = unit("Ask your doctor.")
FUZZY = unit(
    "Take it with food.",
    "Tome con comida.",
    fuzzy=True,
    origin=Origin.of("engine", "apertium", ("Tome con comida.",)),
    previous=MessageKey("", "Take with food."),
)
FINAL = unit("Rx only", "Solamente Rx", context="title")
DAYS = unit("{{n}} day", plural="{{n}} days")
CATALOG = Catalog(
    project="Brand site",
    domain="brand",
    source_locale="en-US",
    locale="es-US",
    created_on="2026-03-01",
    units=(ISI, OPEN, FUZZY, FINAL, DAYS),
    obsolete=(unit("Gone", "Ido"),),
)


def sent():
    return export_po(CATALOG, CATALOG.units)


def ingest(
    data, package=None, *, catalog=CATALOG, accept=lambda _unit, _forms: None, vendor="ACME"
):
    return ingest_po(
        data,
        path="return.po",
        catalog=catalog,
        package=package or sent()[1],
        vendor=vendor,
        accept=accept,
    )


def edited(*changes):
    text = sent()[0].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def code_of(data, **rest):
    with pytest.raises(RejectedError) as caught:
        ingest(data, **rest)
    return {fault.code for fault in caught.value.faults}


TRANSLATED = ('msgid "Ask your doctor."\nmsgstr ""', 'msgid "Ask your doctor."\nmsgstr "Consulte."')


def test_what_is_sent():
    data, package = sent()
    text = data.decode()
    assert f'"X-Handoff: {package.id}\\n"' in text
    assert '"X-Units: 5\\n"' in text
    assert "#, read-only" in text
    assert "origin:" not in text
    assert "Gone" not in text
    assert export_po(CATALOG, CATALOG.units) == (data, package)
    assert export_po(CATALOG, CATALOG.units[1:])[1].id != package.id
    assert parse_package(serialize_package(package), path="x") == package


def test_an_untouched_return_changes_nothing():
    result = ingest(sent()[0])
    assert result.catalog is CATALOG
    assert result.taken == ()
    assert set(result.unfinished) == {OPEN.key, FUZZY.key, DAYS.key}


def test_only_the_target_comes_in():
    data = edited(
        TRANSLATED,
        ("#. path: a.md/Ask your doctor.", "# hi there\n#. note: other\n#: evil.md\n#, c-format"),
    )
    result = ingest(data)
    assert result.taken == (OPEN.key,)
    found = result.catalog.units[1]
    assert found == replace(
        OPEN, forms=("Consulte.",), fuzzy=True, origin=Origin.of("vendor", "ACME", ("Consulte.",))
    )
    assert [u for u in result.catalog.units if u.key != OPEN.key] == [
        u for u in CATALOG.units if u.key != OPEN.key
    ]
    again = ingest(data, catalog=result.catalog)
    assert again.catalog is result.catalog


def test_a_confirmed_suggestion_comes_from_the_vendor():
    data = edited(("#, fuzzy\n", ""))
    found = ingest(data).catalog.units[2]
    assert found.origin == Origin.of("vendor", "ACME", FUZZY.forms)
    assert found.previous is None
    assert found.fuzzy, "law 3: nothing that is not final is without it"


def test_a_locked_unit_stays():
    result = ingest(edited(("No use si es alérgico.", "Use.")))
    assert result.catalog is CATALOG
    assert result.held == (ISI.key,)
    (finding,) = result.findings
    assert finding.code == "lock.write"
    assert finding.line > 1
    assert ingest(edited(('msgstr "No use si es alérgico."', 'msgstr ""'))).held == ()


def test_a_refused_target_is_held():
    result = ingest(
        edited(TRANSLATED), accept=lambda found, forms: "number.changed" if forms else None
    )
    assert result.catalog.units[1].forms == ()
    held = result.catalog.units[1].held
    assert held is not None
    assert (held.code, held.origin) == ("number.changed", "vendor ACME")
    assert Held.parse(str(held)) == held
    assert result.findings[0].code == "number.changed"


def test_a_target_changed_on_both_sides_stays_ours():
    ours = replace(OPEN, forms=("Pregunte.",))
    catalog = replace(CATALOG, units=(ISI, ours, FUZZY, FINAL, DAYS))
    result = ingest(edited(TRANSLATED), catalog=catalog)
    assert result.catalog.units[1].forms == ("Pregunte.",)
    assert result.findings[0].code == "handoff.conflict"


def test_a_unit_that_left_meanwhile_is_named():
    catalog = replace(CATALOG, units=CATALOG.units[:1] + CATALOG.units[2:])
    result = ingest(edited(TRANSLATED), catalog=catalog)
    assert len(result.gone) == 1
    assert result.catalog is catalog


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([('msgid "Ask your doctor."', 'msgid "Ask your doctors."')], "handoff.source_changed"),
        ([('msgid_plural "{{n}} days"', 'msgid_plural "{{n}} dayz"')], "handoff.source_changed"),
        ([('msgctxt "title"\n', "")], "handoff.source_changed"),
        ([('msgid "Ask your doctor."', 'msgid "Something else entirely"')], "handoff.unknown_unit"),
        (
            [
                ('msgid "Ask your doctor."', 'msgid "x"\nmsgstr "y"\n\nmsgid "Ask your doctor."'),
                ("X-Units: 5", "X-Units: 6"),
            ],
            "handoff.unknown_unit",
        ),
        ([('msgid "Ask', '#~ msgid "x"\n#~ msgstr "y"\n\nmsgid "Ask')], ""),
        (
            [
                ('msgid "Ask your doctor."\nmsgstr ""\n', ""),
                ("#. path: a.md/Ask your doctor.\n", ""),
                ("X-Units: 5", "X-Units: 4"),
            ],
            "handoff.incomplete",
        ),
        ([("X-Handoff: ", "X-Handoff: 0")], "handoff.wrong_package"),
        ([("X-Domain: brand", "X-Domain: other")], "handoff.wrong_package"),
        ([("Language: es_US", "Language: es_MX")], "handoff.wrong_locale"),
        ([("X-Units: 5", "X-Units: 6")], "catalog.truncated"),
    ],
)
def test_what_may_not_be(changes, code):
    data = edited(*changes)
    if code:
        assert code in code_of(data)
    else:
        assert ingest(data).catalog is CATALOG


def test_an_obsolete_entry_made_live_is_unknown():
    extra = b'\nmsgid "Gone"\nmsgstr "Ido"\n'
    assert "handoff.unknown_unit" in code_of(
        sent()[0].replace(b"X-Units: 5", b"X-Units: 6") + extra
    )


def test_the_package_of_another_locale_or_a_forged_one():
    package = sent()[1]
    assert code_of(sent()[0], package=replace(package, locale="fr-CA")) == {"handoff.wrong_package"}
    data = serialize_package(package)
    for bad in (data.replace(b"true", b"false"), b"[]", b"{}", data.replace(b'"es-US"', b"1")):
        with pytest.raises(RejectedError, match=r"handoff\.package"):
            parse_package(bad, path="x")
    with pytest.raises(RejectedError, match=r"handoff\.empty"):
        export_po(CATALOG, ())


@pytest.mark.parametrize("vendor", ["", "  ", "A\nB", "A\x1b[31m"])
def test_a_vendor_has_a_name(vendor):
    assert code_of(sent()[0], vendor=vendor) == {"handoff.vendor"}


def test_no_cut_is_taken():
    data = edited(TRANSLATED)
    for end in range(len(data)):
        with pytest.raises(RejectedError):
            ingest(data[:end])


def test_a_return_through_polib_without_our_header(tmp_path):
    path = tmp_path / "x.po"
    path.write_bytes(sent()[0])
    found = polib.pofile(str(path))
    found.metadata = {"Language": "es_US", "Content-Type": "text/plain; charset=UTF-8"}
    entry = found.find("Ask your doctor.")
    assert entry is not None
    entry.msgstr = "Consulte a su médico. " * 10
    found.save(str(path))
    result = ingest(path.read_bytes())
    assert result.catalog.units[1].forms == ("Consulte a su médico. " * 10,)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["C"]), min_size=1), st.booleans())
def test_way_out_way_back(text, fuzzy):
    """Law 5: `ingest(export(u))` changes only what the person changed."""
    data, package = sent()
    found = parse_catalog(data, path="x")
    units = [
        replace(u, forms=(text,), fuzzy=fuzzy) if u.key == OPEN.key else u for u in found.units
    ]
    returned, _ = export_po(replace(found, units=tuple(units)), units)
    result = ingest(returned.replace(b'"X-Handoff: ', b'"X-Old: '), package)
    expected = () if fuzzy else (text,)
    assert result.catalog.units[1].forms == expected
    assert [u for u in result.catalog.units if u.key != OPEN.key] == [
        u for u in CATALOG.units if u.key != OPEN.key
    ]


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN-US</source_lang><target_lang>ES-US</target_lang>
<sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""
MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US"
 datatype="plaintext" creationtoolversion="3.6" segtype="paragraph" srclang="EN-US"/><body>
<tu><tuv lang="EN-US"><seg>Ask your doctor.</seg></tuv>
<tuv lang="ES-US"><seg>Consulte a su médico.</seg></tuv></tu>
<tu><tuv lang="EN-US"><seg>{{n}} day</seg></tuv><tuv lang="ES-US"><seg>un día</seg></tuv></tu>
<tu><tuv lang="EN-US"><seg>{{n}} days</seg></tuv><tuv lang="ES-US"><seg>días</seg></tuv></tu>
</body></tmx>
"""


@pytest.mark.skipif(
    not JAR.exists() or not shutil.which("java"), reason="OmegaT (Debian: omegat) is not installed"
)
def test_a_real_translation_tool(tmp_path):
    project = tmp_path / "project"
    for folder in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (project / folder).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (project / "omegat" / "project_save.tmx").write_text(MEMORY, encoding="utf-8")
    (project / "source" / "brand.po").write_bytes(sent()[0])
    command = ["java", "-Djava.awt.headless=true", "-jar", JAR, project]
    command += ["--mode=console-translate", f"--config-dir={tmp_path / 'config'}"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    result = ingest((project / "target" / "brand.po").read_bytes())
    assert result.catalog.units[1].forms == ("Consulte a su médico.",)
    assert result.catalog.units[4].forms == ("un día", "días", "días")
    assert FUZZY.key in result.unfinished
    assert result.catalog.units[0] == ISI
    assert result.catalog.units[2] == FUZZY
