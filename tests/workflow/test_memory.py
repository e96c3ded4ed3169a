"""The memory of a signed project: only what is signed today, and imports as what they are."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any, cast

import pytest

from pipeline.errors import EnvironmentFailedError, RejectedError
from pipeline.formats.gettext import parse_catalog
from pipeline.formats.tmx import parse_tmx
from pipeline.model.unit import Catalog
from pipeline.workflow.memory import build, stats
from pipeline.workflow.memory_exchange import export_memory, forget_import, import_memory
from pipeline.workflow.memory_lookup import concordance, search
from pipeline.workflow.pretranslate import PretranslateOptions, pretranslate
from pipeline.workflow.project import Project, open_project
from pipeline.workspace import layout
from tests.journey.project import call

_ROOT = Path(__file__).parents[2]
_DAY = dt.date.today()  # noqa: DTZ011 - the desk signs with the clock
_ONE = ("--locale", "es-US")
CATALOG = layout.catalog("es-US", "betaseron")
RELAPSES = "How many relapses have I had in the past 12 months?"


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """The sample with every es-US unit signed, made by the verbs that people use."""
    spec = importlib.util.spec_from_file_location("demo", _ROOT / "docs/demo/demo.py")
    assert spec
    assert spec.loader
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    outside = tmp_path_factory.mktemp("memory")
    folder = outside / "site"
    folder.mkdir()
    for part in demo.CONTENT:
        source = _ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder / part)

    def run(*arguments: str, stdin: str = "") -> None:
        done = call([*arguments, "--project", str(folder)], stdin=stdin)
        assert done.status == 0, done

    run("handoff", "export", *_ONE, "--out", str(outside / "package"))
    package = outside / "package/betaseron.es_US.po"
    demo.translate(package, _ROOT / "docs/demo/es-US.json")
    run("handoff", "ingest", str(package), "--vendor", "V")
    for name, role in ((demo.LINGUIST, "linguist"), (demo.REVIEWER, "regulatory_reviewer")):
        given = demo.PASSWORDS[name] + "\n"
        person = ("review", "person", "add", name, "--name", name, "--role", f"{role}:es-US")
        run(*person, stdin=given)
    run("review", "send", *_ONE)
    sheet = str(outside / "sheet.html")
    run("review", "sheet", *_ONE, "--out", sheet)
    for name, meaning in (
        (demo.LINGUIST, "linguistic_review"),
        (demo.REVIEWER, "medical_legal_regulatory_approval"),
    ):
        given = demo.PASSWORDS[name] + "\n"
        sign = ("review", "sign", *_ONE, "--as", name, "--meaning", meaning, "--sheet", sheet)
        run(*sign, stdin=given)
    run("review", "collect", *_ONE)
    return folder


@pytest.fixture
def site(signed, tmp_path):
    return shutil.copytree(signed, tmp_path / "site")


def opened(site: Path, *, dry_run: bool = False) -> Project:
    return open_project(site, as_of=_DAY, dry_run=dry_run)


def catalog(site: Path) -> Catalog:
    return parse_catalog((site / CATALOG).read_bytes(), path=CATALOG)


def test_a_second_build_writes_nothing(site):
    first = build(opened(site))
    assert first.data["added"] > 50
    assert first.changed == (layout.MEMORY,)
    before = (site / layout.MEMORY).read_bytes()
    again = build(opened(site))
    assert (again.changed, again.data["added"]) == ((), 0)
    assert (site / layout.MEMORY).read_bytes() == before
    assert build(opened(site), again=True).data["kept"] > 50


def test_a_dry_run_leaves_no_file(site):
    assert build(opened(site, dry_run=True)).data["added"] > 50
    assert not (site / layout.MEMORY).exists()


def test_a_number_that_differs_is_named(site):
    found = search(opened(site), ["es-US"], RELAPSES.replace("12", "6"))
    (match,) = found.data["matches"]
    assert (match["kind"], match["numbers"]) == ("numbers", [["12", "6"]])
    assert match["differences"] == ["number"]
    assert "  differs in: 12 → 6" in found.lines
    negated = search(opened(site), ["es-US"], RELAPSES.replace("have I", "have I not"))
    assert negated.data["matches"][0]["differences"] == ["negation"]


def test_an_edit_takes_the_text_out_of_the_memory(site):
    assert search(opened(site), ["es-US"], RELAPSES).data["matches"][0]["similarity_percent"] == 100
    text = (site / CATALOG).read_text("utf-8")
    edited = text.replace("¿Cuántas recaídas he tenido", "¿Cuántas recaídas tuve")
    assert edited != text
    (site / CATALOG).write_text(edited, "utf-8")
    assert search(opened(site), ["es-US"], RELAPSES).data["matches"] == []
    assert concordance(opened(site), ["es-US"], "past 12 months").data["entries"] == []


def test_without_its_evidence_the_memory_is_empty(site):
    build(opened(site))
    (site / layout.evidence("es-US", "betaseron")).unlink()
    assert build(opened(site)).data["removed"] > 50
    assert stats(opened(site)).data["entries"] == []


def test_locked_text_is_neither_in_it_nor_answered(site):
    project = opened(site)
    locked = [unit for unit in catalog(site).units if unit.read_only]
    assert locked
    for unit in locked[:3]:
        assert search(project, ["es-US"], unit.message.source).data["locked"]
    out = site.parent / "m.tmx"
    export_memory(project, ["es-US"], out)
    sources = {unit.source for unit in parse_tmx(out.read_bytes(), path="m").units}
    assert RELAPSES in sources
    assert sources.isdisjoint(unit.message.source for unit in locked)
    result = import_memory(
        project, ["es-US"], _tmx(site.parent, locked[0].message.source), by="A", reference="R"
    )
    assert result.data["left_out"] == {"locked": 1}


def _tmx(folder: Path, source: str, target: str = "x") -> Path:
    place = folder / "in.tmx"
    place.write_text(
        '<tmx version="1.4"><header srclang="en-US"/><body><tu>'
        f'<tuv xml:lang="en-US"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="es-US"><seg>{target}</seg></tuv></tu></body></tmx>',
        "utf-8",
    )
    return place


def _emptied(site: Path) -> None:
    """Takes the target of one unit away."""
    lines = (site / CATALOG).read_text("utf-8").split("\n")
    at = lines.index(f'msgid "{RELAPSES}"')
    lines[at + 1] = 'msgstr ""'
    (site / CATALOG).write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize(
    ("target", "origin"),
    [
        ("¿Cuántas recaídas he tenido en 12 meses?", "memory import TM 2024"),
        ("¿Cuántas recaídas he tenido en 6 meses?", None),
    ],
    ids=["good", "another number"],
)
def test_an_exact_import_fills_as_an_unsigned_candidate(site, target, origin):
    _emptied(site)
    place = _tmx(site.parent, RELAPSES, target)
    import_memory(opened(site), ["es-US"], place, by="A. Person", reference="TM 2024")
    pretranslate(opened(site), ["es-US"], PretranslateOptions(environ={}, engine="none"))
    (unit,) = [unit for unit in catalog(site).units if unit.message.source == RELAPSES]
    assert (str(unit.origin)[:-13] if unit.forms else None) == origin
    assert unit.fuzzy == bool(origin)


def test_a_text_that_is_only_alike_is_never_filled(site):
    _emptied(site)
    place = _tmx(site.parent, RELAPSES.replace("?", "!"), "¿Cuántas recaídas en 12 meses?")
    import_memory(opened(site), ["es-US"], place, by="A", reference="TM")
    pretranslate(opened(site), ["es-US"], PretranslateOptions(environ={}, engine="none"))
    assert [unit.forms for unit in catalog(site).units if unit.message.source == RELAPSES] == [()]
    (match,) = search(opened(site), ["es-US"], RELAPSES).data["matches"]
    assert (match["origin"], match["kind"]) == ("import", "fuzzy")


def test_an_import_has_a_name_and_a_reference_and_goes_by_it(site):
    place = _tmx(site.parent, "Stop", "Pare")
    for by, reference in (("", "R"), ("A", " "), ("A\n", "R"), ("A", "R" * 101)):
        with pytest.raises(RejectedError) as caught:
            import_memory(opened(site), [], place, by=by, reference=reference)
        assert caught.value.code == "memory.import"
    first = import_memory(opened(site), [], place, by="A", reference="R")
    assert first.changed == (layout.MEMORY,)
    assert import_memory(opened(site), [], place, by="A", reference="R").changed == ()
    (record,) = stats(opened(site)).data["imports"]
    assert (record["by"], record["reference"], record["entries"]) == ("A", "R", 1)
    assert import_memory(opened(site, dry_run=True), [], place, by="B", reference="S").changed
    assert len(stats(opened(site)).data["imports"]) == 1
    forget_import(opened(site), "R")
    assert stats(opened(site)).data["imports"] == []
    with pytest.raises(RejectedError):
        forget_import(opened(site), "R")


def test_a_catalog_is_imported_too_and_other_files_are_not(site, tmp_path):
    place = tmp_path / "old.po"
    place.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Language: es_US\\n"\n\nmsgid "Stop"\nmsgstr "Pare"\n\n#, fuzzy\nmsgid "Go"\nmsgstr "Ya"\n'
    )
    result = import_memory(opened(site), [], place, by="A", reference="R")
    assert (result.data["entries"], result.data["left_out"]) == (1, {"not finished": 1})
    with pytest.raises(RejectedError, match="expected a file named"):
        import_memory(opened(site), [], site / "imprimatur.toml", by="A", reference="R")


def test_a_damaged_store_is_said_to_be_so(site):
    (site / "var").mkdir(exist_ok=True)
    (site / layout.MEMORY).write_bytes(b"not a database, whatever its name may say" * 100)
    with pytest.raises(EnvironmentFailedError) as caught:
        build(opened(site))
    assert caught.value.code == "memory.broken"


def test_every_verb_speaks_json_and_names_the_next_one(site, tmp_path):
    def run(*arguments: str, status: int = 0) -> dict[str, Any]:
        done = call(["memory", *arguments, "--project", str(site), "--json"])
        assert done.status == status, done.err
        found = json.loads(done.out)
        assert found["next"].startswith("imprimatur ")
        return cast(dict[str, Any], found)

    out = str(tmp_path / "out.tmx")
    assert run("build")["added"] > 50
    assert run("search", RELAPSES, *_ONE)["matches"][0]["kind"] == "in-context"
    assert len(run("concordance", "RELAPSES", *_ONE)["entries"]) > 1
    assert run("concordance", "recaídas", "--target", *_ONE)["entries"]
    assert run("export", "--out", out, "--dry-run")["changed"] == [out]
    assert run("export", "--out", out)["entries"] > 50
    taken = run("import", out, "--by", "A", "--reference", "R")
    assert taken["left_out"] == {}
    assert run("export", "--out", out, "--all")["entries"] == 2 * taken["entries"]
    assert [item["kind"] for item in run("stats")["entries"]] == ["import", "signed"]
    assert run("forget", "R")["removed"] >= taken["entries"]
    events = (site / layout.EVENTS).read_text("utf-8")
    assert '"import.accepted"' in events
    place = tmp_path / "bomb.tmx"
    place.write_text('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx version="1.4"/>')
    done = call(
        ["memory", "import", str(place), "--by", "A", "--reference", "R", "--project", str(site)]
    )
    assert (done.status, "[xml.doctype]" in done.err) == (2, True)
