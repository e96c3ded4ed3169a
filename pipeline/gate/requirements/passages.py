"""Safety information is whole and in order wherever it stands, and approved in the locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of
from pipeline.model.document import Segment
from pipeline.model.lock import Lock, LockKind, LockPolicy, LockScope
from pipeline.text.tags import strip_tags

__all__ = ["PassagesComplete"]


class PassagesComplete:
    """Every part of a passage is there, in order, and approved in the locale."""

    code: ClassVar[str] = "isi.incomplete"
    hint: ClassVar[str] = (
        "have the lock owners complete the approved texts; restore the passage in the document"
    )

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        registry = candidate.registry.verified
        locks = registry.locks if registry is not None else ()
        documents = {
            f"{domain.name}:{path}": segments
            for domain in candidate.domains
            for path, segments in domain.segments.items()
        }
        faults: list[Fault] = []
        for lock in locks:
            if lock.scope is LockScope.PASSAGE and lock.kind in _WHOLE:
                faults += self._order_faults(lock, documents)
                faults += self._target_faults(lock, documents, candidate)
        return result_of(
            self,
            faults,
            met="every passage is whole, in order, and approved in this locale",
            unmet="safety information would be incomplete",
        )

    def _order_faults(
        self, lock: Lock, documents: Mapping[str, Sequence[Segment]]
    ) -> Iterator[Fault]:
        whole_somewhere, partly = False, []
        for name, segments in documents.items():
            found = [text for segment in segments if (text := _text_of(segment, lock)) is not None]
            if _contains(found, lock.source):
                whole_somewhere = True
            elif found:
                partly.append((name, len(set(found))))
        for name, count in partly:
            # one line of it alone may be a heading or a link; two are a cut passage
            if count > 1 or not whole_somewhere:
                yield Fault(
                    code=self.code,
                    message=f"{lock.id} has {len(lock.source)} segments, of which {name} has "
                    f"{count}, or has them in another order",
                    hint=self.hint,
                )

    def _target_faults(
        self, lock: Lock, documents: Mapping[str, Sequence[Segment]], candidate: Candidate
    ) -> Iterator[Fault]:
        used = any(
            _text_of(segment, lock) is not None
            for segments in documents.values()
            for segment in segments
        )
        if not used or lock.policy is LockPolicy.VERBATIM:
            return
        missing = (None,) * len(lock.source)
        targets = lock.approved.get(candidate.locale, missing)
        for number, target in enumerate(targets, 1):
            if target is None or not target.effective_on <= candidate.as_of < target.expires_on:
                yield Fault(
                    code=self.code,
                    message=f"{lock.id}/{number} has no approved text in force in "
                    f"{candidate.locale}",
                    hint=self.hint,
                )


_WHOLE = frozenset({LockKind.ISI, LockKind.BOXED_WARNING, LockKind.INDICATION})


def _text_of(segment: Segment, lock: Lock) -> str | None:
    if segment.plural is not None or lock.context not in {None, segment.context}:
        return None
    text = strip_tags(segment.source)
    return text if text in lock.source else None


def _contains(found: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(
        tuple(found[start : start + size]) == tuple(wanted)
        for start in range(len(found) - size + 1)
    )
