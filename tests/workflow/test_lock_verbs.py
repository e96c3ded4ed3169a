"""`lock add`, `import`, `export` and `drift` through the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.formats.tbx import parse_tbx
from pipeline.locks.read import parse_locks
from tests.journey.project import Trial

_LOCKS = "glossary_lock/locks.toml"
_ES = "glossary_lock/approved/es-US.po"
_NEW = (
    *("--kind", "legal", "--scope", "passage", "--policy", "approved"),
    *("--reference", "R-9", "--effective", "2026-06-01", "--expires", "2030-01-01"),
)
_WHO = (
    *("--reference", "TR-9", "--by", "A. Person"),
    *("--effective", "2026-06-01", "--expires", "2030-01-01"),
)
_FIRST = "Do not take ZYLORA if you are allergic to it."


def _locks(trial: Trial) -> dict:
    return {lock.id: lock for lock in parse_locks(trial.path(_LOCKS).read_bytes(), path="x")[1]}


def _legal(trial: Trial) -> None:
    trial.ok(
        "lock", "add", "legal.note", *_NEW, "--source", "All rights reserved.", "--source", "“Rx”"
    )


def test_a_new_lock_leaves_the_other_bytes_alone(trial: Trial):
    before = trial.path(_LOCKS).read_bytes()
    dry = trial.ok("lock", "add", "legal.note", *_NEW, "--source", "All", "--dry-run", "--json")
    assert json.loads(dry.out)["changed"] == [_LOCKS]
    assert trial.path(_LOCKS).read_bytes() == before
    _legal(trial)
    after = trial.path(_LOCKS).read_bytes()
    assert after.startswith(before)
    lock = _locks(trial)["legal.note@1"]
    assert lock.source == ("All rights reserved.", "“Rx”")
    assert trial.run("check").status == 4, "an unsealed registry is used by nobody"
    trial.ok("lock", "seal")


def test_the_next_revision_ends_the_one_before(trial: Trial):
    before = trial.path(_LOCKS).read_text("utf-8")
    done = trial.ok(
        *("lock", "add", "isi.us", "--reference", "R-10"),
        *("--effective", "2027-01-01", "--expires", "2030-01-01"),
        *("--source", _FIRST, "--source", "Call your doctor now."),
    )
    assert "isi.us@1 ends on 2027-01-01" in done.err
    locks = _locks(trial)
    assert str(locks["isi.us@1"].expires_on) == "2027-01-01"
    assert locks["isi.us@2"].kind == "isi"
    after = trial.path(_LOCKS).read_text("utf-8")
    old = before.splitlines()
    changed = [new for was, new in zip(old, after.splitlines(), strict=False) if was != new]
    assert changed == ["expires_on = 2027-01-01"]


def test_a_revision_that_does_not_begin_later_is_refused(trial: Trial):
    before = trial.path(_LOCKS).read_bytes()
    done = trial.run(
        *("lock", "add", "isi.us", "--reference", "R"),
        *("--effective", "2026-01-01", "--expires", "2030-01-01"),
    )
    assert (done.status, "lock.revision" in done.err) == (2, True)
    assert trial.path(_LOCKS).read_bytes() == before


def test_statements_forms_and_patterns_are_written(trial: Trial):
    trial.ok(
        *("lock", "add", "term.injection", "--kind", "term", "--scope", "term"),
        *("--policy", "approved", "--source", 'a "quoted" \\ injection', "--reference", "R"),
        *("--effective", "2026-01-01", "--expires", "2030-01-01"),
        *("--form", "de-DE=Injektion", "--form-pattern", "de-DE=Injektion(?:en)?"),
        *("--authority", "EMA", "--template", "QRD 10.4", "--statement", "4.2"),
    )
    lock = _locks(trial)["term.injection@1"]
    assert lock.source == ('a "quoted" \\ injection',)
    assert lock.patterns == {"de-DE": ("Injektion(?:en)?",)}
    assert lock.statement is not None
    assert (lock.statement.authority, lock.statement.template) == ("EMA", "QRD 10.4")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Bad Name", "--source", "x"), "is not a name"),
        (("no.source",), "needs its source"),
        (("half", "--source", "x", "--authority", "EMA"), "a standard statement has"),
        (("isi.other", "--source", _FIRST), "lock.ambiguous"),
    ],
)
def test_what_cannot_be_a_lock_is_refused(trial: Trial, arguments, said):
    before = trial.tree()
    more = _NEW if "isi.other" not in arguments else (*_NEW[:4], "--policy", "verbatim", *_NEW[6:])
    done = trial.run("lock", "add", *arguments, *more)
    assert (done.status, said in done.err) == (2, True), done
    assert trial.tree() == before


# --- import -----------------------------------------------------------------------------------

_ROWS = [
    {"source": "All rights reserved.", "target": "Todos los derechos reservados."},
    {"source": "“Rx”", "target": "«Rx»"},
]


def _po(rows, locale="es_US") -> bytes:
    head = (
        'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {locale}\\n"\n'
    )
    return (
        head + "".join(f'\nmsgid "{r["source"]}"\nmsgstr "{r["target"]}"\n' for r in rows)
    ).encode()


def _tmx(rows, locale="es-US") -> bytes:
    units = "".join(
        f'<tu><tuv xml:lang="en-US"><seg>{r["source"]}</seg></tuv>'
        f'<tuv xml:lang="{locale}"><seg>{r["target"]}</seg></tuv></tu>'
        for r in rows
    )
    return f'<tmx version="1.4"><header srclang="en-US"/><body>{units}</body></tmx>'.encode()


def _csv(rows, locale="es-US") -> bytes:
    place = io.StringIO()
    writer = csv.DictWriter(place, ["source", "target", "locale"])
    writer.writeheader()
    writer.writerows({**row, "locale": locale} for row in rows)
    return place.getvalue().encode()


def _xlsx(rows, locale="es-US") -> bytes:
    book = Workbook()
    book.active.append(["source", "target", "locale"])
    for row in rows:
        book.active.append([row["source"], row["target"], locale])
    place = io.BytesIO()
    book.save(place)
    return place.getvalue()


FORMATS = {"po": _po, "tmx": _tmx, "csv": _csv, "xlsx": _xlsx}


def _import(trial: Trial, suffix: str, rows, *arguments: str, locale: str | None = None):
    place = trial.root / f"approved.{suffix}"
    make = FORMATS[suffix]
    place.write_bytes(make(rows) if locale is None else make(rows, locale))
    return trial.run("lock", "import", str(place), *arguments)


@pytest.mark.parametrize("suffix", FORMATS)
def test_approved_translations_come_in_from_each_format(trial: Trial, suffix):
    _legal(trial)
    before = trial.path(_ES).read_bytes()
    done = _import(trial, suffix, _ROWS, *_WHO)
    assert (done.status, "2 added" in done.out) == (0, True), done
    after = trial.path(_ES).read_bytes()
    assert after.startswith(before.rstrip(b"\n"))
    assert 'msgctxt "legal.note@1/2"\nmsgid "“Rx”"\nmsgstr "«Rx»"' in after.decode()
    again = _import(trial, suffix, _ROWS, *_WHO)
    assert "2 unchanged" in again.out
    assert trial.path(_ES).read_bytes() == after
    trial.ok("lock", "seal")


@pytest.mark.parametrize("suffix", FORMATS)
def test_another_market_is_another_market(trial: Trial, suffix):
    _legal(trial)
    before = trial.tree()
    for locale in ("es-ES", "es", "es-419"):
        done = _import(trial, suffix, _ROWS, *_WHO, locale=locale)
        assert (done.status, "lock.import.locale" in done.err) == (2, True)
    assert trial.tree() == before


def test_every_row_that_does_not_fit_is_named_and_nothing_written(trial: Trial):
    _legal(trial)
    before = trial.tree()
    rows = [
        {"source": "All rights\u00a0reserved.", "target": "x"},
        {"source": "All rights rеserved.", "target": "x"},
        {"source": "Something else.", "target": "x"},
        {"source": "All rights reserved.", "target": ""},
        {"source": _FIRST, "target": "Otra cosa."},
        _ROWS[1],
    ]
    done = _import(trial, "csv", rows, *_WHO)
    assert done.status == 2
    assert "U+00A0 NO-BREAK SPACE" in done.err
    assert "U+0435 CYRILLIC SMALL LETTER IE" in done.err
    for line, code in ((4, "source"), (5, "target"), (6, "conflict")):
        assert any(
            f":{line}: " in said and f"lock.import.{code}" in said for said in done.err.splitlines()
        )
    assert trial.tree() == before
    done = _import(trial, "csv", [rows[2], _ROWS[1]], *_WHO, "--matching-only")
    assert (done.status, "1 added" in done.out) == (3, True)


def test_a_row_needs_reference_approver_and_dates(trial: Trial):
    _legal(trial)
    done = _import(trial, "csv", _ROWS, "--reference", "TR-9")
    assert (done.status, "lacks approved_by, effective_on, expires_on" in done.err) == (2, True)


def test_the_same_text_may_be_approved_again(trial: Trial):
    _legal(trial)
    _import(trial, "csv", _ROWS, *_WHO)
    before = trial.path(_ES).read_text("utf-8")
    done = _import(trial, "csv", _ROWS[:1], *_WHO[:-1], "2031-01-01")
    assert "1 renewed" in done.out
    after = trial.path(_ES).read_text("utf-8")
    assert after.count("expires_on: 2031-01-01") == 1
    assert after.replace("2031-01-01", "2030-01-01") == before


def test_rows_may_name_their_lock(trial: Trial):
    _legal(trial)
    place = trial.root / "a.csv"
    place.write_text("source,target,lock,locale\n“Rx”,«Rx»,legal.note@1/1,es-US\n", "utf-8")
    done = trial.run("lock", "import", str(place), *_WHO)
    assert (done.status, "is no segment of legal.note@1/1" in done.err) == (2, True)


def test_an_unknown_kind_of_file_is_refused(trial: Trial):
    place = trial.root / "a.docx"
    place.write_bytes(b"x")
    done = trial.run("lock", "import", str(place))
    assert (done.status, "file.type" in done.err) == (2, True)


# --- terms ------------------------------------------------------------------------------------


def _term(trial: Trial) -> None:
    trial.ok(
        *("lock", "add", "term.nurse", "--kind", "term", "--scope", "term"),
        *(
            "--policy",
            "approved",
            "--source",
            "nurse",
            "--reference",
            "R",
            "--form",
            "es-US=enfermera",
        ),
        *("--effective", "2026-01-01", "--expires", "2030-01-01"),
    )


def test_terms_go_out_as_tbx_and_come_back(trial: Trial):
    _term(trial)
    out = trial.root / "terms.tbx"
    trial.ok("lock", "export", "--out", str(out))
    concepts = {
        concept.id: dict(concept.terms) for concept in parse_tbx(out.read_bytes(), path="x")
    }
    assert concepts["term.nurse@1"] == {"en-US": ("nurse",), "es-US": ("enfermera",)}
    assert concepts["brand.zylora@1"]["de-DE"] == ("ZYLORA",)
    before = trial.tree()
    done = trial.ok("lock", "import", str(out))
    assert "0 added, 3 unchanged, 0 no_lock" in done.out
    assert trial.tree() == before


def test_forms_not_to_be_used_go_out_as_tbx_and_come_back(trial: Trial):
    _term(trial)
    place = trial.path("glossary_lock/locks.toml")
    plain = place.read_text("utf-8")
    place.write_text(
        plain + '\n[[lock.forbidden]]\nlocale = "es-US"\ntext = "nodriza"\n'
        '[[lock.deprecated]]\nlocale = "de-DE"\ntext = "Krankenschwester"\n',
        "utf-8",
    )
    listed = _locks(trial)["term.nurse@1"].unwanted
    assert [(form.text, form.status) for form in listed] == [
        ("nodriza", "forbidden"),
        ("Krankenschwester", "deprecated"),
    ]
    out = trial.root / "terms.tbx"
    trial.ok("lock", "export", "--out", str(out))
    before = trial.tree()
    assert "0 added" in trial.ok("lock", "import", str(out)).out
    assert trial.tree() == before
    place.write_text(plain, "utf-8")
    assert "2 added" in trial.ok("lock", "import", str(out)).out
    assert _locks(trial)["term.nurse@1"].unwanted == listed


def test_a_deprecated_term_of_a_tbx_file_never_becomes_an_approved_form(trial: Trial):
    _term(trial)
    out = trial.root / "terms.tbx"
    text = (
        '<martif type="TBX"><text><body><termEntry id="c1"><langSet xml:lang="en-US"><tig>'
        '<term>nurse</term></tig></langSet><langSet xml:lang="{}"><tig><term>{}</term>'
        '<termNote type="administrativeStatus">{}</termNote></tig></langSet></termEntry></body>'
        "</text></martif>"
    )
    out.write_text(text.format("de-DE", "Schwester", "deprecatedTerm-admn-sts"), "utf-8")
    trial.ok("lock", "import", str(out))
    lock = _locks(trial)["term.nurse@1"]
    assert "de-DE" not in lock.forms
    assert [(form.text, form.status) for form in lock.unwanted] == [("Schwester", "forbidden")]
    for locale, term, status, code in (
        ("es-US", "enfermera", "deprecatedTerm", "lock.import.conflict"),
        ("de-DE", "Pfleger", "perhapsTerm", "tbx.invalid"),
        ("es-ES", "nodriza", "supersededTerm", "lock.import.locale"),
    ):
        out.write_text(text.format(locale, term, status), "utf-8")
        done = trial.run("lock", "import", str(out))
        assert (done.status, f"[{code}]" in done.err) == (2, True), done.err


def test_a_form_is_added_where_there_is_none_and_never_beside_another(trial: Trial):
    _term(trial)
    out = trial.root / "terms.tbx"
    text = (
        '<tbx type="TBX-Basic"><text><body><conceptEntry id="c1">'
        '<langSec xml:lang="en-US"><termSec>'
        '<term>nurse</term></termSec></langSec><langSec xml:lang="{}"><termSec><term>{}</term>'
        "</termSec></langSec></conceptEntry></body></text></tbx>"
    )
    out.write_text(text.format("de-DE", "Pflegefachkraft"), "utf-8")
    trial.ok("lock", "import", str(out))
    assert _locks(trial)["term.nurse@1"].forms == {
        "es-US": ("enfermera",),
        "de-DE": ("Pflegefachkraft",),
    }
    for locale, term, code in (
        ("es-US", "enfermero", "conflict"),
        ("es-ES", "enfermera", "locale"),
    ):
        out.write_text(text.format(locale, term), "utf-8")
        done = trial.run("lock", "import", str(out))
        assert (done.status, f"lock.import.{code}" in done.err) == (2, True)


# --- drift ------------------------------------------------------------------------------------


def test_drift_names_file_line_and_words(trial: Trial):
    trial.ok("lock", "drift")
    place: Path = trial.path("source_content/site/index.md")
    text = place.read_text("utf-8")
    text = text.replace("allergic to it", "allergic to this") + (
        "\nWe say it: Do not take ZYLORА here.\n\n"
        '<p data-lock="isi.us">Do not take ZYLORA unless you are allergic to it.</p>\n'
    )
    place.write_text(text, "utf-8")
    done = trial.ok("lock", "drift", status=3)
    assert "source_content/site/index.md:5: " in done.out
    assert "allergic to [-it-]{+this+}" in done.out
    assert "lock.mark" in done.out
    assert "isi.incomplete" in done.out
    assert all(word in done.out for word in ("brand.zylora@1", "lock.drift"))


def test_drift_finds_forms_that_the_source_is_not_to_use(trial: Trial):
    _term(trial)
    place = trial.path(_LOCKS)
    place.write_text(
        place.read_text("utf-8") + '[[lock.deprecated]]\nlocale = "en-US"\ntext = "Sister"\n'
        '[[lock.forbidden]]\nlocale = "en-US"\ntext = "matron"\nuse = "nurse"\n',
        "utf-8",
    )
    page: Path = trial.path("source_content/site/index.md")
    page.write_text(page.read_text("utf-8") + "\nAsk the **sister** again.\n", "utf-8")
    assert "[term.deprecated]" in trial.ok("lock", "drift").out
    page.write_text(page.read_text("utf-8") + "\nOr Matron.\n", "utf-8")
    done = trial.ok("lock", "drift", status=3)
    assert "source_content/site/index.md:8: warning: “sister” is deprecated" in done.out
    assert "source_content/site/index.md:10: blocker: “Matron” is forbidden" in done.out
    assert "use “nurse” instead [term.forbidden]" in done.out
