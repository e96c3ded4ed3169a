"""Valid values with defaults: you name what matters. And engines that behave as told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.memory.exact import build_memory
from pipeline.model.finding import Span
from pipeline.model.lock import ApprovedTarget, Lock, LockKind, LockPolicy, LockScope
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Unit
from pipeline.pretranslate.pretranslate import pretranslate_catalog
from pipeline.text.tags import strip_tags

DAY = dt.date(2026, 1, 1)
LATER = dt.date(2027, 1, 1)


def make_lock(
    source,
    target=None,
    *,
    id=None,  # noqa: A002
    kind=LockKind.TERM,
    scope=LockScope.TERM,
    locale="es-US",
):
    verbatim = target is None
    sources = (source,) if isinstance(source, str) else tuple(source)
    whole = scope in {LockScope.PASSAGE, LockScope.PHRASE}
    approved = (
        {}
        if verbatim or not whole
        else {
            locale: (
                ApprovedTarget(
                    text=target,
                    reference="R",
                    approved_by="A",
                    effective_on=DAY,
                    expires_on=LATER,
                ),
            )
        }
    )
    return Lock(
        id=id or re.sub(r"\W+", "-", sources[0].lower()).strip("-") + "@1",
        kind=kind,
        scope=scope,
        policy=LockPolicy.VERBATIM if verbatim else LockPolicy.APPROVED,
        source=sources,
        reference="R",
        effective_on=DAY,
        expires_on=LATER,
        forms={} if verbatim or whole else {locale: (target,)},
        approved=approved,
    )


@dataclass(frozen=True)
class Hit:
    lock: Lock
    span: Span
    text: str


@dataclass(frozen=True)
class Match:
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Drift:
    lock_id: str


@dataclass(frozen=True)
class Fault:
    code: str


class PlainRegistry:
    """A small registry: the longest lock wins; a text in `drifted` is almost locked."""

    lapsed: tuple[Lock, ...] = ()

    def __init__(self, *locks: Lock, drifted: Sequence[str] = ()) -> None:
        self.locks = locks
        self._drifted = drifted

    def is_locked(self, message: Message) -> bool:
        return message.plural is None and any(
            lock.scope is LockScope.PASSAGE and strip_tags(message.source) in lock.source
            for lock in self.locks
        )

    def match(self, message: Message) -> Match:
        text = strip_tags(message.source)
        hits: list[Hit] = []
        for lock in sorted(self.locks, key=lambda lock: -len(lock.source[0])):
            if lock.scope is LockScope.PASSAGE:
                continue
            pattern = (
                lock.source[0] if lock.scope is LockScope.PATTERN else re.escape(lock.source[0])
            )
            hits += [
                Hit(lock, Span(found.start(), found.end()), found.group())
                for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)
                if all(
                    found.end() <= hit.span.start or hit.span.end <= found.start() for hit in hits
                )
            ]
        return Match(tuple(sorted(hits, key=lambda hit: hit.span.start)))

    def missing(self, message: Message, locale: str) -> tuple[Fault, ...]:
        return tuple(
            Fault("lock.missing")
            for hit in self.match(message).hits
            if hit.lock.policy is LockPolicy.APPROVED
            and locale not in hit.lock.forms
            and locale not in hit.lock.approved
        )

    def drift(self, message: Message) -> Drift | None:
        return Drift("isi@1") if message.source in self._drifted else None

    def violations(
        self, message: Message, forms: tuple[str, ...], locale: str
    ) -> tuple[Fault, ...]:
        faults = []
        for hit in self.match(message).hits if message.plural is None else ():
            wanted = (
                (hit.text,)
                if hit.lock.policy is LockPolicy.VERBATIM
                else hit.lock.forms.get(locale)
                or tuple(item.text for item in hit.lock.approved[locale] if item is not None)
            )
            target = strip_tags(forms[0]).casefold()
            if not any(form.casefold() in target for form in wanted):
                faults.append(Fault("lock.count"))
        return tuple(faults)


class ScriptedEngine:
    """Answers with a function of each text; remembers everything it was sent."""

    name = "scripted"
    version = "1"

    def __init__(
        self,
        answer: Callable[[str], str] | None = None,
        *,
        shapes: tuple[str, ...] = ("word", "xml"),
        batch: Callable[[list[str]], list[str]] | None = None,
    ) -> None:
        self.shapes = shapes
        self.sent: list[str] = []
        self._answer = answer or translate
        self._batch = batch

    @property
    def shape(self) -> str:
        return self.shapes[0]

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        self.sent += texts
        if self._batch is not None:
            return self._batch(texts)
        return [self._answer(text) for text in texts]

    def close(self) -> None: ...


MARK = re.compile(r"Q[A-Z]{4}X[A-Z]{2}|<x id=\"\d+\"/>|\[\d+\]|&\w+;")


def translate(text: str) -> str:
    """A careful engine: every word reversed, marks untouched."""
    end, parts = 0, []
    for mark in MARK.finditer(text):
        parts += [_reversed(text[end : mark.start()]), mark.group()]
        end = mark.end()
    return "".join([*parts, _reversed(text[end:])])


def _reversed(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word.group()[::-1] + "a", text)


def make_unit(source="Call your doctor", *, context="", plural=None, flags=(), **changes):
    message = Message(
        key=MessageKey(context, source), plural=plural, flags=flags, tags=changes.pop("tags", ())
    )
    return Unit(message=message, **changes)


def make_catalog(*units, locale="es-US"):
    return Catalog(
        project="site",
        domain="site",
        source_locale="en-US",
        locale=locale,
        created_on="2026-11-01",
        units=units,
    )


def run(*units, engine=None, locks=(), drifted=(), locale="es-US", memory=(), **options):
    """The stage on these units, with a registry of these locks."""
    accept = options.pop("accept", lambda unit, forms: None)
    return pretranslate_catalog(
        make_catalog(*units, locale=locale),
        registry=PlainRegistry(*locks, drifted=drifted),
        memory=build_memory(memory),
        engine=engine,
        source_locale="en-US",
        accept=lambda offers: [accept(unit, forms) for unit, forms in offers],
        **options,
    )
