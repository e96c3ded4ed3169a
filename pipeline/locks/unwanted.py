"""Forms of terms that are not to be used: where they stand in a text, and what to write instead.

A form is looked for as the approved ones are: as words of its own (by the borders of its script),
or by an expression for its inflections; in any case, and across any white space. What an approved
form of the unit's own locks covers is not looked at: `tensión` may be forbidden beside
`tensión arterial`. An approved passage is what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.locks.law import forms_of
from pipeline.locks.match import MessageLocks, is_exact
from pipeline.model.finding import Span
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockPolicy, UnwantedForm
from pipeline.text.tags import offsets_without_tags, strip_tags
from pipeline.text.words import is_bordered

__all__ = ["UnwantedForms", "UnwantedHit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwantedHit:
    """One place where such a form stands."""

    lock_id: str
    form: UnwantedForm
    found: str
    """As it stands there."""
    use: tuple[str, ...]
    """What to write instead; may be empty."""
    span: Span

    def __str__(self) -> str:
        use = " or ".join(f"“{text}”" for text in self.use)
        instead = f"use {use} instead" if use else "no form is approved in its place"
        return f"“{self.found}” is {self.form.status} ({self.lock_id}): {instead}"


@dataclass(frozen=True, slots=True)
class _Sought:
    lock: Lock
    form: UnwantedForm
    pattern: re.Pattern[str]


def _pattern(text: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in text.split())
    return re.compile(words, re.IGNORECASE if ignore_case else 0)


class UnwantedForms:
    """Those of one locale; empty for most."""

    def __init__(self, locks: Iterable[Lock], locale: LocaleTag) -> None:
        self._locale = locale
        self._sought = [
            _Sought(
                lock=lock,
                form=form,
                pattern=re.compile(form.text, re.IGNORECASE)
                if form.is_pattern
                else _pattern(form.text),
            )
            for lock in locks
            for form in lock.unwanted
            if form.locale == locale
        ]

    def __bool__(self) -> bool:
        return bool(self._sought)

    def holding(self, texts: Sequence[str]) -> set[int]:
        """The numbers of the texts in which `find` may find something."""
        if not self._sought:
            return set()
        return {
            number
            for number, text in enumerate(map(strip_tags, texts))
            if any(True for sought in self._sought for _ in _places(text, sought.pattern))
        }

    def find(
        self, text: str, matched: MessageLocks, *, form: int = 0, everywhere: bool = False
    ) -> list[UnwantedHit]:
        """The hits in this text, by place. `everywhere`: whether or not the locks match."""
        if not self._sought or matched.passage:
            return []
        ids = set(matched.ids)
        bare = strip_tags(text)
        places = [
            (start, end, sought)
            for sought in self._sought
            if everywhere or sought.form.anywhere or sought.lock.id in ids
            for start, end in _places(bare, sought.pattern)
        ]
        if not places:
            return []
        approved = [] if everywhere else self._approved(bare, matched)
        offsets = offsets_without_tags(text)
        hits = [
            self._hit(bare, sought, start, Span(offsets[start], offsets[end - 1] + 1, form), end)
            for start, end, sought in places
            if not any(low <= start and end <= high for low, high in approved)
        ]
        return sorted(hits, key=lambda hit: (hit.span.start, hit.lock_id, hit.form.text))

    def _hit(self, bare: str, sought: _Sought, start: int, span: Span, end: int) -> UnwantedHit:
        lock, form = sought.lock, sought.form
        use = (form.use,) if form.use else lock.forms.get(self._locale, ())
        if not use and (lock.policy is LockPolicy.VERBATIM or form.anywhere):
            use = lock.source
        return UnwantedHit(lock_id=lock.id, form=form, found=bare[start:end], use=use, span=span)

    def _approved(self, text: str, matched: MessageLocks) -> list[tuple[int, int]]:
        """What the approved forms of these locks cover."""
        found: list[tuple[int, int]] = []
        for hit in matched.hits:
            loose = not is_exact(hit.lock)
            patterns = [
                _pattern(approved, ignore_case=loose)
                for approved in forms_of(hit.lock, self._locale, hit.text)
            ]
            patterns += [
                re.compile(pattern, re.IGNORECASE)
                for pattern in hit.lock.patterns.get(self._locale, ())
            ]
            found += [place for pattern in patterns for place in _places(text, pattern)]
        return found


def _places(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if is_bordered(text, match.start(), match.end()):
            yield match.span()
