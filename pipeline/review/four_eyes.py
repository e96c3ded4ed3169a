"""Four eyes: nobody signs what they wrote or imported, and the meanings are by distinct people.

Pure: permanent ids in, the ids that were compared and the verdict out. Both go into the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model.evidence import Meaning, SignOff

__all__ = ["FourEyes", "compare_people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FourEyes:
    """Whom a signer was compared with, and why that person may not sign (empty: may)."""

    compared: tuple[str, ...]
    """Ids of the revision's author and importer and of those who signed it, sorted."""
    refusal: str = ""

    def __bool__(self) -> bool:
        return not self.refusal


def compare_people(
    signer_id: str,
    meaning: Meaning,
    *,
    writers: Iterable[str],
    standing: Iterable[SignOff],
) -> FourEyes:
    """Whether this person may sign a text that `writers` wrote or imported.

    `standing` are the sign-offs of exactly this text that nothing has ended. A rejection or a
    withdrawal needs no second person: it only ever closes the gate. A waiver is compared with the
    writers only: who accepts a finding may sign the text, too, and a waiver is no sign-off.
    """
    writing = {person for person in writers if person}
    signed = () if meaning is Meaning.WAIVER else tuple(standing)
    compared = tuple(sorted(writing | {sign_off.signer_id for sign_off in signed}))
    if meaning.takes_back:
        return FourEyes(compared=compared)
    if signer_id in writing:
        return FourEyes(compared=compared, refusal="wrote or imported this text")
    others = {item.meaning for item in signed if item.signer_id == signer_id} - {meaning}
    if others:
        had = ", ".join(sorted(others))
        return FourEyes(compared=compared, refusal=f"has already signed this text as {had}")
    return FourEyes(compared=compared)
