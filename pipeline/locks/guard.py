"""The firewall: every path that writes a target asks here first."""

from __future__ import annotations

from pipeline.errors import RefusedError
from pipeline.locks.registry import Registry
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit

__all__ = ["guard_write"]


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
