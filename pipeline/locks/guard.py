"""The firewall: every path that writes a target asks here first.

Only `fill` writes a unit that a passage locks, and only its approved text. Whoever writes another
unit may write no text that breaks a lock in it (law 7). What is refused leaves the unit as it
was, and says so: the caller records every refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.errors import RefusedError
from pipeline.locks.registry import Registry
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.unit import Held, Origin, Unit, target_digest

__all__ = ["Refusal", "Writer", "admit", "guard_write", "is_lock_code"]


class Writer(StrEnum):
    """Who writes catalogs. A closed list: a new path has a row here and in the tests."""

    FILL = "fill"
    UPDATE = "update"
    PRETRANSLATE = "pretranslate"
    HANDOFF = "handoff"
    COLLECT = "collect"
    RESTORE = "restore"
    """A text that was signed comes back; into a locked unit only the approved one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A text that did not come into a unit, or should not have."""

    key: MessageKey
    code: str
    lock_ids: tuple[str, ...]
    origin: str
    """Kind and detail of what was refused."""
    digest: str
    """First 12 hexadecimal digits of the refused target's digest."""
    message: str


def is_lock_code(code: str) -> bool:
    """Whether this code is about law 7."""
    return code.startswith(("lock.", "term.")) or code == "text.isolate"


def guard_write(
    registry: Registry,
    unit: Unit,
    forms: tuple[str, ...],
    locale: LocaleTag,
    origin_kind: str,
) -> None:
    """Returns when this text may be written into this unit, else RefusedError `lock.write`.

    Only the origin `lock` writes a passage-locked unit, and only its approved text. Emptying a
    unit, and leaving it as it is, is no writing.
    """
    if not any(forms) or forms == unit.forms or not registry.is_locked(unit.message):
        return
    ids = ", ".join(registry.match(unit.message).ids)
    if origin_kind != "lock":
        raise RefusedError.of(
            "lock.write",
            f"“{unit.message.source[:60]}” is locked by {ids}: origin {origin_kind} may not "
            f"write it in {locale}",
            hint="its approved text comes from glossary_lock, through fill",
        )
    expected = registry.expected(unit.message, locale)
    if expected is None or forms != (expected,):
        raise RefusedError.of(
            "lock.write",
            f"“{unit.message.source[:60]}” is locked by {ids}: this is not its approved text "
            f"in {locale}",
        )


def admit(
    registry: Registry, before: Unit | None, after: Unit, locale: LocaleTag, writer: Writer
) -> tuple[Unit, Refusal | None]:
    """The unit as it may be written, and what was refused.

    A person's text that lies in the catalog already and breaks a lock stays there and is marked
    as held, so that nothing a person wrote is lost and nobody takes it for good.
    """
    now = before.forms if before is not None else ()
    if registry.is_locked(after.message):
        return _locked(registry, before, after, locale, writer)
    if not any(after.forms):
        return after, None
    if after.forms != now:
        return _offered(registry, before, after, locale, writer)
    return _standing(registry, after, locale)


def _locked(
    registry: Registry, before: Unit | None, after: Unit, locale: LocaleTag, writer: Writer
) -> tuple[Unit, Refusal | None]:
    now = before.forms if before is not None else ()
    if writer in {Writer.FILL, Writer.RESTORE}:
        guard_write(registry, replace(after, forms=now), after.forms, locale, "lock")
        return after, None
    if after.forms == now:
        return after, None
    ids = registry.match(after.message).ids
    said = f"locked by {', '.join(ids)}: {writer} may not write it"
    return _kept(before, after), _refusal(after, "lock.write", ids, said)


def _offered(
    registry: Registry, before: Unit | None, after: Unit, locale: LocaleTag, writer: Writer
) -> tuple[Unit, Refusal | None]:
    faults = registry.violations(after.message, after.forms, locale)
    if not faults:
        return after, None
    ids = tuple(sorted({fault.lock_id for fault in faults if fault.lock_id}))
    refusal = _refusal(after, faults[0].code, ids, faults[0].message)
    kind = after.origin.kind if after.origin is not None else ""
    if writer is Writer.UPDATE and kind != "fuzzy":
        # text that comes back from among the obsolete: a person's work is not thrown away
        return _marked(after, refusal), refusal
    kept = _kept(before, after)
    # a carried-over text is only a suggestion: memory or an engine may do better
    return (kept if writer is Writer.UPDATE else _marked(kept, refusal)), refusal


def _standing(registry: Registry, after: Unit, locale: LocaleTag) -> tuple[Unit, Refusal | None]:
    """A target that lies there already: looked at when somebody edited it by hand."""
    origin = after.true_origin
    if origin is None or origin.kind != "edited":
        return after, None
    faults = registry.violations(after.message, after.forms, locale)
    if not faults:
        mine = after.held is not None and _is_edit(after.held) and is_lock_code(after.held.code)
        return (replace(after, held=None) if mine else after), None
    ids = tuple(sorted({fault.lock_id for fault in faults if fault.lock_id}))
    refusal = _refusal(replace(after, origin=origin), faults[0].code, ids, faults[0].message)
    marked = _marked(after, refusal)
    return marked, (None if after.held == marked.held else refusal)


def _is_edit(held: Held) -> bool:
    return held.origin == "edited"


def _kept(before: Unit | None, after: Unit) -> Unit:
    """The unit with the target it had."""
    if before is None:
        return replace(after, forms=(), origin=None, fuzzy=False)
    return replace(
        before, message=after.message, read_only=after.read_only, comments=after.comments
    )


def _marked(unit: Unit, refusal: Refusal) -> Unit:
    return replace(unit, held=Held(refusal.code, refusal.origin, refusal.digest))


def _refusal(offered: Unit, code: str, ids: tuple[str, ...], message: str) -> Refusal:
    origin = offered.origin or Origin("edited", "", "")
    return Refusal(
        key=offered.key,
        code=code,
        lock_ids=ids,
        origin=f"{origin.kind} {origin.detail}".strip(),
        digest=target_digest(offered.forms).short,
        message=message,
    )
