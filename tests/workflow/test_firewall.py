"""The firewall: every path that writes a catalog, on every kind and scope of lock, is refused.

`ROWS` names each caller that can write a catalog. A caller without a row fails here.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.formats.gettext import parse_catalog, serialize_catalog
from pipeline.ledger.event import Action
from pipeline.locks.guard import Writer, admit
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import LockKind, LockScope
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Origin, Unit
from pipeline.workflow.catalogs import stage_catalog
from pipeline.workflow.events import commit
from pipeline.workflow.fill import fill
from pipeline.workflow.project import Project, run_on_project
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workflow.update import update
from tests.journey.project import AS_OF, LOCKS, Trial, approved_po
from tests.locks.build import ALL, BRAND, ISI, registry, unit
from tests.locks.build import lock as make_lock

_PIPELINE = Path(__file__).parents[2] / "pipeline"
_DAY = dt.date.fromisoformat(AS_OF)
_AT = f"{AS_OF}T10:00:00.000Z"
LOCALE: LocaleTag = "es-US"

ROWS = {
    ("workflow/update.py", "update_part"): "UPDATE",
    ("workflow/fill.py", "fill"): "FILL",
    ("workflow/pretranslate.py", "_pretranslate_one"): "PRETRANSLATE",
    ("workflow/handoff.py", "_ingest"): "HANDOFF",
    ("workflow/review.py", "store_collected"): "COLLECT",
    ("workflow/restore.py", "restore_unit"): "RESTORE",
}
"""Who may call the one place that writes catalogs, and as whom."""
BESIDE = {
    # the one place itself
    ("workflow/catalogs.py", "stage_catalog"),
    # the desk's text where both sides changed: never compiled, closes the gate, never a locked unit
    ("workflow/review.py", "_stage_conflicts"),
    # sealed evidence lines, no catalog
    ("workflow/review.py", "store_collected"),
    # files of a release, evidence and seals
    ("workflow/release.py", "_stage"),
    ("workflow/compile.py", "compile_locales"),
    ("workflow/seals.py", "seal"),
    ("workflow/init.py", "init"),
    ("workflow/handoff.py", "export_packages"),
    # the registry itself, written by its owner and sealed before anything reads it
    ("workflow/lock_files.py", "stage_registry"),
    # what a job on a worker staged through the firewall there, as bytes; other code is refused
    ("workflow/executor.py", "run_jobs"),
    # files outside every project
    ("workspace/private.py", "write_outside"),
}
"""Who stages a file whose name is not plainly another file than a catalog, and why that is safe."""
_OTHER_FILES = {
    *("APPROVALS", "EGRESS", "KEYRING", "LOCKS", "POLICY", "QUALITY_PLOT", "SETTINGS"),
    *("approved_targets", "evidence", "package", "quality", "quarantine", "seal_of", "template"),
}
ORIGINS = {
    "UPDATE": ("fuzzy",),
    "PRETRANSLATE": ("memory", "engine"),
    "HANDOFF": ("vendor",),
    "COLLECT": ("desk",),
    "RESTORE": ("desk",),
}
"""What each path writes; a memory that was imported comes in as `memory`."""


def _calls(name: str) -> Iterator[tuple[str, str, ast.Call]]:
    for place in sorted(_PIPELINE.rglob("*.py")):
        tree = ast.parse(place.read_text("utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call):
                        called = node.func
                        if getattr(called, "attr", getattr(called, "id", "")) == name:
                            yield place.relative_to(_PIPELINE).as_posix(), function.name, node


def test_every_writer_of_catalogs_has_a_row():
    found = {}
    for place, function, node in _calls("stage_catalog"):
        writer = ast.unparse(node.args[-1])
        assert writer.startswith("Writer."), f"{place}: {function} does not say who writes"
        found[place, function] = writer.removeprefix("Writer.")
    assert found == ROWS
    assert {Writer[name] for name in ROWS.values()} == set(Writer)
    assert set(ORIGINS) | {"FILL", "RESTORE"} == {writer.name for writer in Writer}


def test_nobody_stages_a_catalog_past_the_firewall():
    unknown = []
    for place, function, node in _calls("stage"):
        target = node.args[0]
        named = target.func if isinstance(target, ast.Call) else target
        if isinstance(named, ast.Attribute) and named.attr in _OTHER_FILES:
            continue
        if (place, function) not in BESIDE:
            unknown.append(f"{place}: {function}: stage({ast.unparse(target)})")
    assert unknown == []


def test_only_the_one_place_spells_catalogs():
    users = {(place, function) for place, function, _ in _calls("serialize_catalog")}
    assert users == {
        ("workflow/catalogs.py", "stage_catalog"),
        ("workflow/review.py", "_stage_conflicts"),
    }


@dataclass(frozen=True)
class Case:
    """A lock of one kind and scope, a message it covers, and a target that breaks it."""

    kind: str
    scope: str
    source: str
    right: str
    wrong: str


def _cases() -> list[Case]:
    found = []
    for kind in LockKind:
        found.append(Case(kind, "passage", "Locked whole.", "Todo bloqueado.", "Otra cosa."))
        found.append(
            Case(kind, "phrase", "We say locked words here.", "Decimos verba aquí.", "Decimos eso.")
        )
        found.append(
            Case(kind, "term", "Use locked words now.", "Use verba ahora.", "Use eso ahora.")
        )
        found.append(Case(kind, "pattern", "Call 555-0100 now.", "Llame al 555-0100.", "Llame."))
    return found


def _registry_of(case: Case):
    from tests.locks.build import approved

    more: dict = {"kind": case.kind, "scope": case.scope}
    if case.scope == "pattern":
        return registry(make_lock("l", r"555-\d{4}", policy="verbatim", **more))
    source = case.source if case.scope == "passage" else "locked words"
    right = case.right if case.scope == "passage" else "verba"
    if case.scope == "term":
        more["forms"] = {LOCALE: (right,)}
    else:
        more["approved"] = {LOCALE: (approved(right),)}
    return registry(make_lock("l", source, **more))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.kind}-{case.scope}")
@pytest.mark.parametrize("path", sorted(ORIGINS))
def test_each_path_is_refused_on_each_kind_and_scope(path: str, case: Case):
    found = _registry_of(case)
    writer, before = Writer[path], unit(case.source)
    for origin in ORIGINS[path]:
        for former in ((), (case.right,)):
            before = unit(case.source, *former)
            after = replace(
                before, forms=(case.wrong,), origin=Origin.of(origin, "x", (case.wrong,))
            )
            kept, refusal = admit(found, before, after, LOCALE, writer)
            assert kept.forms == former
            assert refusal is not None
            assert refusal.lock_ids == ("l@1",)
            assert refusal.origin == f"{origin} x"
            fresh, refusal = admit(found, None, after, LOCALE, writer)
            assert fresh.forms == ()
            assert refusal is not None
        right = replace(before, forms=(case.right,), origin=Origin.of(origin, "x", (case.right,)))
        taken, refusal = admit(found, unit(case.source), right, LOCALE, writer)
        if case.scope == LockScope.PASSAGE:
            # not even the right text: it would look as if the owner had written it
            assert refusal is not None
            assert taken.forms == ()
        else:
            assert refusal is None
            assert taken.forms == (case.right,)


def test_fill_alone_writes_a_passage_and_only_its_text():
    before = unit(ISI.source[0])
    approved = "Información de seguridad importante"
    after = replace(before, forms=(approved,), origin=Origin.of("lock", "isi", (approved,)))
    assert admit(ALL, before, after, LOCALE, Writer.FILL) == (after, None)


def test_an_approved_text_is_not_emptied_by_another():
    before = unit(ISI.source[0], "Información de seguridad importante")
    for writer in set(Writer) - {Writer.FILL, Writer.RESTORE}:
        kept, refusal = admit(ALL, before, replace(before, forms=()), LOCALE, writer)
        assert kept.forms == before.forms
        assert refusal is not None


def test_a_hand_edit_stays_marked_until_it_is_right():
    found = registry(BRAND)
    wrong = unit("ZYLORA is here.", "ZYL0RA está aquí.")
    marked, refusal = admit(found, wrong, wrong, LOCALE, Writer.UPDATE)
    assert refusal is not None
    assert marked.forms == wrong.forms
    assert str(marked.held).startswith("lock.count edited ")
    assert admit(found, marked, marked, LOCALE, Writer.UPDATE) == (marked, None)
    right = replace(marked, forms=("ZYLORA está aquí.",))
    cleared, refusal = admit(found, right, right, LOCALE, Writer.UPDATE)
    assert (cleared.held, refusal) == (None, None)


# --- the same through the verbs, with the record ---------------------------------------------

_PO = "locales/es_US/LC_MESSAGES/site.po"
_ISI = "Do not take ZYLORA if you are allergic to it."
_RIGHT = "No tome ZYLORA si es alérgico a este medicamento."


def _catalog(trial: Trial) -> Catalog:
    return parse_catalog(trial.path(_PO).read_bytes(), path=_PO, limits=Limits())


def _target(trial: Trial, source: str) -> tuple[str, ...]:
    return next(item.forms for item in _catalog(trial).units if item.message.source == source)


def _held_events(trial: Trial) -> list[dict]:
    place = trial.path("var/events/events.jsonl")
    lines = place.read_text("utf-8").splitlines() if place.exists() else []
    found = []
    for line in lines:
        payload = json.loads(line)
        event = payload.get("event", payload)
        if event.get("action") == Action.UNIT_HELD:
            found.append(event)
    return found


def _edit(trial: Trial, source: str, *forms: str) -> None:
    catalog = _catalog(trial)
    units = tuple(
        replace(item, forms=forms) if item.message.source == source else item
        for item in catalog.units
    )
    trial.path(_PO).write_bytes(serialize_catalog(replace(catalog, units=units)))


def _through(trial: Trial, writer: Writer, changed: Unit) -> tuple[str, ...]:
    """Lets one path write this unit; the codes of what was refused."""
    with run_on_project(trial.folder, writer, as_of=_DAY, at=_AT, operator="tester") as project:
        assert isinstance(project, Project)
        found = read_registry(project)
        states = states_of(project, found, LOCALE, "site", stand_on(project, None))
        catalog = _catalog(trial)
        units = tuple(changed if item.key == changed.key else item for item in catalog.units)
        staged = stage_catalog(project, replace(catalog, units=units), states, writer)
        commit(project, Action.CATALOG_UPDATED)
    return tuple(fault.code for fault in staged.refused)


@pytest.mark.parametrize("path", sorted(ORIGINS))
def test_a_refusal_is_an_event_and_the_file_keeps_its_text(trial: Trial, path: str):
    former = next(item for item in _catalog(trial).units if item.message.source == _ISI)
    before = trial.path(_PO).read_bytes()
    events = len(_held_events(trial))
    text = ("No tome Zylora.",)
    offered = replace(former, forms=text, origin=Origin.of(ORIGINS[path][0], "x", text))
    assert _through(trial, Writer[path], offered) == ("lock.write",)
    assert trial.path(_PO).read_bytes() == before
    found = _held_events(trial)[events:]
    assert len(found) == 1
    assert found[0]["result"] == "refused"
    assert found[0]["result_code"] == "lock.write"
    assert found[0]["after"]["locks"] == "isi.us@1"
    assert text[0] not in json.dumps(found[0])


def test_a_catalog_edited_by_hand_is_put_right_and_recorded(trial: Trial):
    _edit(trial, _ISI, "No tome Zylora nunca.")
    assert trial.run("check").status == 3
    events = len(_held_events(trial))
    with run_on_project(trial.folder, "fill", as_of=_DAY, at=_AT, operator="tester") as project:
        update(project, ())
        fill(project, ())
    assert _target(trial, _ISI) == (_RIGHT,)
    assert [event["result_code"] for event in _held_events(trial)[events:]] == ["lock.mismatch"]


def test_a_brand_lost_by_hand_is_held_recorded_once_and_never_thrown_away(trial: Trial):
    _edit(trial, "About ZYLORA", "Acerca de ZYL0RA")
    events = len(_held_events(trial))
    for _ in range(2):
        with run_on_project(
            trial.folder, "update", as_of=_DAY, at=_AT, operator="tester"
        ) as project:
            update(project, ())
    assert _target(trial, "About ZYLORA") == ("Acerca de ZYL0RA",)
    assert [event["result_code"] for event in _held_events(trial)[events:]] == ["lock.count"]
    assert "# held: lock.count edited" in trial.path(_PO).read_text("utf-8")


def test_a_vendor_s_other_text_for_a_locked_unit_is_recorded(trial: Trial, tmp_path: Path):
    trial.ok("handoff", "export", "--locale", LOCALE, "--out", str(tmp_path))
    package = tmp_path / "site.es_US.po"
    text = package.read_text("utf-8").replace(_RIGHT, "No tome Zylora.")
    package.write_text(text, "utf-8")
    events = len(_held_events(trial))
    trial.ok("handoff", "ingest", str(package), "--vendor", "acme", status=3)
    assert _target(trial, _ISI) == (_RIGHT,)
    found = _held_events(trial)[events:]
    assert [event["result_code"] for event in found] == ["lock.write"]
    assert found[0]["origin"]["offered_by"] == "vendor acme"


def test_the_sample_of_this_test_is_the_journey_s():
    assert _ISI in LOCKS
    assert _RIGHT in approved_po(LOCALE)
