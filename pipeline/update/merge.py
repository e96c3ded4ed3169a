"""A template and the last catalog become the next catalog.

For every message, in this order: the unit with the same context and text; an obsolete unit that
comes back; the unit that stood at the same place and whose text changed; the most similar unit
among those that disappeared, then among all. What is carried over is fuzzy, unsigned, and says
which source it was made for. Of units that disappeared each goes on once, so that all pairs
together are most similar, and may be less similar; a copy of what is still there must be more so.

Nothing is carried across contexts, between singular and plural, from or into a locked unit, or
where a number, a negation, a modal or a unit of measure differs (placeholders do not count, and a
clearly more similar copy that may be carried goes before): there the old unit stays among
the obsolete, the reason is in `Merge.withheld`, and the new unit keeps the earlier source as its
previous one until somebody translates it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.errors import RejectedError
from pipeline.formats.gettext.collector import paused
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.unit import Catalog, Origin, Unit
from pipeline.text.placeholders import without_placeholders
from pipeline.text.plurals import plural_count
from pipeline.update.difference import differences
from pipeline.update.origin import Origins, Placed

__all__ = ["CUTOFF", "Merge", "Withheld", "merge_template", "reasons_to_withhold"]

CUTOFF = 0.64
"""Similarity below which a unit from elsewhere is no suggestion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A target that was not carried over, because the two sources differ in meaning."""

    key: MessageKey
    previous: MessageKey
    reasons: tuple[str, ...]
    """`number`, `negation`, `modal`, `unit`."""
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The next catalog, and what became of every message.

    `new`, `kept`, `revived`, `changed` and `fuzzy` together are the template's messages, each
    once; `moved` and `edited_signed` are some of `kept`, `withheld` some of `new`.
    """

    catalog: Catalog
    new: tuple[MessageKey, ...]
    """No target was found for them."""
    kept: tuple[MessageKey, ...]
    """Same context and text: the target stands."""
    moved: tuple[MessageKey, ...]
    """Kept, at another place."""
    revived: tuple[MessageKey, ...]
    """Were obsolete."""
    changed: tuple[MessageKey, ...]
    """The text changed where it stood; the target was carried over, fuzzy."""
    fuzzy: tuple[MessageKey, ...]
    """Carried over from a similar text elsewhere."""
    withheld: tuple[Withheld, ...]
    obsolete: tuple[MessageKey, ...]
    """Left the template in this merge, with their target."""
    edited_signed: tuple[MessageKey, ...]
    """Kept, and edited by hand since they were signed."""


def merge_template(
    template: Template,
    old: Catalog | None,
    *,
    locale: LocaleTag,
    is_locked: Callable[[Message], bool],
    was_signed: Callable[[MessageKey], bool] = lambda _: False,
) -> Merge:
    """The next catalog of this template. `was_signed` says whether a unit of the key ever was."""
    if old is not None and (old.domain, old.locale) != (template.domain, locale):
        raise RejectedError.of(
            "catalog.header",
            f"expected domain {template.domain} in {locale}, found {old.domain} in {old.locale}",
        )
    work = _Work(template, old, locale, is_locked)
    with paused():
        units = [work.place(message) for message in template.messages]
        work.carry_over(units)
    live = {message.key for message in template.messages}
    obsolete, gone = work.obsolete(live)
    catalog = Catalog(
        project=template.project,
        domain=template.domain,
        source_locale=template.source_locale,
        locale=locale,
        created_on=template.created_on,
        units=tuple(units),
        obsolete=obsolete,
    )
    kept = [unit for unit in units if unit.key in work.lists.kept]
    edited = (unit.key for unit in kept if _is_edited(unit) and was_signed(unit.key))

    def ordered(keys: Iterable[MessageKey]) -> tuple[MessageKey, ...]:
        wanted = frozenset(keys)
        return tuple(unit.key for unit in units if unit.key in wanted)

    return Merge(
        catalog=catalog,
        new=ordered(work.lists.new),
        kept=ordered(work.lists.kept),
        moved=ordered(work.lists.moved),
        revived=ordered(work.lists.revived),
        changed=ordered(work.lists.changed),
        fuzzy=ordered(work.lists.fuzzy),
        withheld=tuple(work.lists.withheld),
        obsolete=gone,
        edited_signed=tuple(edited),
    )


def _is_edited(unit: Unit) -> bool:
    origin = unit.true_origin
    return unit.origin is not None and (origin is None or origin.kind == "edited")


@dataclass(slots=True)
class _Lists:
    new: set[MessageKey] = field(default_factory=set)
    kept: set[MessageKey] = field(default_factory=set)
    moved: set[MessageKey] = field(default_factory=set)
    revived: set[MessageKey] = field(default_factory=set)
    changed: set[MessageKey] = field(default_factory=set)
    fuzzy: set[MessageKey] = field(default_factory=set)
    withheld: list[Withheld] = field(default_factory=list)


