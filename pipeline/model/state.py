"""Law 2: state is derived from the unit, the evidence and the policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.unit import State, Unit

__all__ = ["derive_state", "missing_meanings"]


def missing_meanings(
    required: Sequence[Meaning], sign_offs: Iterable[SignOff]
) -> tuple[Meaning, ...]:
    """The required meanings that cannot all be met by distinct people, in policy order.

    Empty exactly when every required meaning can be given a signer of its own: a person who
    signed with two meanings counts for one of them (bipartite matching, augmenting paths).
    """
    signers: dict[Meaning, list[str]] = {meaning: [] for meaning in required}
    for sign_off in sign_offs:
        if sign_off.meaning in signers and sign_off.signer_id not in signers[sign_off.meaning]:
            signers[sign_off.meaning].append(sign_off.signer_id)
    taken: dict[str, Meaning] = {}

    def assign(meaning: Meaning, seen: set[str]) -> bool:
        for person in signers[meaning]:
            if person in seen:
                continue
            seen.add(person)
            if person not in taken or assign(taken[person], seen):
                taken[person] = meaning
                return True
        return False

    return tuple(meaning for meaning in required if not assign(meaning, set()))


def derive_state(
    unit: Unit, *, required: Sequence[Meaning], sign_offs: Sequence[SignOff], locks_hold: bool
) -> State:
    """The state of a unit.

    `sign_offs` are the standing ones of exactly this unit's digest; `locks_hold` says that every
    lock on it is met byte for byte (law 7). A policy that asks for no sign-off never yields
    `final` (law 4).
    """
    if not unit.has_target:
        return State.INITIAL
    if not sign_offs or not locks_hold:
        return State.TRANSLATED
    if not required or missing_meanings(required, sign_offs):
        return State.REVIEWED
    return State.FINAL
