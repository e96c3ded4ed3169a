"""Safety information is whole and in order, with an approved target for each part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, not_judged, result_of
from pipeline.locks.passages import passage_faults
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
        if registry is None:
            return not_judged(self, "the lock registry is not verified")
        segments = [
            segment
            for domain in candidate.domains
            for document in domain.segments.values()
            for segment in document
        ]
        faults: list[Fault] = []
        for domain in candidate.domains:
            documents = {f"source_content/{path}": it for path, it in domain.segments.items()}
            faults += passage_faults(documents, registry)
        for lock in registry.locks:
            if lock.scope is LockScope.PASSAGE and lock.kind in _WHOLE:
                faults += self._target_faults(lock, segments, candidate)
        return result_of(
            self,
            faults,
            met="every passage is whole, in order, and approved in this locale",
            unmet="safety information would be incomplete",
        )

    def _target_faults(
        self, lock: Lock, segments: Sequence[Segment], candidate: Candidate
    ) -> Iterator[Fault]:
        used = any(_is_part(segment, lock) for segment in segments)
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


def _is_part(segment: Segment, lock: Lock) -> bool:
    if segment.plural is not None or lock.context not in {None, segment.context}:
        return False
    return strip_tags(segment.source) in lock.source
