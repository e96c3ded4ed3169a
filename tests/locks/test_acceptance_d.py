"""Acceptance D: Unicode and locked strings, through the verbs where a case says so."""

from __future__ import annotations

import datetime as dt
import shutil
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.check.run import check_target
from pipeline.formats.gettext import parse_catalog, serialize_catalog
from pipeline.locks.registry import Registry
from pipeline.model.policy import Limits
from pipeline.review.markup import text_html
from pipeline.text.tags import strip_tags
from pipeline.text.words import occurrences
from pipeline.workflow.project import open_project
from pipeline.workflow.registry import read_registry
from tests.journey.project import Trial, seal_project, sign_project, write_project
from tests.locks.build import ALL, PHONE, registry, unit
from tests.pretranslate.engines.server import LibreServer, serving

_ROOT = Path(__file__).parents[2]
_PO = "locales/es_US/LC_MESSAGES/site.po"
_ISI = "Do not take ZYLORA if you are allergic to it."
_RIGHT = "No tome ZYLORA si es alérgico a este medicamento."
_HEADING = "About ZYLORA"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    trial = Trial(tmp_path_factory.mktemp("d") / "made")
    write_project(trial)
    seal_project(trial)
    assert trial.run("run").status in {0, 3}
    return trial.root


@pytest.fixture(scope="module")
def signed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("d") / "signed"
    shutil.copytree(made, root)
    sign_project(Trial(root))
    return root


@pytest.fixture
def trial(made: Path, tmp_path: Path) -> Trial:
    shutil.copytree(made, tmp_path / "copy")
    return Trial(tmp_path / "copy")


@pytest.fixture
def signed_trial(signed: Path, tmp_path: Path) -> Trial:
    shutil.copytree(signed, tmp_path / "copy")
    return Trial(tmp_path / "copy")


def _target(trial: Trial, source: str) -> tuple[str, ...]:
    catalog = parse_catalog(trial.path(_PO).read_bytes(), path=_PO, limits=Limits())
    return next(item.forms for item in catalog.units if item.message.source == source)


def _edited(trial: Trial, source: str, target: str) -> None:
    """A person edits the catalog by hand."""
    catalog = parse_catalog(trial.path(_PO).read_bytes(), path=_PO, limits=Limits())
    units = tuple(
        replace(item, forms=(target,)) if item.message.source == source else item
        for item in catalog.units
    )
    trial.path(_PO).write_bytes(serialize_catalog(replace(catalog, units=units)))


def _returned(trial: Trial, source: str, target: str):
    """A vendor's return with this target; what `handoff ingest` said."""
    out = trial.root / "package"
    trial.ok("handoff", "export", "--all", "--locale", "es-US", "--out", str(out))
    place = out / "site.es_US.po"
    catalog = place.read_text("utf-8").split("\n\n")
    for number, entry in enumerate(catalog):
        if f'msgid "{source}"' in entry:
            lines = [line for line in entry.split("\n") if not line.startswith("msgstr")]
            lines = [line.replace("fuzzy, ", "").replace("#, fuzzy", "#,") for line in lines]
            lines = [line for line in lines if line != "#,"]
            catalog[number] = "\n".join([*filter(None, lines), f'msgstr "{target}"'])
    place.write_text("\n\n".join(catalog).rstrip("\n") + "\n\n", "utf-8")
    return trial.run("handoff", "ingest", str(place), "--vendor", "acme")


# --- D01 --------------------------------------------------------------------------------------

