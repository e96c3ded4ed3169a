"""What an edit of the English costs, before anybody approves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.unit import Catalog, Unit

__all__ = ["Cost", "cost_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one locale loses and has to do."""

    new: tuple[MessageKey, ...] = ()
    """Messages nobody has seen."""
    changed: tuple[tuple[MessageKey, MessageKey], ...] = ()
    """(old, new) of messages whose text or context changed in their place."""
    removed: tuple[MessageKey, ...] = ()
    targets: int = 0
    """Targets that lose their message."""
    signatures: int = 0
    """Standing sign-offs that cover nothing any more."""


def cost_of(
    old: Template | None,
    new: Template,
    catalogs: Mapping[LocaleTag, Catalog],
    *,
    signatures_of: Callable[[LocaleTag, Unit], int] = lambda _locale, _unit: 0,
) -> dict[LocaleTag, Cost]:
    """The cost per locale of going from the old template to the new one.

    A message changed when a content path of it carried another message before. A signature is
    voided when its unit's (context, source, plural) is gone.
    """
    before = {message.key: message for message in old.messages} if old is not None else {}
    after = {message.key: message for message in new.messages}
    is_kept = {
        key: key in after and after[key].plural == message.plural for key, message in before.items()
    }
    places = {
        path: key for key, message in before.items() if not is_kept[key] for path in message.paths
    }
    fresh, changed, gone = _compare(after, places, is_kept)
    costs = {}
    for locale, catalog in sorted(catalogs.items()):
        lost = [unit for unit in catalog.units if not _stays(unit, after)]
        costs[locale] = Cost(
            new=fresh,
            changed=changed,
            removed=gone,
            targets=sum(unit.has_target for unit in lost),
            signatures=sum(signatures_of(locale, unit) for unit in lost),
        )
    return costs


def _stays(unit: Unit, after: Mapping[MessageKey, Message]) -> bool:
    message = after.get(unit.key)
    return message is not None and message.plural == unit.message.plural


def _compare(
    after: Mapping[MessageKey, Message],
    places: Mapping[str, MessageKey],
    is_kept: Mapping[MessageKey, bool],
) -> tuple[
    tuple[MessageKey, ...], tuple[tuple[MessageKey, MessageKey], ...], tuple[MessageKey, ...]
]:
    fresh, changed, used = [], [], set()
    for key, message in after.items():
        if is_kept.get(key):
            continue
        origins = (places[path] for path in message.paths if path in places)
        origin = next((found for found in origins if found not in used), None)
        if origin is None:
            fresh.append(key)
        else:
            used.add(origin)
            changed.append((origin, key))
    gone = tuple(key for key, kept in is_kept.items() if not kept and key not in used)
    return tuple(fresh), tuple(changed), gone
