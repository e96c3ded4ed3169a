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
- Texts leave while later units are still made ready, and an answer is judged as soon as it came:
  what an interrupted run has, it keeps.
- `estimate`: nothing is sent; the answer tells what would be.
- Pure apart from the engine and the store of answers: same catalog, registry, memory and answers
  give the same catalog.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import Fault
from pipeline.memory.store import Store
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.signals import Signals
from pipeline.model.unit import Catalog, Held, Origin, Unit, target_digest
from pipeline.pretranslate.back import BackTranslations, Draft, translate_back
from pipeline.pretranslate.cache import AnswerStore, answer_key
from pipeline.pretranslate.egress import EgressGuard, EgressRecord, GuardedEngine
from pipeline.pretranslate.engines.protocol import Engine
from pipeline.pretranslate.jobs import HoldError, Job, OpenError, make_job
from pipeline.pretranslate.locked import LockView
from pipeline.pretranslate.offers import Accept, Offer, make_offer, refusals
from pipeline.pretranslate.protect import Protected, encode
from pipeline.pretranslate.quality import SignalMeter, with_back_translations
from pipeline.pretranslate.rounds import Answers, ask_engine
from pipeline.text.plurals import plural_categories

__all__ = ["Estimate", "Pretranslation", "pretranslate_catalog"]


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
    stopped: BaseException | None = None
    """The signal that interrupted the run; what came before it is in the catalog."""
    estimate: Estimate | None = None
    signals: Mapping[MessageKey, Signals] = field(default_factory=dict)
    """What is known about the quality of each unit filled by the engine."""
    back_fault: Fault | None = None
    """Why the engine for back-translation stopped; its signals are missing from there on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What would be sent."""

    texts: int
    characters: int
    remembered: int
    """Texts that were answered before, so that they need not be sent."""


@dataclass(frozen=True, slots=True)
class _Run:
    registry: LockView
    memory: Store
    source_locale: LocaleTag
    locale: LocaleTag
    accept: Accept
    engine_name: str
    progress: Callable[[int, int], None] | None
    total: int
    changed: dict[MessageKey, Unit] = field(default_factory=dict)
    from_memory: list[MessageKey] = field(default_factory=list)
    meter: SignalMeter | None = None
    signals: dict[MessageKey, Signals] = field(default_factory=dict)
    """Of the units that the engine filled."""
    drafts: list[Draft] = field(default_factory=list)
    """What the engine drafted."""
    waiting: dict[MessageKey, str] = field(default_factory=dict)

    def refusals(self, offers: Sequence[tuple[Unit, tuple[str, ...]]]) -> list[str | None]:
        """For each candidate the code of what refuses it, or None."""
        return refusals(offers, registry=self.registry, locale=self.locale, accept=self.accept)

    def tell(self) -> None:
        """Says how many units are done."""
        if self.progress is not None:
            self.progress(len(self.changed) + len(self.waiting), self.total)


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
    record: Callable[[Sequence[EgressRecord]], None] | None = None,
    store: AnswerStore | None = None,
    estimate: bool = False,
    signed: Sequence[str] = (),
    back: Engine | None = None,
    back_store: AnswerStore | None = None,
) -> Pretranslation:
    """The catalog with candidates in its empty units, as the module's rules say.

    `record` is called before each batch leaves; `signed` are the signed sources to compare with;
    `back` translates what was drafted back into the source language (`back.py`).
    """
    if engine is not None and engine.shape == "none":
        engine = None
    todo = [unit for unit in catalog.units if _is_taken_up(unit, registry, retry=retry)]
    run = _Run(
        registry=registry,
        memory=memory,
        source_locale=source_locale,
        locale=catalog.locale,
        accept=accept,
        engine_name=engine.name if engine is not None else "none",
        progress=progress,
        total=len(todo),
        meter=SignalMeter(engine, signed) if engine is not None else None,
    )
    egress: list[EgressRecord] = []

    def keep(items: Sequence[EgressRecord]) -> None:
        egress.extend(items)
        if record is not None:
            record(items)

    answers = Answers()
    estimates: list[Estimate] = []
    guard = EgressGuard((*registry.locks, *registry.lapsed)) if engine is not None else None
    # Who tries again wants another answer than the one that was held.
    for again in (False, True):
        units = [unit for unit in todo if (unit.held is not None) is again]
        if engine is None or guard is None or answers.fault or answers.stopped:
            for _ in _jobs(units, run, is_asked=False):
                pass
        elif units:
            guarded = GuardedEngine(
                engine, guard, locale=run.locale, record=keep, store=store, again=again
            )
            if estimate:
                estimates.append(_estimate(guarded, units, run))
            else:
                answers = _ask(guarded, units, run)
    signals: Mapping[MessageKey, Signals] = run.signals
    returned: BackTranslations | None = None
    if back is not None and run.drafts and answers.stopped is None:
        returned = _translate_back(back, run, record=keep, store=back_store)
        signals = with_back_translations(signals, run.drafts, returned)
    return Pretranslation(
        catalog=replace(
            catalog, units=tuple(run.changed.get(unit.key, unit) for unit in catalog.units)
        ),
        from_memory=tuple(run.from_memory),
        from_engine=_in_order(catalog, run.signals),
        held={
            unit.key: held.code
            for unit in catalog.units
            if (held := run.changed.get(unit.key, unit).held) is not None
            and unit.key in run.changed
        },
        waiting=run.waiting,
        egress=tuple(egress),
        fault=answers.fault,
        stopped=answers.stopped or (returned.stopped if returned else None),
        estimate=_sum(estimates) if estimate else None,
        signals=signals,
        back_fault=returned.fault if returned else None,
    )