CHANGED = {
    "nfd": (unicodedata.normalize("NFD", _RIGHT), "another normal form"),
    "no-break-space": (_RIGHT.replace(" ZYLORA", "\u00a0ZYLORA"), "U+00A0 NO-BREAK SPACE"),
    "curly": (_RIGHT[:-1] + "\u2019", "U+2019 RIGHT SINGLE QUOTATION MARK"),
    "dash": (_RIGHT.replace("No ", "No\u2013"), "U+2013 EN DASH"),
    "cyrillic": (_RIGHT.replace("No", "Nо"), "U+043E CYRILLIC SMALL LETTER O"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_d01_a_locked_text_that_differs_is_named_and_replaced(trial: Trial, name: str):
    text, said = CHANGED[name]
    _edited(trial, _ISI, text)
    done = trial.ok("check", status=3)
    assert "lock.mismatch" in done.out
    assert said in done.out
    trial.run("fill")
    assert _target(trial, _ISI) == (_RIGHT,)


def test_d01_a_return_never_changes_it(trial: Trial):
    done = _returned(trial, _ISI, unicodedata.normalize("NFD", _RIGHT))
    assert (done.status, "lock.write" in done.out) == (3, True)
    assert _target(trial, _ISI) == (_RIGHT,)


# --- D02, D03, D09 ----------------------------------------------------------------------------

LETTERS = {"cyrillic": ("ZYLОRA", "U+041E"), "greek": ("ΖYLORA", "U+0396")}


@pytest.mark.parametrize("name", LETTERS)
def test_d02_a_brand_with_a_letter_of_another_script_is_held(trial: Trial, name: str):
    word, code = LETTERS[name]
    former = _target(trial, _HEADING)
    done = _returned(trial, _HEADING, f"Acerca de {word}")
    assert (done.status, "lock.mismatch" in done.out) == (3, True), done
    assert _target(trial, _HEADING) == former
    faults = ALL.violations(unit("About ZYLORA").message, (f"Acerca de {word}",), "es-US")
    assert faults[0].code == "lock.mismatch"
    assert code in faults[0].message


@pytest.mark.parametrize(
    "char", ["\u200d", "\u200b", "\u2060", "\u00ad", "\ufe0f"], ids=lambda c: f"U+{ord(c):04X}"
)
def test_d03_a_hidden_character_in_a_brand_or_number_is_held(trial: Trial, char: str):
    done = _returned(trial, _HEADING, f"Acerca de ZYL{char}ORA")
    assert (done.status, "lock.mismatch" in done.out) == (3, True)
    message = unit("Call 1-844-788-1470 now.").message
    faults = registry(PHONE).violations(message, (f"Llame al 1-844-{char}788-1470.",), "es-US")
    assert [fault.code for fault in faults] == ["lock.mismatch"]
    assert f"U+{ord(char):04X}" in faults[0].message
    assert f"U+{ord(char):04X}" in text_html(f"a{char}b")


@pytest.mark.parametrize(
    "target", ["Acerca de eso", "ZYLORA, acerca de ZYLORA", "Acerca de Zylora"]
)
def test_d09_a_name_too_often_too_seldom_or_in_other_case_is_held(trial: Trial, target: str):
    former = _target(trial, _HEADING)
    done = _returned(trial, _HEADING, target)
    assert (done.status, "lock.count" in done.out) == (3, True)
    assert _target(trial, _HEADING) == former


# --- D05, D08 ---------------------------------------------------------------------------------

BIDI = {
    "override": "Acerca de \u202eZYLORA",
    "embedding": "Acerca de \u202bZYLORA\u202c",
    "open": "Acerca de \u2067ZYLORA",
    "closed": "Acerca de ZYLORA\u2069",
}


@pytest.mark.parametrize("name", BIDI)
def test_d05_overrides_and_unbalanced_isolates_are_held(trial: Trial, name: str):
    former = _target(trial, _HEADING)
    done = _returned(trial, _HEADING, BIDI[name])
    assert done.status in {2, 3}
    assert "text.bidi" in done.out + done.err
    assert _target(trial, _HEADING) == former


def test_d05_marks_and_balanced_isolates_belong_in_right_to_left_text():
    found = check_target(
        unit("About it"),
        ("حول\u200e ذلك \u2066X\u2069\u061c",),
        registry=ALL,
        locale="ar",
        source_locale="en-US",
    )
    assert [item.code for item in found if item.severity == "blocker"] == []


@pytest.mark.parametrize(
    "text", ["e" + "\u0301" * 10_000, "w" * 19_000, "w" * 20_001], ids=["marks", "word", "long"]
)
def test_d08_texts_beyond_all_measure_are_refused_fast(trial: Trial, text: str):
    former = _target(trial, _HEADING)
    began = time.process_time()
    done = _returned(trial, _HEADING, f"ZYLORA {text}")
    assert done.status in {2, 3}
    assert "limit" in done.out + done.err
    assert time.process_time() - began < 5
    assert _target(trial, _HEADING) == former


# --- D12, D13 ---------------------------------------------------------------------------------


def test_d12_a_changed_lock_voids_the_approvals_and_closes_the_gate(signed_trial: Trial):
    trial = signed_trial
    assert trial.gate().status == 0
    events = trial.path("var/events/events.jsonl")
    before = events.read_bytes()
    place = trial.path("glossary_lock/approved/es-US.po")
    place.write_text(place.read_text("utf-8").replace("este medicamento", "este remedio"), "utf-8")
    done = trial.gate("--locale", "es-US")
    assert done.status == 4, "the registry is not what was sealed"
    trial.ok("lock", "seal")
    done = trial.gate("--locale", "es-US")
    assert done.status == 4
    assert "lock.mismatch" in done.out + done.err
    trial.run("fill")
    done = trial.gate("--locale", "es-US")
    assert done.status == 4
    assert "“Do not take ZYLORA if you are allergic to it.”" in done.out + done.err
    assert "lacks linguistic_review" in done.out + done.err
    assert trial.gate("--locale", "de-DE").status == 0, "the other market is as it was"
    new = events.read_bytes()[len(before) :].decode()
    assert "seal.made" in new
    assert '"lock.mismatch"' in new, "the text that had to go is recorded"
    done = trial.run("release", "--trust", str(trial.trust), "--locale", "es-US")
    assert done.status == 4


def test_d13_a_missing_or_moved_paragraph_closes_the_gate(signed_trial: Trial):
    trial = signed_trial
    place = trial.path("source_content/site/index.md")
    whole = place.read_text("utf-8")
    first, second = (line for line in whole.splitlines() if line.startswith("- "))
    for text in (
        whole.replace(second + "\n", ""),
        whole.replace(f"{first}\n{second}", f"{second}\n{first}"),
    ):
        place.write_text(text, "utf-8")
        trial.ok(*("approve", "--reference", "M", "--by", "A", "--expires", "2030-01-01"))
        trial.ok("key", "seal", "approvals")
        trial.run("run")
        done = trial.gate()
        assert done.status == 4
        assert "isi.incomplete" in done.out + done.err
        assert trial.run("release", "--trust", str(trial.trust)).status == 4


def test_d13_a_paragraph_without_approved_translation_closes_the_gate(signed_trial: Trial):
    trial = signed_trial
    place = trial.path("glossary_lock/approved/es-US.po")
    text = place.read_text("utf-8")
    place.write_text(text[: text.index("\n# reference: TR-1", text.index("isi.us@1/1"))], "utf-8")
    trial.ok("lock", "seal")
    trial.run("run")
    done = trial.gate("--locale", "es-US")
    assert done.status == 4
    assert "isi.incomplete" in done.out + done.err
    assert trial.gate("--locale", "de-DE").status == 0


# --- D14 --------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[LibreServer]:
    with serving() as found:
        yield found


def _locked_texts(found: Registry) -> set[str]:
    texts: set[str] = set()
    for lock in found.locks:
        if lock.scope != "pattern":
            texts |= {strip_tags(text) for text in lock.source}
            texts |= {form for forms in lock.forms.values() for form in forms}
            texts |= {
                strip_tags(target.text)
                for targets in lock.approved.values()
                for target in targets
                if target is not None
            }
    return texts


def test_d14_no_locked_text_and_no_byte_of_an_isi_leaves(tmp_path: Path, server: LibreServer):
    """The sample project, every locale through a server that records what it gets."""
    trial = Trial(tmp_path)
    trial.folder.mkdir()
    for name in (
        *("imprimatur.toml", "policy.toml", "policy.toml.seal.json"),
        *("source_content", "glossary_lock", "keys"),
    ):
        source, place = _ROOT / name, trial.path(name)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place)
    locales = ("es-US", "pt-BR", "fr-CA", "de-DE", "ja", "ar")
    engines = "".join(f'{locale} = "libretranslate"\n' for locale in locales)
    trial.path("imprimatur.toml").write_text(
        f'project = "betaseron"\nsource_locale = "en-US"\nlocales = {list(locales)!r}\n'
        f'[engines]\n{engines}[engine.libretranslate]\nurl = "{server.url}"\n',
        "utf-8",
    )
    assert trial.run("run").status == 3
    sent = server.texts
    assert len(sent) > 100
    project = open_project(trial.folder, as_of=dt.date(2026, 11, 23))
    found = read_registry(project, sealed=False)
    locked = _locked_texts(found)
    assert len(locked) > 50
    assert [(text, part) for text in sent for part in locked if _holds(text, part)] == []
    assert [text for text in sent if "1-844-788-1470" in text] == []
    isi = next(lock for lock in found.locks if lock.kind == "isi")
    words = {
        tuple(source.split()[at : at + 4])
        for source in isi.source
        for at in range(len(source.split()) - 3)
    }
    runs = {tuple(t.split()[at : at + 4]) for t in sent for at in range(len(t.split()) - 3)}
    assert words & runs == set(), "no four words in a row of it"


def _holds(text: str, part: str) -> bool:
    return bool(occurrences(text, part))