class _Work:
    """One merge under way."""

    def __init__(
        self,
        template: Template,
        old: Catalog | None,
        locale: LocaleTag,
        is_locked: Callable[[Message], bool],
    ) -> None:
        self.source_locale = template.source_locale
        self.forms = plural_count(locale)
        self.is_locked = is_locked
        self.old = {unit.key: unit for unit in old.units} if old else {}
        self.shelved = {unit.key: unit for unit in old.obsolete} if old else {}
        self.wanted = {message.key for message in template.messages}
        self.used: set[MessageKey] = set()
        """Keys of units that went on in another one."""
        self.lists = _Lists()
        self._known: dict[tuple[MessageKey, MessageKey], tuple[str, ...]] = {}
        """Why a target may not go on in a message, for pairs that were looked at."""

    def place(self, message: Message) -> Unit:
        """The unit of a message whose text is in the catalog; an empty one otherwise."""
        locked = self.is_locked(message)
        found = self.old.get(message.key)
        revived = self.shelved.get(message.key) if found is None and not locked else None
        unit = found or revived
        if unit is None or not self._fits(unit):
            self.lists.new.add(message.key)
            return Unit(message=message, read_only=locked)
        if (unit.message.plural is None) is not (message.plural is None):
            self.lists.new.add(message.key)
            lost = tuple(f"earlier target: {form}" for form in unit.forms if form)
            comments = unit.comments + lost
            return Unit(message=message, read_only=locked, comments=comments)
        if unit.message.plural != message.plural and not locked:
            return self._other_plural(unit, message)
        if revived is not None:
            self.lists.revived.add(message.key)
        else:
            self.lists.kept.add(message.key)
            if unit.message.paths != message.paths:
                self.lists.moved.add(message.key)
        if unit.message == message and unit.read_only is locked:
            return unit
        return replace(unit, message=message, read_only=locked)

    def _other_plural(self, unit: Unit, message: Message) -> Unit:
        before, after = unit.message.plural or "", message.plural or ""
        if not unit.has_target or differences(before, after, source_locale=self.source_locale):
            self.lists.new.add(message.key)
            return Unit(message=message, comments=unit.comments)
        self.lists.changed.add(message.key)
        return self._carried(message, unit, 1.0, "same place")

    def _fits(self, unit: Unit) -> bool:
        count = 1 if unit.message.plural is None else self.forms
        return not unit.forms or len(unit.forms) == count

    def carry_over(self, units: list[Unit]) -> None:
        """Fills the empty units of new messages from units like them."""
        waiting = [
            (number, unit.message)
            for number, unit in enumerate(units)
            if unit.key in self.lists.new and not unit.read_only and unit.key not in self.old
        ]
        if not waiting:
            return
        donors = [unit for unit in self.old.values() if self._may_give(unit)]
        gone = [unit for unit in donors if unit.key not in self.wanted]
        rest = [unit for unit in donors if unit.key in self.wanted]
        rest += [unit for unit in self.shelved.values() if self._may_give(unit)]
        origins = Origins(gone, rest, cutoff=CUTOFF, may_carry=self._may_carry)
        by_place = origins.by_place([message for _, message in waiting])
        by_text = origins.by_text([message for _, message in waiting], by_place)
        for number, message in waiting:
            placed = by_place.get(message.key) or by_text.get(message.key)
            if placed is not None:
                units[number] = self._offer(units[number], placed)

    def _may_carry(self, message: Message, donor: Unit) -> bool:
        return not self._reasons(message, donor)

    def _reasons(self, message: Message, donor: Unit) -> tuple[str, ...]:
        pair = (message.key, donor.key)
        if pair not in self._known:
            self._known[pair] = reasons_to_withhold(
                message, *_made_from(donor), source_locale=self.source_locale
            )
        return self._known[pair]

    def _may_give(self, unit: Unit) -> bool:
        locked = unit.read_only or self.is_locked(unit.message)
        return unit.has_target and self._fits(unit) and not locked

    def _offer(self, unit: Unit, placed: Placed) -> Unit:
        message, donor = unit.message, placed.unit
        previous, plural = _made_from(donor)
        reasons = self._reasons(message, donor)
        if reasons:
            self.lists.withheld.append(
                Withheld(
                    key=message.key,
                    previous=previous,
                    reasons=reasons,
                    similarity=placed.similarity,
                )
            )
            return replace(unit, previous=previous, previous_plural=plural)
        self.lists.new.discard(message.key)
        (self.lists.changed if placed.same_place else self.lists.fuzzy).add(message.key)
        if placed.gone:
            self.used.add(donor.key)
        how = "same place" if placed.same_place else ""
        return self._carried(message, donor, placed.similarity, how)

    def _carried(self, message: Message, donor: Unit, similarity: float, how: str) -> Unit:
        previous, plural = _made_from(donor)
        return Unit(
            message=message,
            forms=donor.forms,
            origin=Origin.of("fuzzy", f"{int(similarity * 100)}% {how}", donor.forms),
            fuzzy=True,
            previous=previous,
            previous_plural=plural,
            comments=donor.comments,
        )

    def obsolete(self, live: set[MessageKey]) -> tuple[tuple[Unit, ...], tuple[MessageKey, ...]]:
        """(obsolete units of the next catalog, keys that became obsolete now)."""
        before = [unit for unit in self.shelved.values() if unit.key not in live]
        now = [
            unit
            for unit in self.old.values()
            if unit.key not in live and unit.key not in self.used and any(unit.forms)
        ]
        return (*before, *(u for u in now if u.key not in self.shelved)), tuple(
            unit.key for unit in now
        )


def reasons_to_withhold(
    message: Message, previous: MessageKey, plural: str | None, *, source_locale: LocaleTag
) -> tuple[str, ...]:
    """`modal`, `negation`, `number`, `unit`: why a target made for `previous` is none for this."""
    flags = message.flags
    before = (previous.source,) if plural is None else (previous.source, plural)
    return tuple(
        sorted(
            {
                reason
                for one, other in zip(before, message.sources, strict=False)
                for reason in differences(
                    without_placeholders(one, flags),
                    without_placeholders(other, flags),
                    source_locale=source_locale,
                )
            }
        )
    )


def _made_from(unit: Unit) -> tuple[MessageKey, str | None]:
    """The source a unit's target was really made for, and its plural."""
    if unit.previous is None:
        return unit.key, unit.message.plural
    return unit.previous, unit.previous_plural