def _in_order(catalog: Catalog, keys: Mapping[MessageKey, Signals]) -> tuple[MessageKey, ...]:
    return tuple(unit.key for unit in catalog.units if unit.key in keys)


def _sum(estimates: Sequence[Estimate]) -> Estimate:
    return Estimate(
        texts=sum(item.texts for item in estimates),
        characters=sum(item.characters for item in estimates),
        remembered=sum(item.remembered for item in estimates),
    )


def _translate_back(
    back: Engine,
    run: _Run,
    *,
    record: Callable[[Sequence[EgressRecord]], None],
    store: AnswerStore | None,
) -> BackTranslations:
    guard = EgressGuard((*run.registry.locks, *run.registry.lapsed), locale=run.locale)
    guarded = GuardedEngine(back, guard, locale=run.locale, record=record, store=store)

    def tell(done: int) -> None:
        if run.progress is not None:
            run.progress(run.total + done, run.total + len(run.drafts))

    return translate_back(guarded, run.drafts, progress=tell)


def _jobs(units: Sequence[Unit], run: _Run, *, is_asked: bool) -> Iterator[Job]:
    """The work for the engine; what needs none is done on the way."""
    for unit in units:
        drift = run.registry.drift(unit.message)
        if drift is not None:
            run.changed[unit.key] = _hold(unit, "lock.drift", f"lock {drift.lock_id}", ())
            continue
        remembered = _remember(unit, run.memory, run)
        if remembered is not None:
            run.changed[unit.key] = remembered
            run.from_memory.append(unit.key)
        elif is_asked:
            try:
                yield make_job(
                    unit, registry=run.registry, source_locale=run.source_locale, locale=run.locale
                )
            except OpenError as reason:
                run.waiting[unit.key] = reason.code
            except HoldError as reason:
                run.changed[unit.key] = _hold(unit, reason.code, "engine " + run.engine_name, ())


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


def _remember(unit: Unit, memory: Store, run: _Run) -> Unit | None:
    candidate = memory.exact(unit.message, run.locale)
    if candidate is None:
        return None
    count = 1 if unit.message.plural is None else len(plural_categories(run.locale))
    if len(candidate.forms) != count or run.refusals([(unit, candidate.forms)])[0]:
        return None
    return _fill(unit, candidate.forms, "memory", candidate.detail)


def _ask(guarded: GuardedEngine, units: Sequence[Unit], run: _Run) -> Answers:
    """Asks the engine for these units and stores, unit by unit, what came of it."""
    answers = Answers()
    waiting: list[Job] = []
    jobs = _jobs(units, run, is_asked=True)

    def texts() -> Iterator[Protected]:
        for job in jobs:
            waiting.append(job)
            for text in job.texts:
                if text.has_words and text not in answers.pieces and text not in answers.refused:
                    if guarded.guard.find(_unlocked(text)) is None:
                        yield text
                    else:
                        answers.refused[text] = "lock.egress"
                elif not text.has_words:
                    answers.pieces[text] = text.pieces

    def arrived() -> None:
        waiting[:] = _store(waiting, answers, run)
        run.tell()

    ask_engine(guarded, texts(), answers=answers, arrived=arrived)
    arrived()
    if answers.fault is not None or answers.stopped is not None:
        for job in jobs:  # without the engine there is still memory
            waiting.append(job)
            answers.pieces.update({text: text.pieces for text in job.texts if not text.has_words})
        arrived()
    return answers


def _estimate(guarded: GuardedEngine, units: Sequence[Unit], run: _Run) -> Estimate:
    shape = guarded.engine.shape
    texts = {
        encode(text, shape).text: None
        for job in _jobs(units, run, is_asked=True)
        for text in job.texts
        if text.has_words and guarded.guard.find(_unlocked(text)) is None
    }
    new = [
        text
        for text in texts
        if guarded.remembered(answer_key(guarded.engine, shape, text)) is None
    ]
    return Estimate(texts=len(new), characters=sum(map(len, new)), remembered=len(texts) - len(new))


def _unlocked(text: Protected) -> str:
    """The source as spelled, without what is locked: none of it may contain a locked text."""
    return "".join(
        piece if isinstance(piece, str) else "\0" if piece.kind == "lock" else piece.source
        for piece in text.pieces
    )


def _store(jobs: Sequence[Job], answers: Answers, run: _Run) -> list[Job]:
    """Puts the answers into the units, or holds them. The jobs whose answers are missing."""
    waiting, offers = [], []
    for job in jobs:
        offer = make_offer(
            job,
            answers,
            source_locale=run.source_locale,
            locale=run.locale,
            engine=run.engine_name,
        )
        if offer is None:
            waiting.append(job)
        else:
            offers.append(offer)
    sound = [(offer.job.unit, offer.forms) for offer in offers if offer.code is None]
    codes = iter(run.refusals(sound))
    filled = []
    for offer in offers:
        unit, code = offer.job.unit, next(codes) if offer.code is None else offer.code
        if code is None:
            filled.append(offer)
        else:
            run.changed[unit.key] = _hold(unit, code, "engine " + run.engine_name, offer.forms)
    _fill_all(filled, run)
    return waiting


def _fill_all(offers: Sequence[Offer], run: _Run) -> None:
    answers = []
    for offer in offers:
        job = offer.job
        sent = any(text.has_words for text in job.texts)
        run.changed[job.unit.key] = _fill(
            job.unit, offer.forms, "engine", run.engine_name if sent else "protect"
        )
        answers.append((job.texts[-1].free_text if sent else "", offer.forms))
        if sent:
            run.drafts.append(Draft(job.unit.key, job.sources, offer.pieces))
    if answers and run.meter is not None:
        keys = [offer.job.unit.key for offer in offers]
        run.signals.update(zip(keys, run.meter.measure(answers), strict=True))
