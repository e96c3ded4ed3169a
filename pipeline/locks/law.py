"""Law 7: locked means locked. What a target must hold, byte for byte.

Forms are looked for in the target without its tags. A phrase covers the terms inside it, in the
target as in the source, so that counts agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from pipeline.locks.faults import LockFault
from pipeline.locks.match import LockHit, MessageLocks, is_exact, numbers_with
from pipeline.model.finding import Span
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockKind, LockPolicy, LockScope
from pipeline.text.bidi import unisolated
from pipeline.text.characters import difference, fold, fold_with_offsets
from pipeline.text.ranges import Ranges
from pipeline.text.tags import offsets_without_tags, strip_tags
from pipeline.text.words import is_bordered, occurrences

__all__ = ["Names", "forms_of", "hit_violations", "isolate_violations", "passage_violation"]

_NAME = 4
"""Shorter names are words of some language."""
_SENTENCE_ENDS = frozenset(".!?…:;。！？؟\n")


def forms_of(lock: Lock, locale: LocaleTag, text: str) -> tuple[str, ...]:
    """What may stand in the target for `text`, which this lock covers in the source."""
    if lock.policy is LockPolicy.VERBATIM:
        return (text,)
    if lock.scope is LockScope.TERM:
        return lock.forms.get(locale, ())
    found = lock.approved.get(locale, (None,))[0]
    return (strip_tags(found.text),) if found is not None else ()


def passage_violation(
    expected: str | None, why: Sequence[LockFault], target: str, lock: Lock
) -> LockFault | None:
    """The fault of a passage-locked target, or None when it is the approved text."""
    if expected is None:
        return why[0]
    if target == expected:
        return None
    return LockFault(
        code="lock.mismatch",
        lock_id=lock.id,
        message=f"not the approved text of {lock.id}: {difference(expected, target)}",
        span=_first_difference(expected, target),
    )


def _first_difference(expected: str, target: str) -> Span:
    pairs = zip(expected, target, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(expected), len(target)))
    return Span(at, min(at + 1, len(target)) if at < len(target) else at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """One lock's forms, and how often they must occur."""

    lock: Lock
    forms: tuple[str, ...]
    count: int
    bordered: bool
    patterns: tuple[str, ...] = ()
    """Expressions for further forms, of a lock that is not exact."""


def _wanted(locks: MessageLocks, source: str, locale: LocaleTag) -> list[_Wanted]:
    groups: dict[tuple[str, str], list[LockHit]] = {}
    for hit in locks.hits:
        same = hit.text if hit.lock.policy is LockPolicy.VERBATIM else ""
        groups.setdefault((hit.lock.id, same), []).append(hit)
    wanted = []
    for hits in groups.values():
        lock = hits[0].lock
        forms = forms_of(lock, locale, hits[0].text)
        if forms:
            bordered = lock.scope is not LockScope.PATTERN or all(
                is_bordered(source, hit.span.start, hit.span.end) for hit in hits
            )
            patterns = lock.patterns.get(locale, ())
            wanted.append(
                _Wanted(
                    lock=lock, forms=forms, count=len(hits), bordered=bordered, patterns=patterns
                )
            )
    return wanted


def _found(target: str, wanted: Iterable[_Wanted]) -> dict[str, list[int]]:
    """Where each form of an exact lock stands, overlaps resolved as in the source."""
    spots = []
    for item in wanted:
        phrase = item.lock.scope is not LockScope.PHRASE
        for form in set(item.forms):
            spots += [
                (phrase, -len(form), at, form)
                for at in occurrences(target, form, bordered=item.bordered)
            ]
    taken = Ranges()
    found: dict[str, list[int]] = {}
    for _, _, start, form in sorted(set(spots)):
        end = start + len(form)
        if taken.is_free(start, end):
            taken.add(start, end)
            found.setdefault(form, []).append(start)
    return found


