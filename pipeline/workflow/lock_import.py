"""`lock import`: approved translations, and terms, that a company has already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath

from pipeline.errors import Fault, RejectedError
from pipeline.formats.bilingual import BilingualRow, tag_of
from pipeline.formats.gettext.approved_rows import read_po_rows
from pipeline.formats.sheets import read_csv, read_xlsx
from pipeline.formats.tbx import Concept, parse_tbx
from pipeline.formats.tmx_rows import parse_tmx_rows
from pipeline.locks.intake import Defaults, NewTarget, match_rows
from pipeline.locks.registry import Registry
from pipeline.locks.write import add_approved, add_forms
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockPolicy, LockScope
from pipeline.model.policy import Limits
from pipeline.workflow.lock_files import commit_registry, stage_registry
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.outside import take_in
from pipeline.workflow.project import Project
from pipeline.workflow.registry import read_registry
from pipeline.workspace import layout

__all__ = ["import_file"]

_Reader = Callable[[bytes, str, LocaleTag, Limits], tuple[BilingualRow, ...]]
_READERS: Mapping[str, _Reader] = {
    ".po": lambda data, path, _source, limits: read_po_rows(data, path=path, limits=limits),
    ".tmx": lambda data, path, source, limits: parse_tmx_rows(
        data, path=path, source_locale=source, limits=limits
    ),
    ".xlsx": lambda data, path, _source, limits: read_xlsx(data, path=path, limits=limits),
    ".csv": lambda data, path, _source, limits: read_csv(data, path=path, limits=limits),
}


def import_file(
    project: Project, place: Path, *, defaults: Defaults, matching_only: bool = False
) -> Outcome:
    """Takes the translations of a PO, TMX, XLSX or CSV file, or the terms of a TBX file.

    RejectedError with every row that cannot be taken; then nothing is written. With
    `matching_only` the rows that are no lock's text are listed and left out.
    """
    suffix = PurePath(place.name).suffix.lower()
    if suffix not in {*_READERS, ".tbx"}:
        known = ", ".join(sorted({*_READERS, ".tbx"}))
        raise RejectedError.of(
            "file.type", f"no reader for this file; known are {known}", path=str(place)
        )
    with take_in(project, place) as data:
        return _import(project, place, data, defaults=defaults, matching_only=matching_only)


def _import(
    project: Project, place: Path, data: bytes, *, defaults: Defaults, matching_only: bool
) -> Outcome:
    suffix = PurePath(place.name).suffix.lower()
    registry = read_registry(project, sealed=False)
    if suffix == ".tbx":
        concepts = parse_tbx(data, path=str(place), limits=project.policy.limits)
        return _import_terms(project, registry, concepts, place, matching_only=matching_only)
    rows = _READERS[suffix](data, str(place), project.settings.source_locale, project.policy.limits)
    intake = match_rows(
        rows,
        registry.revisions,
        day=project.as_of,
        locales=project.settings.locales,
        defaults=defaults,
        path=str(place),
    )
    others = () if matching_only else intake.others
    RejectedError.raise_for(sorted((*intake.faults, *others), key=lambda fault: fault.line))
    files = _approved_files(project, intake.targets)
    stage_registry(project, files)
    renewed = sum(item.renews for item in intake.targets)
    counts = {
        "added": len(intake.targets) - renewed,
        "renewed": renewed,
        "unchanged": intake.unchanged,
        "no_lock": len(intake.others),
    }
    return _outcome(project, place, counts, intake.others)


def _approved_files(project: Project, targets: Sequence[NewTarget]) -> dict[str, bytes]:
    files = {}
    for locale in sorted({item.locale for item in targets}):
        path = layout.approved_targets(locale)
        files[path] = add_approved(
            project.workspace.read_if_there(path),
            [item for item in targets if item.locale == locale],
            locale=locale,
            project=project.name,
            path=path,
        )
    return files


def _outcome(
    project: Project, place: Path, counts: Mapping[str, int], others: Sequence[Fault]
) -> Outcome:
    return Outcome(
        verb="lock import",
        lines=(f"{place.name}: " + ", ".join(f"{n} {name}" for name, n in counts.items()),),
        data=dict(counts),
        held=tuple(others),
        changed=commit_registry(project, f"import of {place.name}"),
        next="imprimatur lock lint, then imprimatur lock seal",
    )


def _import_terms(
    project: Project,
    registry: Registry,
    concepts: Sequence[Concept],
    place: Path,
    *,
    matching_only: bool,
) -> Outcome:
    """Adds forms where a term has none in a locale; other forms need a new revision."""
    terms = {
        lock.source[0]: lock
        for lock in registry.revisions
        if lock.scope is LockScope.TERM
        and lock.policy is LockPolicy.APPROVED
        and lock.expires_on > project.as_of
    }
    faults, others = list[Fault](), list[Fault]()
    added = unchanged = 0
    data = project.workspace.read(layout.LOCKS)
    for concept in concepts:
        lock = _term_of(concept, terms, project.settings.source_locale)
        if lock is None:
            others.append(
                _fault("source", f"{concept.id}: no term lock has its source", concept, place)
            )
            continue
        new, same, wrong = _new_forms(concept, lock, project)
        faults += [_fault(code, message, concept, place) for code, message in wrong]
        unchanged += same
        if new:
            data = add_forms(data, lock, new, path=layout.LOCKS)
            added += sum(map(len, new.values()))
    RejectedError.raise_for([*faults, *(() if matching_only else others)])
    if added:
        stage_registry(project, {layout.LOCKS: data})
    counts = {"added": added, "unchanged": unchanged, "no_lock": len(others)}
    return _outcome(project, place, counts, others)


def _fault(code: str, message: str, concept: Concept, place: Path) -> Fault:
    return Fault(code=f"lock.import.{code}", message=message, path=str(place), line=concept.line)


def _term_of(concept: Concept, terms: Mapping[str, Lock], source_locale: LocaleTag) -> Lock | None:
    language = source_locale.partition("-")[0]
    sources = concept.terms.get(source_locale) or concept.terms.get(language, ())
    return next((terms[text] for text in sources if text in terms), None)


def _new_forms(
    concept: Concept, lock: Lock, project: Project
) -> tuple[dict[LocaleTag, tuple[str, ...]], int, list[tuple[str, str]]]:
    """(forms to add, how many are there already, faults)."""
    new: dict[LocaleTag, tuple[str, ...]] = {}
    wrong: list[tuple[str, str]] = []
    same = 0
    source = project.settings.source_locale
    for tag, texts in concept.terms.items():
        locale = tag_of(tag)
        if locale in {source, source.partition("-")[0]}:
            continue
        known = lock.forms.get(locale, ())
        if locale not in project.settings.locales:
            wrong.append(("locale", f"{concept.id}: {locale} is not a locale of this project"))
        elif not known:
            new[locale] = texts
        elif set(texts) - set(known):
            more = ", ".join(f"“{text}”" for text in texts if text not in known)
            said = f"{lock.id} has approved forms in {locale}; {more} needs a new revision"
            wrong.append(("conflict", said))
        else:
            same += len(texts)
    return new, same, wrong
