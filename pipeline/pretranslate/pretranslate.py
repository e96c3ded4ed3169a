"""The stage: memory, then machine, for units that have no target and are not locked.

- A unit is *taken up* when it has no target, is not locked as a whole, is not held (or `retry`).
- A unit that is almost a locked text is held (`lock.drift`) and never sent.
- A unit with a lock that has no approved text in this locale stays open: nothing can fill it.
- Order: exact memory; then text made of protected spans alone, which is never sent (origin
  `engine protect`); then the engine.
- An answer is stored only when every rule here, every lock, and `accept` let it pass. Otherwise the
  unit is held with the code and stays empty.
- A plural unit is filled when all its forms are: the singular source for the category `one`, the
  plural source for the others. Where `one` covers more numbers than 1 and the two sources hold
  different placeholders or numbers, it stays open.
- Pure apart from the engine: same catalog, registry, memory and answers give the same catalog.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import Fault
from pipeline.memory.store import Store
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Held, Origin, Unit, target_digest
from pipeline.pretranslate.egress import EgressGuard, EgressRecord, GuardedEngine
from pipeline.pretranslate.engines.protocol import Engine
from pipeline.pretranslate.judge import judge_answer, judge_text
from pipeline.pretranslate.locked import LockMissingError, LockView, locks_in
from pipeline.pretranslate.protect import Piece, Protected, protect, restore
from pipeline.pretranslate.repair import repair
from pipeline.pretranslate.rounds import Answers, ask_engine
from pipeline.pretranslate.spans import find_spans
from pipeline.text.numbers import numbers_of
from pipeline.text.placeholders import placeholders_of
from pipeline.text.plurals import plural_categories, plural_index

__all__ = ["Pretranslation", "pretranslate_catalog"]

Accept = Callable[[Unit, tuple[str, ...]], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretranslation:
    """The catalog after the stage, and what happened to which unit, in catalog order."""

    catalog: Catalog
    from_memory: tuple[MessageKey, ...]
    from_engine: tuple[MessageKey, ...]
    held: Mapping[MessageKey, str]
    """Units this run held, with the code."""
    waiting: Mapping[MessageKey, str]
    """Units left open because something is missing: `lock.missing`, `mt.plural`."""
    egress: tuple[EgressRecord, ...]
    fault: Fault | None
    """Why the engine stopped; units after that are open. None when it did not."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One unit for the engine: a protected text per distinct source form."""

    unit: Unit
    sources: tuple[str, ...]
    """Source text per target form."""
    texts: tuple[Protected, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    registry: LockView
    source_locale: LocaleTag
    locale: LocaleTag
    accept: Accept
    engine_name: str


def pretranslate_catalog(
    catalog: Catalog,
    *,
    registry: LockView,
    memory: Store,
    engine: Engine | None,
    source_locale: LocaleTag,
    accept: Accept,
    retry: bool = False,
    progress: Callable[[int, int], None] | None = None,
    record: Callable[[EgressRecord], None] | None = None,
) -> Pretranslation:
    """The catalog with candidates in its empty units, as the module's rules say."""
    if engine is not None and engine.shape == "none":
        engine = None
    run = _Run(
        registry=registry,
        source_locale=source_locale,
        locale=catalog.locale,
        accept=accept,
        engine_name=engine.name if engine is not None else "none",
    )
    changed: dict[MessageKey, Unit] = {}
    from_memory: list[MessageKey] = []
    waiting: dict[MessageKey, str] = {}
    jobs: list[_Job] = []
    for unit in catalog.units:
        if not _is_taken_up(unit, registry, retry=retry):
            continue
        drift = registry.drift(unit.message)
        if drift is not None:
            changed[unit.key] = _hold(unit, "lock.drift", f"lock {drift.lock_id}", ())
            continue
        remembered = _remember(unit, memory, run)
        if remembered is not None:
            changed[unit.key] = remembered
            from_memory.append(unit.key)
        elif engine is not None:
            try:
                jobs.append(_job_of(unit, run))
            except _OpenError as reason:
                waiting[unit.key] = reason.code
            except _HoldError as reason:
                changed[unit.key] = _hold(unit, reason.code, "engine " + run.engine_name, ())
    egress: list[EgressRecord] = []
    answers = Answers()
    if engine is not None and jobs:
        answers = _ask(engine, jobs, run, egress=egress, record=record, progress=progress)
    from_engine = _store(jobs, answers, run, changed)
    return Pretranslation(
        catalog=replace(
            catalog, units=tuple(changed.get(unit.key, unit) for unit in catalog.units)
        ),
        from_memory=tuple(from_memory),
        from_engine=tuple(from_engine),
        held={key: unit.held.code for key, unit in changed.items() if unit.held is not None},
        waiting=waiting,
        egress=tuple(egress),
        fault=answers.fault,
    )


class _OpenError(Exception):
    """The unit stays open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _HoldError(_OpenError):
    """The unit is held."""


def _is_taken_up(unit: Unit, registry: LockView, *, retry: bool) -> bool:
    if any(unit.forms) or registry.is_locked(unit.message):
        return False
    if unit.held is None or retry:
        return True
    return unit.held.code == "lock.drift" and registry.drift(unit.message) is None


def _hold(unit: Unit, code: str, origin: str, forms: tuple[str, ...]) -> Unit:
    held = Held(code, " ".join(origin.split()), target_digest(forms).short)
    return replace(unit, forms=(), origin=None, held=held, fuzzy=False)


def _fill(unit: Unit, forms: tuple[str, ...], kind: str, detail: str) -> Unit:
    return replace(unit, forms=forms, origin=Origin.of(kind, detail, forms), held=None, fuzzy=True)


def _refusal(unit: Unit, forms: tuple[str, ...], run: _Run) -> str | None:
    """The code of the first lock or injected rule that does not let these forms pass."""
    for fault in run.registry.violations(unit.message, forms, run.locale):
        return fault.code
    return run.accept(unit, forms)


def _remember(unit: Unit, memory: Store, run: _Run) -> Unit | None:
    candidate = memory.exact(unit.message, run.locale)
    if candidate is None:
        return None
    count = 1 if unit.message.plural is None else len(plural_categories(run.locale))
    if len(candidate.forms) != count or _refusal(unit, candidate.forms, run) is not None:
        return None
    return _fill(unit, candidate.forms, "memory", candidate.detail)


def _sources_of(message: Message, run: _Run) -> tuple[str, ...]:
    """The source text to translate for each form of the target."""
    plural = message.plural
    if plural is None:
        return (message.source,)
    categories = plural_categories(run.locale)
    sources = tuple(message.source if name == "one" else plural for name in categories)
    if "one" in categories:
        index = categories.index("one")
        covers_more = any(plural_index(run.locale, n) == index for n in (0, 21, 101, 1_000_001))
        if covers_more and _counts(message.source, message, run) != _counts(plural, message, run):
            raise _OpenError("mt.plural")
    return sources


def _counts(text: str, message: Message, run: _Run) -> Counter[str]:
    numbers = [token for token, _ in numbers_of(text, run.source_locale)]
    return Counter(numbers + placeholders_of(text, message.flags))


def _job_of(unit: Unit, run: _Run) -> _Job:
    sources = _sources_of(unit.message, run)
    texts = []
    for source in sources:
        message = (
            unit.message
            if source == unit.message.source
            else replace(unit.message, key=MessageKey(unit.message.context, source), plural=None)
        )
        try:
            locks = locks_in(run.registry, message, run.locale)
        except LockMissingError as error:
            raise _OpenError(error.code) from None
        except ValueError:
            raise _HoldError("tag.mismatch") from None
        spans = find_spans(
            source,
            flags=unit.message.flags,
            locks=locks,
            source_locale=run.source_locale,
            locale=run.locale,
        )
        texts.append(protect(source, spans))
    return _Job(unit, sources, tuple(texts))


def _ask(
    engine: Engine,
    jobs: Sequence[_Job],
    run: _Run,
    *,
    egress: list[EgressRecord],
    record: Callable[[EgressRecord], None] | None,
    progress: Callable[[int, int], None] | None,
) -> Answers:
    def keep(item: EgressRecord) -> None:
        egress.append(item)
        if record is not None:
            record(item)

    guard = EgressGuard((*run.registry.locks, *run.registry.lapsed))
    guarded = GuardedEngine(engine, guard, locale=run.locale, record=keep)
    texts = [text for job in jobs for text in job.texts]
    refused = {text: "lock.egress" for text in texts if guard.find(_unlocked(text)) is not None}
    answers = ask_engine(
        guarded,
        [text for text in texts if text.has_words and text not in refused],
        progress=progress,
    )
    answers.refused.update(refused)
    answers.pieces.update({text: text.pieces for text in texts if not text.has_words})
    return answers


def _unlocked(text: Protected) -> str:
    """The source as spelled, without what is locked: none of it may contain a locked text."""
    return "".join(
        piece if isinstance(piece, str) else "\0" if piece.kind == "lock" else piece.source
        for piece in text.pieces
    )


def _store(
    jobs: Sequence[_Job], answers: Answers, run: _Run, changed: dict[MessageKey, Unit]
) -> list[MessageKey]:
    """Puts every answer into its unit, or holds the unit; the keys of those filled."""
    filled = []
    for job in jobs:
        refused = [answers.refused[text] for text in job.texts if text in answers.refused]
        origin = "engine " + run.engine_name
        if refused:
            changed[job.unit.key] = _hold(job.unit, refused[0], origin, ())
            continue
        if not all(text in answers.pieces for text in job.texts):
            continue
        forms, code = _forms_of(job, answers.pieces, run)
        code = code or _refusal(job.unit, forms, run)
        if code is not None:
            changed[job.unit.key] = _hold(job.unit, code, origin, forms)
        else:
            sent = any(text.has_words for text in job.texts)
            detail = run.engine_name if sent else "protect"
            changed[job.unit.key] = _fill(job.unit, forms, "engine", detail)
            filled.append(job.unit.key)
    return filled


def _forms_of(
    job: _Job, pieces_of: Mapping[Protected, tuple[Piece, ...]], run: _Run
) -> tuple[tuple[str, ...], str | None]:
    """The target's forms, and the code of what is wrong with the first one that is not good."""
    forms: list[str] = []
    code: str | None = None
    for source, protected in zip(job.sources, job.texts, strict=True):
        pieces = pieces_of[protected]
        if protected.has_words:
            pieces = repair(protected, pieces)
            code = code or judge_answer(protected, pieces, locale=run.locale)
        form = restore(pieces)
        code = code or judge_text(
            source,
            form,
            flags=job.unit.message.flags,
            source_locale=run.source_locale,
            locale=run.locale,
        )
        forms.append(form)
    return tuple(forms), code