def hit_violations(
    locks: MessageLocks, source: str, target: str, locale: LocaleTag
) -> list[LockFault]:
    """What phrases, patterns and terms miss in a target. Both texts are without tags."""
    wanted = _wanted(locks, source, locale)
    exact = [item for item in wanted if is_exact(item.lock)]
    found = _found(target, wanted)
    faults = []
    for item in _joined(exact):
        count = sum(len(found.get(form, ())) for form in item.forms)
        if count != item.count:
            faults.append(_miscount(item, count, target, found))
    faults += [
        LockFault(
            code="term.missing",
            lock_id=item.lock.id,
            message=(
                f"“{item.lock.source[0]}” ({item.lock.id}) must read {_listed(item.forms)}; "
                f"none of these is in the target{_looks_like(item.forms, target, found)}"
            ),
        )
        for item in wanted
        if not is_exact(item.lock)
        and not any(_occurs(target, form) for form in item.forms)
        and not any(_matches(target, pattern) for pattern in item.patterns)
    ]
    faults += _strange_matches(locks, target)
    return faults


def _joined(wanted: list[_Wanted]) -> list[_Wanted]:
    """Locks that share a form are counted together: two names, one translation."""
    joined: list[_Wanted] = []
    for item in wanted:
        shared = [other for other in joined if set(other.forms) & set(item.forms)]
        forms, count = dict.fromkeys(item.forms), item.count
        for other in shared:
            joined.remove(other)
            forms |= dict.fromkeys(other.forms)
            count += other.count
        first = shared[0] if shared else item
        joined.append(
            _Wanted(lock=first.lock, forms=tuple(forms), count=count, bordered=item.bordered)
        )
    return joined


def _listed(forms: tuple[str, ...]) -> str:
    return " or ".join(f"“{form}”" for form in forms)


def _occurs(target: str, form: str) -> bool:
    if occurrences(target, form):
        return True
    capital = form[:1].upper() + form[1:]
    return capital != form and any(
        _begins_sentence(target, at) for at in occurrences(target, capital)
    )


def _matches(target: str, pattern: str) -> bool:
    """Whether words of the target match this form pattern, small or with a sentence's capital."""
    small = "".join(
        char.lower() if char.isupper() and _begins_sentence(target, at) else char
        for at, char in enumerate(target)
    )
    for text in dict.fromkeys((target, small if len(small) == len(target) else target)):
        for match in re.finditer(pattern, text):
            if is_bordered(text, match.start(), match.end()):
                return True
    return False


def _begins_sentence(text: str, at: int) -> bool:
    """Whether nothing but quotes, brackets and spaces lies between a sentence's end and here."""
    while at > 0 and not text[at - 1].isalnum() and text[at - 1] not in _SENTENCE_ENDS:
        at -= 1
    return at == 0 or text[at - 1] in _SENTENCE_ENDS


def _miscount(item: _Wanted, count: int, target: str, found: dict[str, list[int]]) -> LockFault:
    wording = f"{_listed(item.forms)} ({item.lock.id})"
    if count < item.count:
        near = _near_miss(item.forms, target, found)
        if near is not None:
            form, span = near
            there = target[span.start : span.end]
            if form.casefold() == there.casefold():
                message = f"{wording} is there in other case: “{there}”"
                return LockFault(
                    code="lock.count", lock_id=item.lock.id, message=message, span=span
                )
            return LockFault(
                code="lock.mismatch",
                lock_id=item.lock.id,
                message=f"{wording} looks right and is not: {difference(form, there)}",
                span=span,
            )
    return LockFault(
        code="lock.count",
        lock_id=item.lock.id,
        message=f"{wording} must occur {item.count} times as in the source, found {count}",
    )


def _looks_like(forms: tuple[str, ...], target: str, found: dict[str, list[int]]) -> str:
    """What stands there instead and only looks right; empty when nothing does."""
    near = _near_miss(forms, target, found)
    if near is None:
        return ""
    form, span = near
    return f": {difference(form, target[span.start : span.end])}"


