"""What a passage-locked message must say in a locale, or why nobody may fill it.

The approved text is taken as it is. Where the message has inline tags, the approved text must
carry the same ones: nobody guesses where a tag belongs in an approved sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pipeline.locks.faults import LockFault
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import ApprovedTarget, Lock, LockPolicy, LockScope
from pipeline.model.message import Message
from pipeline.text.characters import difference
from pipeline.text.tags import tag_faults

__all__ = ["approved_target", "expected_passage", "in_force", "missing_of"]


def in_force(item: Lock | ApprovedTarget, day: dt.date) -> bool:
    """Whether it counts on this day: from `effective_on` up to, without, `expires_on`."""
    return item.effective_on <= day < item.expires_on


def approved_target(lock: Lock, index: int, locale: LocaleTag) -> ApprovedTarget | None:
    """The approved target of one segment, whatever its dates."""
    found = lock.approved.get(locale)
    return found[index] if found is not None else None


def missing_of(lock: Lock, index: int, locale: LocaleTag, day: dt.date) -> LockFault | None:
    """Why this lock has no usable target in the locale on this day; None when it has one."""
    if not in_force(lock, day):
        message = f"the lock {lock.id} expired on {lock.expires_on}; no later revision is there"
        return LockFault(code="lock.expired", lock_id=lock.id, message=message)
    code = message = ""
    name = f"{lock.id}/{index + 1}" if lock.scope is LockScope.PASSAGE else lock.id
    target = approved_target(lock, index, locale)
    if lock.policy is LockPolicy.VERBATIM:
        pass
    elif lock.scope is LockScope.TERM:
        if not lock.forms.get(locale):
            code = "lock.missing"
            message = f"“{lock.source[0]}” ({lock.id}) has no approved form in {locale}"
    elif target is None:
        code = "lock.missing"
        message = f"{name} has no approved translation in {locale}"
    elif target.effective_on > day:
        code = "lock.missing"
        message = f"the {locale} translation of {name} is not in force before {target.effective_on}"
    elif not in_force(target, day):
        code = "lock.expired"
        message = f"the {locale} translation of {name} expired on {target.expires_on}"
    return LockFault(code=code, lock_id=lock.id, message=message) if code else None


def expected_passage(
    message: Message, passage: Sequence[tuple[Lock, int]], locale: LocaleTag, day: dt.date
) -> tuple[str | None, tuple[LockFault, ...]]:
    """(the only text this unit may have, ()), or (None, why there is none)."""
    missing = [missing_of(lock, index, locale, day) for lock, index in passage]
    faults = tuple(fault for fault in missing if fault is not None)
    if faults:
        return None, faults
    texts: dict[str, Lock] = {}
    for lock, index in passage:
        if lock.policy is LockPolicy.VERBATIM:
            texts.setdefault(message.source, lock)
        elif (target := approved_target(lock, index, locale)) is not None:
            texts.setdefault(target.text, lock)
    (first, lock), *others = texts.items()
    if others:
        text, other = others[0]
        return None, (
            LockFault(
                code="lock.ambiguous",
                lock_id=lock.id,
                message=(
                    f"{lock.id} and {other.id} share this source but not its approved text: "
                    f"{difference(first, text)}"
                ),
            ),
        )
    wrong = tag_faults(message.source, first)
    if wrong:
        return None, (
            LockFault(
                code="lock.tags",
                lock_id=lock.id,
                message=(
                    f"the tags of this message and of the approved text differ: {'; '.join(wrong)}"
                ),
            ),
        )
    return first, ()