def _near_miss(
    forms: tuple[str, ...], target: str, found: dict[str, list[int]]
) -> tuple[str, Span] | None:
    """A place that reads like a form without being it."""
    folded, offsets = fold_with_offsets(target)
    exact = Ranges()
    for right, places in found.items():
        for at in places:
            exact.add(at, at + len(right))
    for form in forms:
        wanted = fold(form)
        for at in occurrences(folded, wanted, bordered=False) if wanted else ():
            start, end = offsets[at], offsets[at + len(wanted)]
            inside = exact.covers(start, end)
            if not inside and target[start:end] != form:
                return form, Span(start, end)
            if not inside and end < len(target):
                return form, Span(start, end + 1)
    return None


def _strange_matches(locks: MessageLocks, target: str) -> list[LockFault]:
    """Text that a pattern matches in the target and nowhere in the source."""
    faults = []
    allowed = {hit.text for hit in locks.hits}
    for lock in {hit.lock.id: hit.lock for hit in locks.patterns}.values():
        extra = Counter(
            match.group()
            for match in re.finditer(lock.source[0], target)
            if match.group() and not any(match.group() in text for text in allowed)
        )
        faults += [
            LockFault(
                code="lock.count",
                lock_id=lock.id,
                message=f"“{text}” ({lock.id}) is not in the source",
            )
            for text in sorted(extra)
        ]
    return faults


class Names:
    """Brand and generic names in one locale: none may come into a target uninvited."""

    def __init__(self, locks: Iterable[Lock], locale: LocaleTag) -> None:
        self._forms: dict[str, Lock] = {}
        for lock in locks:
            if lock.scope is LockScope.TERM and lock.kind in {LockKind.BRAND, LockKind.GENERIC}:
                for form in forms_of(lock, locale, lock.source[0]):
                    if len(form) >= _NAME:
                        self._forms.setdefault(form, lock)
        self._automaton = AhoCorasick(list(self._forms)) if self._forms else None
        self._locale = locale

    def holding(self, targets: Sequence[str]) -> set[int]:
        """The numbers of the targets that hold a name, invited or not; a few may hold none."""
        if self._automaton is None:
            return set()
        return numbers_with(self._automaton, [strip_tags(target) for target in targets])

    def uninvited(self, locks: MessageLocks, source: str, target: str) -> list[LockFault]:
        """Names in the target that the source does not mention. Both texts are without tags."""
        if self._automaton is None:
            return []
        matches = [
            (at, at + len(form), form)
            for form in set(self._automaton.find_matches_as_strings(target, overlapping=True))
            for at in occurrences(target, form)
        ]
        if not matches:
            return []
        forms = {form for hit in locks.hits for form in forms_of(hit.lock, self._locale, hit.text)}
        invited = Ranges()
        for form in sorted(forms, key=len, reverse=True):
            for at in occurrences(target, form, bordered=False):
                if invited.is_free(at, at + len(form)):
                    invited.add(at, at + len(form))
        mentioned = fold(source)
        return [
            LockFault(
                code="lock.count",
                lock_id=self._forms[form].id,
                message=f"“{form}” ({self._forms[form].id}) is not in the source",
                span=Span(start, end),
            )
            for start, end, form in sorted(matches)
            if fold(self._forms[form].source[0]) not in mentioned
            and fold(form) not in mentioned
            and not invited.covers(start, end)
        ]


def isolate_violations(locks: MessageLocks, target: str, locale: LocaleTag) -> list[LockFault]:
    """Brands, phone numbers and measures that lack their isolates. Spans are in the target."""
    brands = {
        form: hit.lock.id
        for hit in locks.hits
        if hit.lock.kind is LockKind.BRAND
        for form in forms_of(hit.lock, locale, hit.text)
    }
    text = strip_tags(target)
    runs = unisolated(text, locale, brands)
    if not runs:
        return []
    offsets = offsets_without_tags(target)
    faults = []
    for run in runs:
        shown = text[run.start : run.end]
        faults.append(
            LockFault(
                code="text.isolate",
                lock_id=next((brands[form] for form in brands if form in shown), ""),
                message=f"“{shown}” must stand between U+2066 and U+2069 in {locale}",
                span=Span(offsets[run.start], offsets[run.end - 1] + 1),
            )
        )
    return faults
